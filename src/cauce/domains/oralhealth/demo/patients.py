"""Invented days at the dental chair, from a fixed seed, with a plausible shape."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from ..codebook import codebook
from ..models import Facility
from ..rules.values import Activity, DiagnosisLine, Header, PatientRow

SURNAMES = ("Guayacán", "Ceiba", "Roble", "Nance", "Garza", "Espavé", "Palma", "Corotú", "Cedro", "Jobo")
# age band → (weight, lowest age, highest age, usual programme by sex: "" none)
AGES = (
    (6, 2, 4, "1"),
    (22, 5, 9, "2"),
    (14, 10, 14, "2"),
    (10, 15, 19, "3"),
    (36, 20, 59, "7"),
    (12, 60, 88, "7"),
)
PREVENTIVE = ("10", "12", "15", "13", "17")
CURATIVE = ("47", "48", "49", "50", "51", "52", "23", "60", "22")
CHILD = ("25", "41", "55")
DIAGNOSES = (
    "K02.1",
    "K02.1",
    "K02.0",
    "K02.9",
    "K05.0",
    "K05.1",
    "K04.0",
    "K04.7",
    "K03.6",
    "K08.3",
    "K07.3",
)
# The work of a year: fewer patients in January and December, more when the schools are open.
SEASON = (0.7, 0.9, 1.05, 1.1, 1.1, 1.0, 1.05, 1.1, 1.1, 1.0, 0.85, 0.6)
PATIENTS_A_DAY = 17


def working_days(first: date, last: date) -> Iterator[date]:
    """Monday to Friday, both ends inside."""
    day = first
    while day <= last:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


def days_of(facility: Facility, first: date, last: date) -> Iterator[tuple[Header, list[PatientRow]]]:
    """Each working day of the facility's dentist, with its patients; the same every time."""
    chance = random.Random(f"cauce-{facility.code}")  # noqa: S311  a demonstration
    busy = chance.uniform(0.8, 1.25)
    registration = f"{int(facility.code[-2:]):05d}"
    name = f"Odontóloga sintética {SURNAMES[int(facility.code[-2:]) % len(SURNAMES)]}"
    known: list[tuple[str, str, int]] = []  # identity, sex, age of patients already seen this year
    year, finished = 0, set[str]()
    for day in working_days(first, last):
        if day.year != year:
            year, known, finished = day.year, [], set()
        if chance.random() < 0.03:
            continue  # a day without chair
        header = Header(
            facility.code,
            "Servicio de Salud Bucal",
            day,
            name,
            registration,
            Decimal(chance.choice((5, 6, 6, 7))),
            "1",
        )
        count = max(3, round(chance.gauss(PATIENTS_A_DAY, 3) * busy * SEASON[day.month - 1]))
        rows, today = [], set[str]()
        for number in range(count):
            row = _patient(chance, facility, known, f"{day:%y%m%d}{number:02d}", finished)
            if row.identity not in today:
                today.add(row.identity)
                rows.append(row)
        yield header, rows


def _patient(
    chance: random.Random, facility: Facility, known: list, key: str, finished: set[str]
) -> PatientRow:
    again = bool(known) and chance.random() < 0.38
    if again:
        identity, sex, age = chance.choice(known)
    else:
        band = chance.choices(AGES, weights=[a[0] for a in AGES])[0]
        identity, sex, age = (
            f"SINT-{facility.code[-2:]}-{key}",
            chance.choices("12", (43, 57))[0],
            chance.randint(*band[1:3]),
        )
        known.append((identity, sex, age))
    programme = next(a[3] for a in AGES if age <= a[2])
    pregnant = sex == "2" and 15 <= age <= 39 and chance.random() < 0.12
    kind = chance.choices("123", (30, 62, 8))[0]
    done = identity not in finished and chance.random() < (0.3 if again else 0.12)
    if done:
        finished.add(identity)
    school = age in range(5, 19) and chance.random() < 0.5
    return PatientRow(
        insured="1" if facility.institution == "CSS" and chance.random() < 0.9 else chance.choice("12"),
        ethnic="5" if facility.province == "12" else chance.choices("125", (88, 6, 6))[0],
        disabled=chance.random() < 0.02,
        identity=identity,
        age_unit="3",
        age=age,
        sex=sex,
        new_in_institution="2" if again else "1",
        new_in_service="2" if again else "1",
        province=facility.province,
        district=facility.district,
        corregimiento=facility.corregimiento,
        care_type=kind,
        care_frequency="3" if again else "2",
        programme="4" if pregnant else programme,
        school_programme="1" if school else "2",
        school=chance.choice("ABC") if school else "",
        referral="1RD" if chance.random() < 0.04 else "",
        completed=done,
        activities=_activities(chance, age, kind),
        diagnoses=() if kind == "1" else _diagnosis(chance, again),
    )


def _activities(chance: random.Random, age: int, kind: str) -> tuple[Activity, ...]:
    codes = ["07"] if kind == "1" or chance.random() < 0.5 else []
    pool = (*PREVENTIVE, *CHILD) if age <= 11 else PREVENTIVE if kind == "1" else CURATIVE
    for code in chance.sample(pool, chance.choice((1, 1, 2, 2, 3))):
        if not {code, *codes} >= {"17", "60"}:
            codes.append(code)
    procedures = codebook().procedures
    lines = []
    for code in codes:
        most = {"patient": 1, "surface": 4, "tooth": 3, "quadrant": 4}.get(procedures[code].unit.code, 1)
        lines.append(Activity(code, chance.randint(1, most), "1"))
    return tuple(lines)


def _diagnosis(chance: random.Random, again: bool) -> tuple[DiagnosisLine, ...]:
    code = chance.choice(DIAGNOSES)
    return (
        DiagnosisLine(
            codebook().diagnoses[code].label, code, "2" if again and chance.random() < 0.5 else "1"
        ),
    )
