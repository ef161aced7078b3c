"""Rows of a file with the whole content of a catalogue's next release. Pure."""

import re
from dataclasses import dataclass

from cauce.core.catalogues.text import normalise
from cauce.core.errors import Problem

from .columns import Cells, Column
from .rows import RowsFile, once, read_rows
from .rules import at, broken
from .tables import Table

COLUMNS = (
    Column("code", "clave", True, 60, ("código",)),
    Column("kind", "tipo", True, 30, ("nivel del catálogo",)),
    Column("parent", "concepto superior", False, 60, ("superior", "depende de", "padre")),
    Column("label", "nombre", True, 300, ("concepto", "descripción", "producto")),
    Column("aliases", "nombres alternos", False, 0, ("alias", "sinónimos")),
    Column("synthetic", "sintético", False, 0, ("dato sintético", "sintética")),
    Column("printed", "impreso en la fuente"),
)
BY_FIELD = {column.field: column for column in COLUMNS}
# Spanish names of the kinds that people write.
KINDS = {
    "servicio": "service",
    "grupo": "group",
    "grupo de servicio": "group",
    "especialidad": "speciality",
    "especialidad troncal": "speciality",
    "producto": "product",
    "intervencion": "product",
}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry as the file says; `parent` is a code or ""."""

    line: int
    code: str
    kind: str
    label: str
    parent: str = ""
    aliases: tuple[str, ...] = ()
    synthetic: bool = False


EntryFile = RowsFile[EntryRow]


def read_entries(table: Table) -> EntryFile:
    """Read the whole file; a row with an error is left out and its problems are listed."""
    seen: dict[str, int] = {}

    def read(row: Cells) -> EntryRow:
        entry = _entry(row)
        once(row, "code", entry.code, seen)
        return entry

    file = read_rows(table, COLUMNS, read)
    file.problems.extend([*_unknown_parents(file.rows, seen), *_circles(file.rows), *_twins(file.rows)])
    return file


def _entry(row: Cells) -> EntryRow:
    kind = normalise(row["kind"])
    return EntryRow(
        line=row.line,
        code=row["code"],
        kind=KINDS.get(kind, re.sub(r"\s+", "-", kind)),
        label=row["label"],
        parent=row["parent"],
        aliases=tuple(part.strip()[:300] for part in row["aliases"].split("|") if part.strip()),
        synthetic=row.yes("synthetic"),
    )


def _unknown_parents(rows: list[EntryRow], seen: dict[str, int]) -> list[Problem]:
    place = BY_FIELD["parent"].name
    return [
        broken("IM-30", at(row.line, place), value=row.parent)
        for row in rows
        if row.parent and row.parent not in seen
    ]


def _circles(rows: list[EntryRow]) -> list[Problem]:
    """One problem per row from which going up never ends."""
    parent = {row.code: row.parent for row in rows}
    ends: dict[str, bool] = {"": True}
    for code in parent:
        path: list[str] = []
        step = code
        while step not in ends and step not in path:
            path.append(step)
            step = parent.get(step, "")
        ends |= dict.fromkeys(path, ends.get(step, False))
    place = BY_FIELD["parent"].name
    return [broken("IM-31", at(row.line, place)) for row in rows if not ends[row.code]]


def _twins(rows: list[EntryRow]) -> list[Problem]:
    """The same label twice under one parent: a warning, since nothing is merged (decision M14)."""
    first: dict[tuple[str, str, str], int] = {}
    problems = []
    for row in rows:
        key = (row.kind, row.parent, normalise(row.label))
        if key in first:
            place = at(row.line, BY_FIELD["label"].name)
            problems.append(broken("IM-32", place, label=row.label, line=first[key]))
        first.setdefault(key, row.line)
    return problems
