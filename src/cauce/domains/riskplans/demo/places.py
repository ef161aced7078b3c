"""Departments, municipalities and invented ESE of the demonstration."""

import random

from cauce.core.organisations.actions import place_under
from cauce.core.organisations.models import OrgUnit

from ..models import Hospital, RiskCategory
from ..places import Town, department_area, divipola, municipality_area

ORIGIN = "demostración sintética"
SEED = 20180331
DEPARTMENTS = ("05", "15", "27", "41", "52", "73")  # DANE codes
DISTRICT = "76109"  # Buenaventura: a district beside the departments, with its own direction
EACH = 6
SAINTS = (
    "San Rafael",
    "La Esperanza",
    "El Salvador",
    "Nuestra Señora del Río",
    "La Candelaria",
    "San Antonio",
)


def seed_tree() -> list[Hospital]:
    """The public network, its departments and ESE; returns the hospitals in order of their codes."""
    kind, rows = OrgUnit.Kind, list(divipola().values())
    top = _unit(kind.SECTOR, "COLOMBIA", "Colombia · red pública hospitalaria", None, country="CO")
    rng = random.Random(SEED)  # noqa: S311  (a demonstration's shape, not a secret)
    for code in DEPARTMENTS:
        towns = [town for town in rows if town.department == code]
        department = department_area(code)
        place = _unit(kind.ENTITY, f"CO-{code}", department.name, top, area=department)
        chosen = rng.sample(towns, EACH)
        if code == DEPARTMENTS[0]:  # one more: its quarter is still to be opened
            chosen.append(next(town for town in reversed(towns) if town not in chosen))
        for number, town in enumerate(chosen):
            _hospital(rng, place, town, number)
    _district(rng, top, divipola()[DISTRICT])
    return list(Hospital.objects.select_related("unit__parent").order_by("code"))


def _district(rng: random.Random, top: OrgUnit, town: Town) -> None:
    area = municipality_area(DISTRICT)
    place = _unit(OrgUnit.Kind.ENTITY, f"CO-{DISTRICT}", f"{town.name} (distrito)", top, area=area)
    for number in (0, 3):  # levels 1 and 2
        _hospital(rng, place, town, number, "district")


def _hospital(rng: random.Random, place: OrgUnit, town: Town, number: int, character: str = "") -> None:
    level = (1, 1, 1, 2, 2, 3, 1)[number]
    name = f"ESE Hospital {rng.choice(SAINTS)} de {town.name}"
    code = f"{town.code}{number + 1:04d}"
    unit = _unit(OrgUnit.Kind.UNIT, code, name, place, area=municipality_area(town.code))
    Hospital.objects.get_or_create(
        unit=unit,
        defaults={
            "code": code,
            "level": level,
            "character": character or ("municipal" if level == 1 else "departmental"),
            "population": rng.randrange(8_000, 60_000) * level,
            "synthetic": True,
        },
    )


def seed_categories(hospitals: list[Hospital], first: int, last: int) -> None:
    """A risk category of each year: medium or high while the plan runs."""
    rng = random.Random(SEED)  # noqa: S311
    RiskCategory.objects.bulk_create(
        [
            RiskCategory(
                hospital=hospital,
                year=year,
                category=rng.choice(("medium", "high", "high")),
                act=f"Resolución sintética {year}",
            )
            for hospital in hospitals
            for year in range(first, last + 1)
        ],
        ignore_conflicts=True,
    )


def _unit(kind: str, code: str, name: str, parent: OrgUnit | None, **more: object) -> OrgUnit:
    found = OrgUnit.objects.filter(code=code).first()
    return found or place_under(
        OrgUnit(kind=kind, code=code, name=name, parent=parent, synthetic=True, origin=ORIGIN, **more)
    )
