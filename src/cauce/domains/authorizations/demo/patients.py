"""Invented patients whose CURP and NSS are well made and nobody's.

A CURP of theirs begins with XEXX, which no name gives, and an NSS with 99, which no IMSS office uses: both pass every
check of form, and neither can be a real person's.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from stdnum.mx import curp as _curp

from cauce.core.demo.people import GIVEN, TREES
from cauce.core.demo.scene import Scene

from ..models import Entitlement, Patient
from ..rules.identity import nss_check_digit
from .places import SINCE, Region

WOMEN = tuple(name for name in GIVEN if name.endswith("a") or name in ("Irene", "Rocío", "Zoe"))
MEN = tuple(name for name in GIVEN if name not in WOMEN)
# (weight, youngest, oldest)
AGES = ((8, 2, 17), (22, 18, 39), (38, 40, 59), (26, 60, 74), (6, 75, 92))
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
WITHOUT_RIGHT = 0.03  # their right has ended, or is not known


@dataclass(frozen=True, slots=True)
class Person:
    """What is invented of a patient."""

    number: int
    given: str
    first: str
    second: str
    born: date
    sex: str
    state: str


def invent(number: int, region: Region, today: date) -> Person:
    """The patient of a number, the same every time."""
    chance = random.Random(f"paciente {number}")  # noqa: S311  invented people by fixed seed
    sex = chance.choices("MH", (57, 43))[0]
    _weight, youngest, oldest = chance.choices(AGES, [a[0] for a in AGES])[0]
    born = today - timedelta(days=chance.randint(youngest * 366, oldest * 365))
    given = chance.choice(WOMEN if sex == "M" else MEN)
    return Person(number, given, chance.choice(TREES), chance.choice(TREES), born, sex, region.state)


def curp_of(person: Person) -> str:
    """A valid CURP of nobody; different for each number up to eighty thousand."""
    n = person.number
    letters = LETTERS[n // 4000 % 20] + LETTERS[n // 200 % 20] + LETTERS[n // 10 % 20]
    mark = str(n % 10) if person.born.year < 2000 else "ABCDEFGHIJ"[n % 10]
    body = f"XEXX{person.born:%y%m%d}{person.sex}{person.state}{letters}{mark}"
    return body + str(_curp.calc_check_digit(body))


def nss_of(number: int) -> str:
    """A valid NSS of nobody."""
    first = f"99{number:08d}"
    return first + nss_check_digit(first)


def row(person: Person, scene: Scene) -> Patient:
    """The patient's row, not saved; one in nine is known by one identifier alone."""
    alone = person.number % 9
    return Patient(
        curp="" if alone == 4 else curp_of(person),
        nss="" if alone == 7 else nss_of(person.number),
        given_name=person.given,
        first_surname=person.first,
        second_surname=person.second,
        birth_date=person.born,
        sex=person.sex,
        synthetic=True,
        saved_at=scene.at,
        saved_by=scene.admin,
    )


def seed_patients(scene: Scene, regions: list[Region], count: int) -> dict[str, list[Patient]]:
    """region code → its patients with a right to care, in order of their numbers. A few others have none."""
    chance, today = random.Random("pacientes"), scene.at.date()  # noqa: S311
    shares = [region.share for region in regions]
    people = [(chance.choices(regions, shares)[0] if n > 60 else regions[0], n) for n in range(1, count + 1)]
    drawn = [(region, invent(n, region, today)) for region, n in people]
    rows = Patient.objects.bulk_create([row(person, scene) for _region, person in drawn], batch_size=500)
    found: dict[str, list[Patient]] = {region.place.code: [] for region in regions}
    rights = []
    for (region, person), patient in zip(drawn, rows, strict=True):
        if person.number <= 60 or person.number % 100 >= WITHOUT_RIGHT * 100:
            found[region.place.code].append(patient)
            rights.append(
                Entitlement(
                    patient=patient,
                    institution=region.place.parent,
                    valid_from=SINCE,
                    origin="Padrón sintético de la demostración",
                )
            )
    Entitlement.objects.bulk_create(rights, batch_size=1000)
    return found


def typed(patient: Patient) -> dict[str, str]:
    """The patient as a form sends it."""
    return {
        "curp": patient.curp,
        "nss": patient.nss,
        "given_name": patient.given_name,
        "first_surname": patient.first_surname,
        "second_surname": patient.second_surname,
        "birth_date": patient.birth_date.isoformat(),
        "sex": patient.sex,
    }
