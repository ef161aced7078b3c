"""Rows of a file of ESE: read and checked, every problem at its line and column. Pure.

One row is an ESE; several rows of the same ESE give the risk categories of several years.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cauce.core.catalogues.text import normalise
from cauce.core.imports.columns import Cells, Column
from cauce.core.imports.rows import RowsFile, read_rows
from cauce.core.imports.rules import at
from cauce.core.imports.tables import Table

from .hospitals import CATEGORIES, CHARACTERS, LEVELS
from .table import RULES

COLUMNS = (
    Column("code", "código", True, 12, ("código de la ESE", "codigo_ese")),
    Column("name", "nombre", True, 200, ("ESE", "nombre de la ESE")),
    Column("territory", "departamento o distrito", True, 0, ("departamento", "distrito", "territorio")),
    Column("municipality", "municipio", True, 0, ("divipola", "código del municipio", "cod_mpio")),
    Column("level", "nivel", True, 0, ("nivel de atención", "nivel de complejidad")),
    Column("character", "carácter", True, 0, ("carácter territorial",)),
    Column("population", "población objeto", False, 0, ("población",)),
    Column("synthetic", "sintético", False, 0, ("sintética", "dato sintético")),
    Column("origin", "origen", False, 200, ("fuente",)),
    Column("year", "año", False, 0, ("año de la categoría", "anio")),
    Column("category", "categoría de riesgo", False, 0, ("categoría", "riesgo")),
    Column("act", "acto", False, 160, ("acto administrativo", "acto que la fija")),
)
BY_FIELD = {column.field: column for column in COLUMNS}
RISK = ("year", "category", "act")
PREFIX = "CO-"  # of a territory's code: CO-05, a department; CO-76109, a district
CODE = re.compile(r"[0-9A-Za-z-]{1,12}")
LEVEL_OF = {normalise(text): level for level, label in LEVELS for text in (str(level), label)}
CHARACTER_OF = {normalise(text): key for key, label in CHARACTERS for text in (key, label)}
CATEGORY_OF = {
    normalise(text): key for key, label in CATEGORIES for text in (key, label, label.removeprefix("Riesgo "))
}


@dataclass(frozen=True, slots=True)
class Territories:
    """What a file may name.

    codes: a territory's name or code, normalised → code of its unit; dane: of each unit, two digits (department) or
    five (district); names: of each unit; towns: DIVIPOLA code → name. beyond and unranked: the units where whoever
    imports registers no ESE, and sets no risk category; "" among them is the root, where a new district would stand.
    """

    codes: Mapping[str, str]
    dane: Mapping[str, str]
    names: Mapping[str, str]
    towns: Mapping[str, str]
    beyond: frozenset[str] = frozenset()
    unranked: frozenset[str] = frozenset()

    def name(self, code: str) -> str:
        """A unit's name, of one that is still to be made too: a district, called after its municipality."""
        return self.names.get(code) or f"{self.towns[code.removeprefix(PREFIX)]} (distrito)"

    def dane_of(self, code: str) -> str:
        """Its DANE code, "" when it is not known."""
        return self.dane.get(code, code.removeprefix(PREFIX))

    def is_among(self, code: str, units: frozenset[str]) -> bool:
        """Whether the unit, or the root where it would be made, is one of those."""
        return (code if code in self.names else "") in units


@dataclass(frozen=True, slots=True)
class HospitalRow:
    """An ESE as a line says; year None where it gives no risk category."""

    line: int
    code: str
    name: str
    territory: str
    municipality: str
    level: int
    character: str
    population: int | None = None  # persons; None is unknown
    synthetic: bool = False
    origin: str = ""
    year: int | None = None
    category: str = ""
    act: str = ""

    @property
    def facts(self) -> "HospitalRow":
        """What it says of the ESE itself, to compare lines."""
        return replace(self, line=0, year=None, category="", act="")


HospitalFile = RowsFile[HospitalRow]


def read_hospitals(table: Table, places: Territories) -> HospitalFile:
    """Read the whole file; a row with an error is left out and its problems are listed."""
    before: dict[str, list[HospitalRow]] = {}

    def read(row: Cells) -> HospitalRow:
        one = _hospital(row, places)
        _compare(row, one, before.setdefault(one.code, []))
        return one

    return read_rows(table, COLUMNS, read)


def wrong(row: Cells, rule: str, field: str, **params: object) -> None:
    """Note a broken rule of the module at the row's column."""
    row.problems.append(RULES[rule].problem(at(row.line, BY_FIELD[field].name), **params))


def _hospital(row: Cells, places: Territories) -> HospitalRow:
    territory = _territory(row, places)
    year, category = _risk(row, territory, places)
    return HospitalRow(
        line=row.line,
        code=_code(row, places.dane_of(territory)),
        name=row["name"],
        territory=territory,
        municipality=_municipality(row, territory, places),
        level=_one_of(row, "level", LEVEL_OF, "RP-15") or 0,
        character=_one_of(row, "character", CHARACTER_OF, "RP-114") or "",
        population=_population(row),
        synthetic=row.yes("synthetic"),
        origin=row["origin"],
        year=year,
        category=category,
        act=row["act"],
    )


def _code(row: Cells, dane: str) -> str:
    text = row["code"]
    if text and not CODE.fullmatch(text):
        wrong(row, "RP-110", "code", value=text[:30])
    department = dane[:2]
    if text.isdigit() and not text.startswith(department) and f"0{text}".startswith(department):
        wrong(row, "RP-122", "code", value=text[:30])
    return text.upper()


def _territory(row: Cells, places: Territories) -> str:
    text = row["territory"]
    # A spreadsheet turns "05" into 5.
    key = text.zfill(2 if len(text) <= 2 else 5) if text.isdigit() else normalise(text)
    code = places.codes.get(key, "") or _new_district(row, key, places)
    if text and not code:
        wrong(row, "RP-111", "territory", value=text[:60])
    if code and places.is_among(code, places.beyond):
        row.wrong("IM-23", "territory", value=places.name(code))
    return code


def _new_district(row: Cells, key: str, places: Territories) -> str:
    """The code that a district will have: an ESE of district character names its municipality as its territory."""
    town = key.removeprefix("co ")
    if town not in places.towns or CHARACTER_OF.get(normalise(row["character"])) != "district":
        return ""
    code = f"{PREFIX}{town}"
    wrong(row, "RP-123", "territory", district=places.name(code))
    return code


def _municipality(row: Cells, territory: str, places: Territories) -> str:
    text = row["municipality"]
    code = text.zfill(5) if text.isdigit() else text
    dane = places.dane_of(territory)
    if text and code not in places.towns:
        wrong(row, "RP-112", "municipality", value=text[:60])
    # A department's code is how its municipalities' codes begin; a district's is its municipality's.
    elif text and territory and not (dane and code.startswith(dane)):
        name = f"{places.towns[code]} ({code})"
        wrong(row, "RP-113", "municipality", municipality=name, territory=places.name(territory))
    return code


def _one_of(row: Cells, field: str, known: Mapping[str, Any], rule: str) -> Any:
    """What the cell's words stand for, or None."""
    found = known.get(normalise(row[field]))
    if row[field] and found is None:
        wrong(row, rule, field, value=row[field][:30])
    return found


def _population(row: Cells) -> int | None:
    text = row["population"]
    if text and not re.fullmatch(r"[0-9]{1,9}", text):
        wrong(row, "RP-115", "population", value=text[:30])
        return None
    return int(text) if text else None


def _risk(row: Cells, territory: str, places: Territories) -> tuple[int | None, str]:
    if not any(row[field] for field in RISK):
        return None, ""
    for field in RISK:
        if not row[field]:
            wrong(row, "RP-116", field)
    text = row["year"]
    is_year = bool(re.fullmatch(r"[0-9]{4}", text)) and 2000 <= int(text) <= 2100
    if text and not is_year:
        wrong(row, "RP-14", "year", value=text[:30])
    if territory and places.is_among(territory, places.unranked):
        wrong(row, "RP-121", "category", territory=places.name(territory))
    return int(text) if is_year else None, _one_of(row, "category", CATEGORY_OF, "RP-117") or ""


def _compare(row: Cells, read: HospitalRow, before: list[HospitalRow]) -> None:
    """Another line of the same ESE only adds another year."""
    if not read.code:
        return
    same = next((one for one in before if one.year == read.year or one.facts != read.facts), None)
    if same:
        wrong(row, "RP-118", "code", code=read.code, line=same.line)
    before.append(read)
