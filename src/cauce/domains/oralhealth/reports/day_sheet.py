"""The day's sheet on paper, as the form reads (source 004, p. 17-44), and the same form blank to write by hand.

A working paper: no folio, no seal; the hour says which data it shows. Identities appear as the reader may see them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cauce.core.documents import typeset

from ..actions import ReadRow
from ..codebook import codebook
from ..codelists import TITLES, listed
from ..country import ZONE, local
from ..models import Sheet
from ..presenting_lines import duration, words_of

TEMPLATE = Path(__file__).parent / "typst" / "day_sheet.typ"
BLANK_PATIENTS, BLANK_TALKS, BLANK_TASKS = 15, 5, 6
COUNTRY = "PA"
# What stands on the back of the form; the diagnoses have their own pages in the manual.
KEYS = (
    "insured",
    "ethnic",
    "age_unit",
    "sex",
    "attendance",
    "care_type",
    "care_frequency",
    "programme",
    "school_programme",
    "adult_service",
    "referral",
    "promotion_types",
    "techniques",
    "other_codes",
    "administrative",
    "procedures",
)
ONE = ("sex", "new_in_institution", "new_in_service")


def day_sheet(sheet: Sheet, rows: Sequence[ReadRow], at: datetime, reader: str) -> bytes:
    """The PDF of a sheet. reader: who prints it, for the foot."""
    foot = _("Impreso por %(who)s el %(at)s. Documento de trabajo con datos de salud: consérvelo bajo llave.")
    footnote = foot % {"who": reader, "at": local(at)}
    return _compile(sheet_data(sheet, rows), at, footnote, sheet.facility.synthetic)


def blank_sheet(at: datetime) -> bytes:
    """The PDF of the form to be written by hand, with its codes on the back."""
    data = {
        "schema": "cauce/oralhealth-day/1",
        "blank": True,
        "head": dict.fromkeys(("facility", "code", "centre", "date", "professional", "registration", "hours", "schedule"), ""),
        "patients": BLANK_PATIENTS,
        "talks": BLANK_TALKS,
        "tasks": BLANK_TASKS,
        "keys": [{"title": TITLES[key], "codes": [[c.code, c.label] for c in listed(key)]} for key in KEYS],
    }  # fmt: skip
    return _compile(data, at, _("Formulario en blanco; Manual 2011"), synthetic=False)


def _compile(data: dict[str, Any], at: datetime, footnote: str, synthetic: bool) -> bytes:
    meta = typeset.Meta(
        title=_("Registro diario de actividades"),
        date=at.astimezone(ZONE),
        description=_("Salud Bucal, MINSA/CSS"),
        footnote=footnote,
        synthetic=synthetic or (settings.CAUCE_ENV == "demo" and not data["blank"]),
        country=COUNTRY,
    )
    return typeset.compile(TEMPLATE, data, meta)


def sheet_data(sheet: Sheet, rows: Sequence[ReadRow]) -> dict[str, Any]:
    """What the paper says of a sheet."""
    profile = getattr(sheet.facility, "oralhealth", None)
    schedule = codebook().lists["schedule"][sheet.schedule]
    return {
        "schema": "cauce/oralhealth-day/1",
        "blank": False,
        "head": {
            "facility": sheet.facility.name,
            "code": profile.code if profile else "",
            "centre": sheet.centre,
            "date": f"{sheet.date:%d/%m/%Y}",
            "professional": sheet.professional,
            "registration": sheet.registration,
            "hours": f"{sheet.chair_hours:f}",
            "schedule": f"{schedule.code} {schedule.label}",
        },
        "patients": [_patient(row) for row in rows],
        "seen": sum(not row.values.continuation for row in rows),
        "talks": [_talk(row) for row in sheet.promotion.all()],
        "tasks": [[words_of(row.code, "administrative"), duration(row.minutes)] for row in sheet.admin.all()],
        "keys": [],
    }


def _patient(row: ReadRow) -> dict[str, Any]:
    v = row.values
    boxes = ["", "", "", "", "", "", "", "", "", "", "", "", "", "", "", ""]
    if not v.continuation:
        age = "" if v.age is None else f"{v.age:02d}{'+' if v.over_100 else ''}"
        home = " ".join(filter(None, (v.province, v.district, v.corregimiento, v.locality)))
        ethnic = f"{v.ethnic}{'D' if v.disabled else ''}"
        boxes = [v.insured, ethnic, row.identity, v.age_unit, age, *(getattr(v, name) for name in ONE), home,
                 v.care_type, v.care_frequency, v.programme, v.school_programme, v.school, v.adult_service,
                 " ".join(filter(None, (v.referral, v.referred_service)))]  # fmt: skip
    return {
        "position": row.row.position,
        "continuation": v.continuation,
        "boxes": boxes,
        "activities": [[a.code, str(a.number), a.klass] for a in v.activities],
        "completed": "1" if v.completed else "",
        "diagnoses": [[d.text, d.code, d.klass] for d in v.diagnoses],
        "violence": "1" if v.violence else "",
    }


def _talk(row: Any) -> list[str]:
    what = _together(words_of(row.technique, "techniques"), words_of(row.other_code, "other_codes"))
    people = [row.men, row.women, row.invited, row.beneficiaries]
    return [
        what,
        row.promotion_type,
        row.topic,
        duration(row.minutes),
        row.programme,
        *("" if number is None else str(number) for number in people),
        row.place,
    ]


def _together(*texts: str) -> str:
    found: Iterable[str] = filter(None, texts)
    return " · ".join(found)
