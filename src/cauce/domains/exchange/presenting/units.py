"""Step 3: the entity's units by care level, with whether each has rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cauce.core.catalogues.text import normalise
from cauce.core.organisations.models import OrgUnit

LEVEL_NAMES = {1: "Primer nivel", 2: "Segundo nivel", 3: "Tercer nivel"}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit: its number in the whole list, and how many rows it has (0: nothing reported)."""

    number: int
    unit: OrgUnit
    rows: int


@dataclass(frozen=True, slots=True)
class Level:
    """Units of one care level; `name` heads them."""

    name: str
    rows: list[UnitRow]


def unit_levels(
    units: Iterable[OrgUnit], rows_of: dict[int, int], text: str = "", only: str = ""
) -> list[Level]:
    """Units in order, numbered throughout, under their level; `text` looks in CLUES, name and locality.

    only: "con" or "sin" rows, or "" for all.
    """
    levels: dict[int | None, list[UnitRow]] = {}
    for number, unit in enumerate(units, start=1):
        rows = rows_of.get(unit.pk, 0)
        if _matches(unit, text) and (not only or (only == "con") == bool(rows)):
            levels.setdefault(unit.care_level, []).append(UnitRow(number, unit, rows))
    return [
        Level(LEVEL_NAMES.get(level or 0, _("Sin nivel registrado")), found)
        for level, found in levels.items()
    ]


def _matches(unit: OrgUnit, text: str) -> bool:
    words = normalise(text).split()
    where = normalise(f"{unit.code} {unit.name} {unit.locality}")
    return all(word in where for word in words)
