"""Rows of a file of facilities: read, checked, with every problem at its line and column. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cauce.core.catalogues.text import normalise
from cauce.core.imports.columns import Cells, Column
from cauce.core.imports.rows import RowsFile, once, read_rows
from cauce.core.imports.rules import at
from cauce.core.imports.rules import broken as import_broken
from cauce.core.imports.tables import Table

from ..rules.header import facility_parts
from ..rules.registers import broken
from ..rules.table import broken as sheet_broken

COLUMNS = (
    Column("code", "código", True, 0, ("clave", "código de la instalación")),
    Column("name", "nombre", True, 200, ("instalación", "nombre de la instalación")),
    Column("region", "región de salud", True, 0, ("región",)),
    Column("institution", "institución", True),
    Column("hospital", "hospital", False, 0, ("es hospital",)),
    Column("sedation", "sedación", False, 0, ("equipada para sedación",)),
    Column("network", "red", False, 0, ("con red", "tiene red")),
    Column("synthetic", "sintético", False, 0, ("sintética", "dato sintético")),
    Column("origin", "origen", False, 200, ("fuente",)),
)
BY_FIELD = {column.field: column for column in COLUMNS}
INSTITUTIONS = {
    "minsa": "MINSA",
    "ministerio de salud": "MINSA",
    "css": "CSS",
    "caja de seguro social": "CSS",
}


@dataclass(frozen=True, slots=True)
class Country:
    """What a file may name: normalised name or code of a region → its code; codes of the provinces.

    beyond: regions that whoever imports does not reach.
    """

    regions: Mapping[str, str]
    provinces: Mapping[str, str]  # code → name
    beyond: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """One facility as the file says. region: its unit's code; area: province, district, corregimiento (A1)."""

    line: int
    code: str
    name: str
    region: str
    institution: str
    hospital: bool = False
    sedation: bool = False
    network: bool = True
    synthetic: bool = False
    origin: str = ""

    @property
    def area(self) -> tuple[str, str, str]:
        """Province, district and corregimiento, from the code."""
        province, district, corregimiento, *_rest = facility_parts(self.code)
        return province, district, corregimiento


FacilityFile = RowsFile[FacilityRow]


def read_facilities(table: Table, country: Country) -> FacilityFile:
    """Read the whole file; a row with an error is left out and its problems are listed."""
    seen: dict[str, int] = {}

    def read(row: Cells) -> FacilityRow:
        one = _facility(row, country)
        if one.code:
            once(row, "code", one.code, seen)
        return one

    return read_rows(table, COLUMNS, read, [] if country.regions else [broken("OD-35")])


def _facility(row: Cells, country: Country) -> FacilityRow:
    return FacilityRow(
        line=row.line,
        code=_code(row, country),
        name=row["name"],
        region=_region(row, country),
        institution=_institution(row),
        hospital=row.yes("hospital"),
        sedation=row.yes("sedation"),
        # Most facilities have a network: only a NO says that the month comes as a package.
        network=row.yes("network") if row["network"] else True,
        synthetic=row.yes("synthetic"),
        origin=row["origin"],
    )


def _place(row: Cells, field: str) -> str:
    return at(row.line, BY_FIELD[field].name)


def _code(row: Cells, country: Country) -> str:
    text = re.sub(r"[\s-]", "", row["code"])
    if re.fullmatch(r"[0-9]{9}", text):
        text = f"0{text}"  # a spreadsheet turns "0808130801" into 808130801
    if not row["code"]:
        return ""
    if not re.fullmatch(r"[0-9]{10}", text):
        row.problems.append(sheet_broken("OH-01", _place(row, "code"), value=row["code"][:20]))
        return ""
    if text[:2] not in country.provinces:
        row.problems.append(broken("OD-34", _place(row, "code"), value=text[:2]))
    return text


def _region(row: Cells, country: Country) -> str:
    text = row["region"]
    code = country.regions.get(normalise(text), "")
    if text and not code:
        known = ", ".join(sorted(set(country.regions.values())))
        row.problems.append(broken("OD-30", _place(row, "region"), value=text[:60], known=known))
    if code in country.beyond:
        row.problems.append(import_broken("IM-23", _place(row, "region"), value=text))
    return code


def _institution(row: Cells) -> str:
    text = row["institution"]
    found = INSTITUTIONS.get(normalise(text), "")
    if text and not found:
        row.problems.append(broken("OD-31", _place(row, "institution"), value=text[:60]))
    return found
