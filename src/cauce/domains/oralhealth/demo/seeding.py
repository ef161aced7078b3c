"""Seed oral health: places, people, two years of days, registers, consolidated months. Repeating it adds nothing."""

import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction

from cauce.core.accounts.models import User
from cauce.core.audit.log import record
from cauce.core.bulk_writer import piecer
from cauce.core.demo.scene import Scene
from cauce.core.organisations.models import OrgUnit
from cauce.core.statistics import refresh_statistics

from ..actions import load_population, save_hospital_month, save_resource, save_rinses
from ..codebook import codebook
from ..country import ZONE, month_of, today
from ..importing.loading import Loader
from ..models import Agreement, Consolidation, Facility, FacilityMonth, Population, Sheet
from ..queries.board import deadline
from ..queries.consolidated import month_figures
from ..rules.shapes import Reader
from ..rules.states import MonthState, SheetState
from ..rules.values import Context
from .comparing import seed_comparisons
from .patients import days_of
from .places import ORIGIN, REGIONS, seed_people, seed_tree
from .schools import seed_brigades
from .stories import begin_agreeing, tell
from .surveillance import seed_surveillance

YEARS = 2
SERVED = 12  # the demo has one facility of every dozen, so it has one inhabitant of every dozen
# share of the population in each age, by band (lowest, highest, share)
PYRAMID = (
    (0, 0, 0.018),
    (1, 4, 0.072),
    (5, 9, 0.09),
    (10, 14, 0.088),
    (15, 19, 0.085),
    (20, 59, 0.53),
    (60, 89, 0.117),
)


def seed(
    scene: Scene, *, years: int = YEARS, facilities: int | None = None, since: date | None = None
) -> None:
    """Everything of oral health; each part is whole or not there. `years` or `since`, `facilities`: less, for tests."""
    with transaction.atomic():
        places = seed_tree()
        people = seed_people(places[0])
    if Sheet.objects.exists():
        return
    last = today(scene.at) - timedelta(days=1)
    first = since or (date(last.year - years, last.month, 1) if years else last.replace(day=1))
    chosen = places[:facilities]
    with transaction.atomic():
        rows = _days(scene, people["pa.nacional"], chosen, first, last)
        refresh_statistics()
        _registers(scene, people["pa.nacional"], chosen, range(first.year, last.year + 1))
        _months(scene, people, chosen, first, last)
        examined = seed_brigades(scene, people["pa.brigadas"], chosen, last)
        seed_comparisons(scene, people, chosen, last)
        tell(scene, people, chosen[0], last)
        seed_surveillance(scene, people, chosen[0], last)
        refresh_statistics()
    scene.say(f"{examined:,} exámenes sintéticos de brigadas escolares")
    scene.say(f"{rows:,} renglones sintéticos de salud bucal en {len(chosen)} instalaciones")


def _days(scene: Scene, by: User, facilities: Iterable[Facility], first: date, last: date) -> int:
    """All days; those of the last fortnight of the first facility still wait for review."""
    loader = Loader(by, scene.at)
    rendered = Reader(codebook(), Context(today(scene.at)), piecer()).rendered
    reviewed = {
        "state": SheetState.REVIEWED,
        "sent_at": scene.at,
        "sent_by": by,
        "reviewed_at": scene.at,
        "reviewed_by": by,
    }
    for facility in facilities:
        for header, patients in days_of(facility, first, last):
            recent = month_of(header.date) == month_of(last)
            sheet = loader.sheet(facility.unit, header, **({} if recent else reviewed))
            for patient in patients:
                loader.add(sheet, rendered(patient))
    loader.flush()
    record(
        action="oralhealth.rows.import",
        by=by,
        at=scene.at,
        data={"file": ORIGIN, "sheets": loader.sheets, "rows": loader.rows, "sha256": "", "warnings": {}},
    )
    return loader.rows


def _registers(scene: Scene, by: User, facilities: list[Facility], years: Iterable[int]) -> None:
    chance = random.Random("cauce-registros")  # noqa: S311  a demonstration
    act = {"by": by, "at": scene.at}
    regions = {f.unit.parent for f in facilities}
    for year in years:
        for region in regions:
            people = REGIONS[region.name.removeprefix("Región de Salud de ")][2]
            places = _places_of(region, facilities)
            rows = [
                {
                    "sex": sex,
                    "age": age,
                    "persons": round(people * share / SERVED / (high - low + 1) / 2 / len(places)),
                    **where,
                }
                for where in places
                for low, high, share in PYRAMID
                for age in range(low, high + 1)
                for sex in "12"
            ]
            _load(act, region, Population.Kind.RESIDENTS, year, rows)
            expected = [
                {
                    "sex": "2",
                    "age": age,
                    "persons": round(people * 0.018 / SERVED / 25 / len(places)),
                    **where,
                }
                for where in places
                for age in range(15, 40)
            ]
            _load(act, region, Population.Kind.PREGNANCIES, year, expected)
        for facility in facilities:
            own = [{"sex": sex, "age": age, "persons": 240} for age in range(0, 80, 2) for sex in "12"]
            _load(act, facility.unit, Population.Kind.RESPONSIBILITY, year, own)
            save_resource(**act, facility=facility.unit, year=year, dentists=chance.randint(1, 6))
            weeks = {
                "enrolled": "300",
                "covered": str(chance.randint(200, 300)),
                "weeks": str(chance.randint(28, 38)),
            }
            save_rinses(**act, facility=facility.unit, school="Escuela sintética A", year=year, typed=weeks)
            if facility.is_hospital:
                _hospital(act, facility, year, chance)


def _places_of(region: OrgUnit, facilities: list[Facility]) -> list[dict[str, str]]:
    """Where the region's people live: the corregimientos of its facilities."""
    return [
        {"province": f.province, "district": f.district, "corregimiento": f.corregimiento}
        for f in facilities
        if f.unit.parent_id == region.pk
    ]


def _load(act: dict, place: OrgUnit, kind: str, year: int, rows: list[dict]) -> None:
    load_population(**act, place=place, kind=kind, year=year, source="Sintética", rows=rows)


def _hospital(act: dict, facility: Facility, year: int, chance: random.Random) -> None:
    for month in range(1, 13):
        if year * 100 + month >= month_of(today(act["at"])):
            return
        discharges = chance.randint(60, 110)
        typed = {
            "postoperative_deaths": chance.choice("00001"),
            "operations": chance.randint(30, 60),
            "discharges": discharges,
            "interconsultation_discharges": chance.randint(3, 15),
            "bed_days": discharges * chance.randint(2, 4),
            "surgical_interventions": chance.randint(10, 30),
            "laboratory_tests": discharges * chance.randint(1, 3),
        }
        save_hospital_month(**act, facility=facility.unit, month=year * 100 + month, typed=typed)


SPEAKS = {
    "direccion-medica": "pa.direccion",
    "planificacion": "pa.planificacion",
    "reges": "pa.reges",
    "jefe-clinica": "pa.jefatura",
}


def _months(
    scene: Scene, people: dict[str, User], facilities: list[Facility], first: date, last: date
) -> None:
    """Every finished month agreed and sent, a few late; of the last one, a third missing and the home one waiting."""
    months = sorted({month_of(first + timedelta(days=n)) for n in range((last - first).days + 1)})[:-1]
    for month in months:
        for number, facility in enumerate(facilities):
            newest = month == months[-1]
            if newest and number and number % 3 == 0:
                FacilityMonth.objects.create(facility=facility.unit, month=month)
                continue
            at = min(scene.at, _sent_at(facility, month))
            made = _consolidated(facility, month, at, people["pa.reges"])
            if newest and not number:
                begin_agreeing(scene, people, facility, month)
            else:
                _agreed(made, at, people)


def _sent_at(facility: Facility, month: int) -> datetime:
    """When the facility sends that month: mostly in the week before the deadline, one in ten some days after."""
    chance = random.Random(f"cauce-envio-{facility.code}-{month}")  # noqa: S311  a demonstration
    late = chance.random() < 0.1
    day = deadline(month) + timedelta(days=chance.randint(1, 9) if late else -chance.randint(0, 6))
    return datetime.combine(day, time(chance.randint(8, 15), chance.randint(0, 59)), tzinfo=ZONE)


def _consolidated(facility: Facility, month: int, at: datetime, by: User) -> Consolidation:
    found = FacilityMonth.objects.create(
        facility=facility.unit, month=month, state=MonthState.CONSOLIDATED, version=1
    )
    figures = month_figures(facility.unit, month)
    return Consolidation.objects.create(
        month=found,
        version=1,
        figures=figures,
        sheets=sum(line["sheets"] for line in figures["professionals"]),
        patients=figures["service"]["total"]["patients"],
        at=at - timedelta(days=1),
        by=by,
    )


def _agreed(made: Consolidation, at: datetime, people: dict[str, User]) -> None:
    Agreement.objects.bulk_create(
        [Agreement(consolidation=made, party=party, at=at, by=people[who]) for party, who in SPEAKS.items()]
    )
    month = made.month
    month.state, month.locked_at, month.sent_at, month.locked_by = (
        MonthState.LOCKED,
        at,
        at,
        people["pa.reges"],
    )
    month.save()
