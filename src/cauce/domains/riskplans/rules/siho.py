"""Identities that SIHO's figures must keep, as data; their words and levels are in checks.py. Spec 3, "Consistency checks".

Concepts are compared by their words: without the dots that indent them, what stands in brackets, accents and case.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from .checks import CHECKS

PRODUCTION, SPENDING = "siho_produccion", "siho_gastos_comprometidos"


@dataclass(frozen=True, slots=True)
class Identity:
    """`total` equals the sum of `parts`, or is at most their sum. name: of its check (rules/checks.py)."""

    name: str
    table: str
    total: str
    parts: tuple[str, ...]
    relation: Literal["equal", "at most"] = "equal"

    @property
    def sentence(self) -> str:
        """What it says, as the table of checks writes it."""
        return CHECKS[self.name].sentence


@dataclass(frozen=True, slots=True)
class Group:
    """What is compared together; `ese` is empty in extracts added up by department."""

    departamento: str
    anio: int
    nivel: int
    ese: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """An identity that does not hold: expected is the sum of the parts (or the most it may be), found the total."""

    identity: Identity
    group: Group
    expected: Fraction
    found: Fraction


@dataclass(frozen=True, slots=True)
class Unchecked:
    """An identity that could not be checked: some of its concepts are not in the group (blank is not zero)."""

    identity: Identity
    group: Group
    missing: tuple[str, ...]


@lru_cache(maxsize=4096)
def concept_key(text: str) -> str:
    """The words of a concept, for comparing: '...Egresos obstétricos (partos…)' → 'egresos obstetricos'."""
    bare = re.sub(r"\([^)]*\)?", " ", text)
    letters = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.findall(r"[a-z0-9]+", letters))


IDENTITIES: tuple[Identity, ...] = (
    Identity(
        "total_egresos",
        PRODUCTION,
        "Total de egresos",
        ("Egresos obstétricos", "Egresos quirúrgicos", "Egresos no quirúrgicos", "Egresos salud mental"),
    ),
    Identity(
        "total_dias_estancia",
        PRODUCTION,
        "Total de días estancia de los egresos",
        (
            "Días estancia de los egresos obstétricos",
            "Días estancia de los egresos quirúrgicos",
            "Días estancia de los egresos no quirúrgicos",
            "Días estancia de los egresos salud mental",
        ),
    ),
    Identity(
        "total_cirugias",
        PRODUCTION,
        "Total de cirugías realizadas",
        ("Cirugías grupos 2-6", "Cirugías grupos 7-10", "Cirugías grupos 11-13", "Cirugías grupos 20-23"),
    ),
    Identity(
        "dias_cama",
        PRODUCTION,
        "Total de días cama ocupados",
        ("Total de días cama disponibles",),
        relation="at most",
    ),
    Identity(
        "total_gastos",
        SPENDING,
        "TOTAL DE GASTOS",
        (
            "GASTOS DE FUNCIONAMIENTO",
            "GASTOS DE OPERACION COMERCIAL Y PRESTACION DE SERVICIOS",
            "DEUDA PUBLICA",
            "INVERSION",
            "CUENTAS POR PAGAR",
        ),
    ),
    Identity(
        "gastos_funcionamiento",
        SPENDING,
        "GASTOS DE FUNCIONAMIENTO",
        ("GASTOS DE PERSONAL", "GASTOS GENERALES", "TRANSFERENCIAS CORRIENTES"),
    ),
    Identity(
        "gastos_personal",
        SPENDING,
        "GASTOS DE PERSONAL",
        ("Gastos de Personal de Planta", "Servicios personales indirectos"),
    ),
    Identity(
        "personal_planta",
        SPENDING,
        "Gastos de Personal de Planta",
        ("Servicios personales asociados a la nómina", "Contribuciones inherentes a la nómina"),
    ),
    Identity(
        "gastos_operacion",
        SPENDING,
        "GASTOS DE OPERACION COMERCIAL Y PRESTACION DE SERVICIOS",
        ("Medicamentos", "De comercialización", "De prestación de servicios"),
    ),
)
USED = frozenset(concept_key(name) for i in IDENTITIES for name in (i.total, *i.parts))


@dataclass(frozen=True, slots=True)
class Checked:
    """checked: identities compared, group by group; those that are broken; those that could not be compared."""

    checked: int
    broken: tuple[Broken, ...]
    unchecked: tuple[Unchecked, ...]


def check(groups: Mapping[Group, Mapping[str, Fraction]]) -> Checked:
    """Every identity in every group of figures by concept_key. A group with none of its concepts is passed over."""
    found = [result for group, figures in groups.items() for result in _check_group(group, figures)]
    return Checked(
        sum(not isinstance(result, Unchecked) for result in found),
        tuple(result for result in found if isinstance(result, Broken)),
        tuple(result for result in found if isinstance(result, Unchecked)),
    )


def _check_group(group: Group, figures: Mapping[str, Fraction]) -> Iterator[Broken | Unchecked | None]:
    for identity in IDENTITIES:
        names = (identity.total, *identity.parts)
        missing = tuple(name for name in names if concept_key(name) not in figures)
        if len(missing) == len(names):
            continue
        if missing:
            yield Unchecked(identity, group, missing)
            continue
        total = figures[concept_key(identity.total)]
        expected = sum((figures[concept_key(name)] for name in identity.parts), Fraction(0))
        holds = total == expected if identity.relation == "equal" else total <= expected
        yield None if holds else Broken(identity, group, expected, total)


def names(keys: Iterable[str]) -> str:
    """Concepts quoted and joined, for sentences."""
    return ", ".join(f"«{key}»" for key in keys)
