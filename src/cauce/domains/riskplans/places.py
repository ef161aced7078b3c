"""Colombia's departments, districts and municipalities by their DANE codes (DIVIPOLA), and their areas in the database."""

from dataclasses import dataclass
from functools import cache

from cauce.core.catalogues.text import normalise
from cauce.core.organisations.models import Area, OrgUnit
from cauce.reference_data.files import ROOT, read_csv

from .rules.hospital_file import PREFIX

SYSTEM = "DANE"


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality: code of five digits, name, and its department's code of two digits and name."""

    code: str
    name: str
    department: str
    department_name: str


@cache
def divipola() -> dict[str, Town]:
    """Every municipality by its code, in the file's order; Bogotá's row has no name but its department's."""
    rows = read_csv(ROOT / "geography" / "colombia" / "divipola.csv")
    return {
        row["cod_mpio"]: Town(
            row["cod_mpio"], row["municipio"] or row["departamento"], row["cod_dpto"], row["departamento"]
        )
        for row in rows
    }


@cache
def departments() -> dict[str, str]:
    """Name of each department by its code of two digits."""
    return {town.department: town.department_name for town in divipola().values()}


def department_area(code: str) -> Area:
    """The area of a department; created from DIVIPOLA when the database lacks it."""
    return _area(code, departments()[code], Area.Kind.STATE, None)


def municipality_area(code: str) -> Area:
    """The area of a municipality, created as its department's is."""
    town = divipola()[code]
    return _area(code, town.name, Area.Kind.MUNICIPALITY, department_area(town.department))


def _area(code: str, name: str, kind: str, parent: Area | None) -> Area:
    found, _made = Area.objects.get_or_create(
        system=SYSTEM, code=code, defaults={"name": name, "kind": kind, "parent": parent, "origin": SYSTEM}
    )
    return found


def dane_of(territory: OrgUnit) -> str:
    """Two digits for a department, five for a district, "" when neither its code, its area nor its name tell."""
    code = territory.code.removeprefix(PREFIX)
    if code in departments() or code in divipola():
        return code
    if territory.area and territory.area.system == SYSTEM:
        return territory.area.code
    named = (dane for dane, name in departments().items() if normalise(name) == normalise(territory.name))
    return next(named, "")
