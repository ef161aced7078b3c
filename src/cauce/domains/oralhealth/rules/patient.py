"""One patient's row: boxes 1 to 23, activities, diagnoses, suspected violence (source 004, p. 19-23)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cauce.core.errors import Problem

from .activities import read_activities
from .codes import Codebook
from .diagnoses import read_diagnoses
from .reading import Typed, cell, choice, mark, whole
from .table import broken
from .values import MAX_ACTIVITIES, Context, PatientRow

# Field → the paper's box, for messages and for the grid.
BOXES: dict[str, str] = {
    "insured": "1",
    "ethnic": "2",
    "identity": "3",
    "age_unit": "4",
    "age": "5-6",
    "over_100": "5-6",
    "sex": "7",
    "new_in_institution": "8",
    "new_in_service": "9",
    "province": "10",
    "district": "10",
    "corregimiento": "10",
    "locality": "10",
    "care_type": "11",
    "care_frequency": "12",
    "programme": "13",
    "school_programme": "15",
    "school": "16",
    "adult_service": "20",
    "referral": "21",
    "surco": "21",
    "referred_service": "22",
    "completed": "23",
    "violence": "última columna",
}
NOT_APPLICABLE = {"box_14": "14", "box_17": "17", "box_18": "18", "box_19": "19"}
PARTS = {"province": "provincia", "district": "distrito", "corregimiento": "corregimiento"}
WITH_SURCO = frozenset({"2RF", "3RHI", "4RHN"})
_ETHNIC = re.compile(r"[1-9]D?")
IDENTITY = re.compile(r"[0-9A-Z][0-9A-Z-]{0,19}")
_UNITS = {"1": ("días", 31), "2": ("meses", 11), "3": ("años", 99)}
# Programme → usual ages, both ends inside; outside them the rule only warns (spec 4).
USUAL_AGES = {"1": (0, 9), "2": (4, 15), "3": (10, 19), "7": (18, 120)}
OF_WOMEN = {"4": "Maternal", "6": "Puerperio"}


def read_patient(
    typed: Mapping[str, Any], place: str, book: Codebook, context: Context
) -> tuple[PatientRow, list[Problem]]:
    """Read one row as typed. Returns its values and all its problems, errors first.

    typed: the fields of BOXES as text, `continuation` as a mark, `activities` and `diagnoses` as sequences of
    mappings (code, number, class; text, code, class). With errors the values are not to be saved.
    """
    if mark(typed, "continuation"):
        return _read_continuation(typed, place, book, context)
    problems: list[Problem] = []
    values = {
        **read_identity(typed, place, problems),
        **read_person(typed, place, book, problems),
        **read_residence(typed, place, problems),
        **read_attendance(typed, place, book, problems),
        **read_programme(typed, place, book, problems),
        **read_referral(typed, place, book, problems),
        **read_end(typed, place, context, problems),
    }
    row = PatientRow(**values)
    activities, found = read_activities(_lines(typed, "activities"), place, book, context, row.age_years)
    diagnoses, more = read_diagnoses(_lines(typed, "diagnoses"), place, book, context, row.sex)
    row = PatientRow(**values, activities=activities, diagnoses=diagnoses)
    problems += [*found, *more, *check_consistent(row, place, book)]
    if not activities and not found:
        problems.append(broken("OH-40", f"{place}.activities"))
    if row.care_type in {"2", "3"} and not diagnoses and not more:
        problems.append(broken("OH-66", f"{place}.diagnoses"))
    return row, sorted(problems, key=lambda p: p.level)


def _read_continuation(
    typed: Mapping[str, Any], place: str, book: Codebook, context: Context
) -> tuple[PatientRow, list[Problem]]:
    """A line that continues the patient above: only activities and diagnoses."""
    problems = [
        broken("OH-76", f"{place}.{name}", box=BOXES[name])
        for name in BOXES
        if name not in {"identity", "over_100"} and cell(typed, name)
    ]
    activities, found = read_activities(_lines(typed, "activities"), place, book, context, None)
    diagnoses, more = read_diagnoses(_lines(typed, "diagnoses"), place, book, context, "")
    row = PatientRow(
        continuation=True,
        identity=cell(typed, "identity").upper(),
        activities=activities,
        diagnoses=diagnoses,
    )
    return row, sorted([*problems, *found, *more], key=lambda p: p.level)


def check_sequence(rows: Sequence[tuple[str, PatientRow]], book: Codebook, context: Context) -> list[Problem]:
    """Rules over the rows of one sheet, in order: continuations and the same patient twice. rows: (place, row)."""
    problems: list[Problem] = []
    seen = set(context.seen)
    patient: PatientRow | None = None
    codes: list[str] = []
    previous: PatientRow | None = None
    for place, row in rows:
        if row.continuation:
            problems += _continues(row, place, patient, previous)
            codes = [*codes, *(a.code for a in row.activities)]
            problems += _repeated(row, place, patient)
        else:
            if row.identity and row.identity in seen:
                problems.append(broken("OH-78", f"{place}.identity", value=row.identity))
            seen.add(row.identity)
            patient, codes = row, [a.code for a in row.activities]
        previous = row
    return problems


def _continues(
    row: PatientRow, place: str, patient: PatientRow | None, previous: PatientRow | None
) -> list[Problem]:
    if patient is None or (row.identity and row.identity != patient.identity):
        return [broken("OH-75", f"{place}.continuation")]
    if previous is not None and len(previous.activities) < MAX_ACTIVITIES:
        return [broken("OH-77", f"{place}.continuation")]
    return []


def _repeated(row: PatientRow, place: str, patient: PatientRow | None) -> list[Problem]:
    """A code on the continuation that the patient's own line already holds with the same class."""
    held = {(a.code, a.klass) for a in patient.activities} if patient else set()
    return [
        broken("OH-54", f"{place}.activities.{n}.code", code=a.code)
        for n, a in enumerate(row.activities, 1)
        if (a.code, a.klass) in held
    ]


def _lines(typed: Mapping[str, Any], name: str) -> Sequence[Typed]:
    return typed.get(name) or ()


def read_identity(typed: Typed, place: str, problems: list[Problem]) -> dict[str, Any]:
    """Box 3."""
    identity = cell(typed, "identity").upper()
    if not IDENTITY.fullmatch(identity):
        problems.append(broken("OH-13", f"{place}.identity"))
    return {"identity": identity}


def read_person(typed: Typed, place: str, book: Codebook, problems: list[Problem]) -> dict[str, Any]:
    """Boxes 1 to 7, but for the identity."""
    ethnic = cell(typed, "ethnic").upper()
    if not _ETHNIC.fullmatch(ethnic):
        problems.append(broken("OH-12", f"{place}.ethnic", value=ethnic[:20]))
    return {
        "insured": choice(typed, "insured", frozenset(book.lists["insured"]), "OH-11", place, problems),
        "ethnic": ethnic[:1],
        "disabled": ethnic[1:] == "D",
        **_age(typed, place, problems),
        "sex": choice(typed, "sex", frozenset(book.lists["sex"]), "OH-18", place, problems),
    }


def _age(typed: Typed, place: str, problems: list[Problem]) -> dict[str, Any]:
    unit, text, over = cell(typed, "age_unit"), cell(typed, "age"), mark(typed, "over_100")
    if unit not in _UNITS:
        problems.append(broken("OH-14", f"{place}.age_unit", value=unit[:20]))
    age = whole(text) if len(text) <= 2 else None
    if age is None:
        problems.append(broken("OH-15", f"{place}.age", value=text[:20]))
    elif unit in _UNITS and age > _UNITS[unit][1]:
        problems.append(broken("OH-16", f"{place}.age", value=age, unit=_UNITS[unit][0]))
    if over and not (unit == "3" and age == 99):
        problems.append(broken("OH-17", f"{place}.over_100"))
    return {"age_unit": unit, "age": age, "over_100": over}


def read_residence(typed: Typed, place: str, problems: list[Problem]) -> dict[str, Any]:
    codes = {name: cell(typed, name) for name in PARTS}
    for name, text in codes.items():
        missing_province = name == "province" and not text
        if missing_province or (text and not re.fullmatch(r"[0-9]{2}", text)):
            problems.append(broken("OH-22", f"{place}.{name}", value=text[:20], part=PARTS[name]))
    if codes["province"] and not (codes["district"] and codes["corregimiento"]):
        problems.append(broken("OH-23", f"{place}.corregimiento"))
    return {**codes, "locality": cell(typed, "locality")[:80]}


def read_attendance(typed: Typed, place: str, book: Codebook, problems: list[Problem]) -> dict[str, Any]:
    """Boxes 8, 9, 11 and 12."""
    times = frozenset(book.lists["attendance"])
    institution = choice(typed, "new_in_institution", times, "OH-19", place, problems)
    service = choice(typed, "new_in_service", times, "OH-20", place, problems)
    kind = choice(typed, "care_type", frozenset(book.lists["care_type"]), "OH-24", place, problems)
    allowed = frozenset(c.code for c in book.lists["care_frequency"].values() if c.applies)
    frequency = choice(typed, "care_frequency", allowed, "OH-25", place, problems)
    if service and frequency and (service == "1") != (frequency == "2"):
        problems.append(broken("OH-26", f"{place}.care_frequency"))
    if institution == "1" and service == "2":
        problems.append(broken("OH-21", f"{place}.new_in_service"))
    return {
        "new_in_institution": institution,
        "new_in_service": service,
        "care_type": kind,
        "care_frequency": frequency,
    }


def read_programme(typed: Typed, place: str, book: Codebook, problems: list[Problem]) -> dict[str, Any]:
    """Boxes 13 to 20."""
    for name, box in NOT_APPLICABLE.items():
        if cell(typed, name):
            problems.append(broken("OH-28", f"{place}.{name}", box=box))
    lists = {name: frozenset(book.lists[name]) for name in ("programme", "school_programme", "adult_service")}
    programme = choice(typed, "programme", lists["programme"], "OH-27", place, problems, needed=False)
    in_school = choice(
        typed, "school_programme", lists["school_programme"], "OH-29", place, problems, needed=False
    )
    adult = choice(typed, "adult_service", lists["adult_service"], "OH-32", place, problems, needed=False)
    school = cell(typed, "school").upper()
    if school and not re.fullmatch(r"[A-ZÑ]", school):
        problems.append(broken("OH-30", f"{place}.school", value=school[:20]))
    if school and in_school != "1":
        problems.append(broken("OH-31", f"{place}.school"))
    if adult and programme != "7":
        problems.append(broken("OH-33", f"{place}.adult_service"))
    return {
        "programme": programme,
        "school_programme": in_school,
        "school": school,
        "adult_service": adult,
    }


def read_referral(typed: Typed, place: str, book: Codebook, problems: list[Problem]) -> dict[str, Any]:
    """Boxes 21 and 22 with the SURCO mark."""
    referral = choice(
        typed, "referral", frozenset(book.lists["referral"]), "OH-34", place, problems, needed=False
    )
    surco, service = mark(typed, "surco"), cell(typed, "referred_service")[:20]
    if referral in WITH_SURCO and not surco:
        problems.append(broken("OH-35", f"{place}.surco", value=referral))
    if referral in WITH_SURCO and not service:
        problems.append(broken("OH-36", f"{place}.referred_service", value=referral))
    if (service or surco) and not cell(typed, "referral"):
        problems.append(broken("OH-37", f"{place}.referral"))
    return {"referral": referral, "surco": surco, "referred_service": service}


def read_end(typed: Typed, place: str, context: Context, problems: list[Problem]) -> dict[str, Any]:
    """Box 23 and the last column."""
    completed, violence = cell(typed, "completed"), cell(typed, "violence")
    if completed not in {"", "1"}:
        problems.append(broken("OH-38", f"{place}.completed", value=completed[:20]))
    before = context.completed.get(cell(typed, "identity").upper())
    if completed == "1" and before:
        problems.append(broken("OH-39", f"{place}.completed", date=before.isoformat()))
    if violence not in {"", "1"}:
        problems.append(broken("OH-67", f"{place}.violence", value=violence[:20]))
    return {"completed": completed == "1", "violence": violence == "1"}


def check_consistent(row: PatientRow, place: str, book: Codebook) -> list[Problem]:
    """Sex, age and programme (spec 4): maternal and puerperal are women of 10 to 59; other ages warn."""
    age, problems = row.age_years, []
    if row.programme in OF_WOMEN and row.sex:
        if row.sex != "2" or (age is not None and not 10 <= age <= 59):
            problems.append(broken("OH-70", f"{place}.programme", programme=OF_WOMEN[row.programme]))
    elif row.programme in USUAL_AGES and age is not None:
        lower, upper = USUAL_AGES[row.programme]
        if not lower <= age <= upper:
            label = book.lists["programme"][row.programme].label
            problems.append(broken("OH-71", f"{place}.programme", age=age, programme=label))
    if row.school_programme == "1" and age is not None and not 4 <= age <= 19:
        problems.append(broken("OH-72", f"{place}.school_programme", age=age))
    return problems
