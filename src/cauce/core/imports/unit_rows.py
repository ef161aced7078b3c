"""Rows of a file of medical units: read, checked, with every problem at its line and column. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cauce.core.catalogues.text import normalise
from cauce.core.errors import Problem

from .columns import Cells, Column
from .rows import RowsFile, once, read_rows
from .rules import at, broken
from .tables import Table

CLUES = re.compile(r"[A-Z]{5}\d{6}")
LEVELS = {"1": 1, "2": 2, "3": 3, "primer nivel": 1, "segundo nivel": 2, "tercer nivel": 3}
COLUMNS = (
    Column("clues", "CLUES", True, 0, ("clave", "clave clues")),
    Column("name", "nombre", True, 200, ("unidad", "unidad médica", "nombre de la unidad")),
    Column("institution", "institución", True, 0, ("clave de la institución",)),
    Column("state", "entidad", True, 0, ("entidad federativa", "estado", "cve_ent")),
    Column("level", "nivel", True, 0, ("nivel de atención",)),
    Column("locality", "localidad", False, 160),
    Column("unit_type", "tipo", False, 120, ("tipo de unidad", "tipología")),
    Column("municipality", "municipio", False, 0, ("cvegeo", "clave del municipio")),
    Column("latitude", "latitud", False, 0, ("lat",)),
    Column("longitude", "longitud", False, 0, ("lon", "lng", "long")),
    Column("other_codes", "otras claves"),
    Column("synthetic", "sintética", False, 0, ("sintético", "dato sintético")),
    Column("origin", "origen", False, 200, ("fuente",)),
)
BY_FIELD = {column.field: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places a file may name: normalised name or code → code; letters of each state's CLUES."""

    institutions: Mapping[str, str]
    states: Mapping[str, str]
    municipalities: Mapping[tuple[str, str], str]  # (state code, name or code) → code
    state_names: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    beyond: frozenset[str] = frozenset()  # institutions that whoever imports does not reach


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as the file says; None for an unknown coordinate."""

    line: int
    clues: str
    name: str
    institution: str
    state: str
    care_level: int
    locality: str = ""
    unit_type: str = ""
    municipality: str = ""
    latitude: float | None = None
    longitude: float | None = None
    other_codes: tuple[tuple[str, str], ...] = ()
    synthetic: bool = False
    origin: str = ""


UnitFile = RowsFile[UnitRow]


def read_units(table: Table, places: Gazetteer) -> UnitFile:
    """Read the whole file; a row with an error is left out and its problems are listed."""
    seen: dict[str, int] = {}

    def read(row: Cells) -> UnitRow:
        unit = _unit(row, places)
        once(row, "clues", unit.clues, seen)
        return unit

    return read_rows(table, COLUMNS, read)


def _unit(row: Cells, places: Gazetteer) -> UnitRow:
    state = _state(row, places)
    latitude, longitude = _coordinate(row, "latitude", 90), _coordinate(row, "longitude", 180)
    if bool(row["latitude"]) != bool(row["longitude"]):
        row.wrong("IM-18", "latitude" if not row["latitude"] else "longitude")
    return UnitRow(
        line=row.line,
        clues=_clues(row, state, places),
        name=row["name"],
        institution=_institution(row, places),
        state=state,
        care_level=_level(row),
        locality=row["locality"],
        unit_type=row["unit_type"],
        municipality=_municipality(row, state, places),
        latitude=latitude,
        longitude=longitude,
        other_codes=_other_codes(row["other_codes"]),
        synthetic=row.yes("synthetic"),
        origin=row["origin"],
    )


def _clues(row: Cells, state: str, places: Gazetteer) -> str:
    value = row["clues"].upper()
    if value and not CLUES.fullmatch(value):
        row.wrong("IM-11", "clues", value=row["clues"])
    letters = places.letters.get(state)
    if letters and CLUES.fullmatch(value) and not value.startswith(letters):
        row.wrong("IM-22", "clues", letters=letters, state=places.state_names.get(state, state))
    return value


def _institution(row: Cells, places: Gazetteer) -> str:
    text = row["institution"]
    code = places.institutions.get(normalise(text), "")
    if text and not code:
        known = ", ".join(sorted(set(places.institutions.values())))
        row.wrong("IM-13", "institution", value=text, known=known)
    if code in places.beyond:
        row.wrong("IM-23", "institution", value=text)
    return code


def _state(row: Cells, places: Gazetteer) -> str:
    text = row["state"]
    # A spreadsheet turns "02" into 2.
    code = places.states.get(text.zfill(2) if text.isdigit() else normalise(text), "")
    if text and not code:
        row.wrong("IM-14", "state", value=text)
    return code


def _municipality(row: Cells, state: str, places: Gazetteer) -> str:
    text = row["municipality"]
    if not text or not state:
        return ""
    code = places.municipalities.get((state, text.zfill(5) if text.isdigit() else normalise(text)), "")
    if not code:
        row.wrong("IM-16", "municipality", value=text, state=places.state_names.get(state, state))
    return code


def _level(row: Cells) -> int:
    text = row["level"]
    level = LEVELS.get(normalise(text), 0)
    if text and not level:
        row.wrong("IM-15", "level", value=text)
    return level


def _coordinate(row: Cells, name: str, limit: int) -> float | None:
    text = row[name]
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -limit <= value <= limit:  # also refuses NaN
        row.wrong("IM-17", name, value=text, column=BY_FIELD[name].name)
        return None
    return value


def _other_codes(text: str) -> tuple[tuple[str, str], ...]:
    """ "CLUES SSA:BCSSA000143; otra:1" as pairs; what has no colon is left out."""
    parts = (part.partition(":") for part in text.split(";"))
    return tuple((system.strip()[:30], value.strip()[:40]) for system, _, value in parts if value.strip())


def check_entities(rows: list[UnitRow], entity_of: Mapping[str, str]) -> list[Problem]:
    """IM-19 for units that already belong to another entity; entity_of: CLUES → entity code."""
    return [
        broken("IM-19", at(row.line, BY_FIELD["institution"].name), entity=entity_of[row.clues])
        for row in rows
        if row.clues in entity_of and entity_of[row.clues] != f"{row.institution}-{row.state}"
    ]
