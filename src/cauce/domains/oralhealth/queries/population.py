"""Population in force: places that have it, its areas, and one area as a grid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cauce.core.accounts.access import within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from ..models import Facility, Population, PopulationLoad
from ..rules.population import GRID_AGES, PLACES, PREGNANCIES, PopulationRow

Area = tuple[str, str, str]  # province, district, corregimiento


@dataclass(frozen=True, slots=True)
class AreaTotal:
    """One area of a version: its codes and its persons."""

    area: Area
    persons: int
    rows: int

    @property
    def label(self) -> str:
        """The codes together; words where there is none."""
        return "".join(self.area) or "Sin área"


def places_of(kind: str, user: User, at: datetime) -> QuerySet[OrgUnit]:
    """The places that have this kind of population, within the person's reach."""
    tops = Facility.objects.values_list("unit__parent_id", "unit__parent__parent_id")
    ids = {pk for row in tops for pk in row if pk}
    found = OrgUnit.objects.filter(kind__in=PLACES[kind]).order_by("path")
    found = found.filter(oralhealth__isnull=False) if "facility" in PLACES[kind] else found.filter(pk__in=ids)
    return within(found, user, Permission.ORAL_READ, at)


def in_force(kind: str, year: int, place: OrgUnit) -> list[PopulationRow]:
    """The rows of the version in force."""
    fields = ("persons", "province", "district", "corregimiento", "sex", "age")
    held = Population.objects.filter(kind=kind, year=year, place=place).order_by(*fields[1:])
    return [PopulationRow(*row) for row in held.values_list(*fields)]


def versions(kind: str, year: int, place: OrgUnit) -> list[PopulationLoad]:
    """Every version, the one in force first; without their content."""
    found = PopulationLoad.objects.filter(kind=kind, year=year, place=place)
    return list(found.defer("content").select_related("loaded_by"))


def areas(rows: Iterable[PopulationRow]) -> list[AreaTotal]:
    """The areas of some rows, in the order of their codes."""
    found: dict[Area, list[int]] = {}
    for row in rows:
        found.setdefault(row.key[:3], []).append(row.persons)
    return [AreaTotal(area, sum(held), len(held)) for area, held in sorted(found.items())]


def ages_of(kind: str, rows: Sequence[PopulationRow]) -> list[int]:
    """The ages of an area's grid: those it has, or those that no indicator band cuts, and «sin desglose»."""
    return sorted({row.age for row in rows}) or [*GRID_AGES[kind], -1]


def columns_of(kind: str) -> dict[str, str]:
    """The columns of the grid by the sex that they hold: s1, s2, s0 (not broken down)."""
    if kind == PREGNANCIES:
        return {"s2": "Embarazadas"}
    return {"s1": "Masculino", "s2": "Femenino", "s0": "Sin desglose por sexo"}
