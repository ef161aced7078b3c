"""The surveillance of the demonstration: a sentinel site, a brigade half done, costs, last year's audit of records.

At the home facility, through the real actions, so that each page has something to read and something to go on with.
"""

import random
import uuid
from datetime import date

from cauce.core.accounts.models import User
from cauce.core.demo.scene import Scene

from ..actions import (
    look_at_record,
    open_record_audit,
    save_brigade,
    save_cost,
    save_exam,
    save_factor,
    save_study,
)
from ..models import Facility, RecordAudit
from ..rules.odontogram import mark_sound
from ..rules.record_audit import CRITERIA

# what is put over the sound teeth of a pupil of twelve
PUPILS = ({"36": "1", "46": "3"}, {}, {"16": "1", "26": "1", "36": "4"}, {"46": "6"})
COSTS = (("07", "", "310.00"), ("49", "", "842.50"), ("", "2", "1250.00"))


def seed_surveillance(scene: Scene, people: dict[str, User], home: Facility, last: date) -> None:
    """All of it. `last`: the last day with sheets."""
    region, dentist = people["pa.region"], people["pa.odontologia"]
    act = {"at": scene.at}
    study = save_study(
        **act, by=region, place=home.unit.parent,
        typed={
            "phase": "centinela", "name": "Sitio centinela sintético: escolares de 12 años", "frequency": "trimestral",
            "starts_on": f"{last.year}-01-01", "events": ["caries", "periodontal"], "groups": ["escolares-10-14"],
            "purpose": "Datos sintéticos de la demostración.",
        },
    )  # fmt: skip
    brigade = save_brigade(
        **act, by=dentist, facility=home.unit, uid=uuid.uuid5(uuid.NAMESPACE_OID, "cauce-jornada"), study=study,
        typed={
            "date": last.isoformat(), "school": "Escuela sintética del centinela", "group": "6.º A", "pupils": "12",
            "population_group": "escolares-10-14", "area": "rural", "province": home.province,
            "district": home.district, "corregimiento": home.corregimiento,
        },
    )  # fmt: skip
    for number, changes in enumerate(PUPILS, start=1):
        save_exam(
            **act, by=dentist, facility=home.unit, day=last, brigade=brigade,
            uid=uuid.uuid5(uuid.NAMESPACE_OID, f"cauce-alumno-{number}"),
            typed={
                "person": f"{number:03d}", "age": "12", "sex": "12"[number % 2], "group": "6.º A",
                "population_group": "escolares-10-14", "teeth": {**mark_sound({}, 12), **changes},
            },
        )  # fmt: skip
    water = {"kind": "fluor-agua", "date": last.isoformat(), "point": "Pozo sintético", "value": "1.7"}
    save_factor(**act, by=dentist, facility=home.unit, typed=water, confirmed=True)
    month = f"{last.year}-{last.month:02d}"
    for activity, programme, amount in COSTS:
        typed = {"month": month, "activity": activity, "programme": programme, "amount": amount}
        save_cost(**act, by=people["pa.reges"], facility=home.unit, typed=typed)
    audit = open_record_audit(**act, by=region, facility=home.unit, year=last.year, size=10, seed="")
    _look(act, region, audit)


def _look(act: dict, by: User, audit: RecordAudit) -> None:
    """Six of the sample, one of which fails."""
    chance = random.Random("cauce-auditoria")  # noqa: S311  a demonstration
    failing = chance.choice(list(CRITERIA))
    for record in audit.records.all()[:6]:
        typed = dict.fromkeys(CRITERIA, "1")
        if record.position == 4:
            typed |= {failing: "0", "finding": "Hallazgo sintético: falta en el expediente."}
        look_at_record(**act, by=by, audited=record, typed=typed, version=0)
