"""SIHO extracts as figures of the Cuadros: which row each concept is, for production and for Cuadro 10. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .cuadros import EFFICIENCY, PRODUCTION
from .siho import Group, concept_key
from .siho_concepts import row_of

SPENDING = {concept_key(line.label): line.key for line in EFFICIENCY.rows if not line.sum_of}


@dataclass(frozen=True, slots=True)
class Extracted:
    """A yearly figure of a group: row of a Cuadro and value."""

    group: Group
    cuadro: str
    row: str
    value: Fraction


def place_of(concept: str) -> tuple[str, str] | None:
    """(cuadro, row) of a concept; None for totals and what the Cuadros do not hold."""
    row = row_of(concept)
    if row:
        return PRODUCTION.key, row
    spent = SPENDING.get(concept_key(concept))
    return (EFFICIENCY.key, spent) if spent else None


def extracted(groups: Mapping[Group, Mapping[str, Fraction]]) -> tuple[list[Extracted], set[str]]:
    """(figures, concepts that have no row), from every concept of each group as it is written."""
    found, unknown = [], set()
    for group, figures in groups.items():
        for concept, value in figures.items():
            place = place_of(concept)
            if place is None:
                unknown.add(concept)
            else:
                found.append(Extracted(group, *place, value))
    return found, unknown
