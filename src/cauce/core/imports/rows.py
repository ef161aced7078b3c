"""Reading the rows of any file to import: every problem at its line and column, the right rows apart. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from cauce.core.errors import Problem

from .columns import Cells, Column, match_columns
from .tables import Table

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class RowsFile(Generic[Row]):
    """The rows that are right, which fields the file has, and every problem."""

    rows: list[Row]
    fields: frozenset[str]
    problems: list[Problem]


def read_rows(
    table: Table, columns: Sequence[Column], read: Callable[[Cells], Row], unready: Iterable[Problem] = ()
) -> RowsFile[Row]:
    """Read the whole file; a row with an error is left out and its problems are listed.

    read: one row, noting in it what is wrong; unready: what stops the reading before it begins.
    """
    found, problems = match_columns(columns, table.headers)
    problems += unready
    if _has_error(problems):
        return RowsFile([], frozenset(found), problems)
    by_field = {column.field: column for column in columns}
    rows = []
    for line, cells in table.rows:
        row = Cells(line, cells, found, by_field)
        one = read(row)
        problems += row.problems
        if not _has_error(row.problems):
            rows.append(one)
    return RowsFile(rows, frozenset(found), problems)


def once(row: Cells, field: str, value: str, seen: dict[str, int]) -> None:
    """Note a value that stood in an earlier line (IM-12). seen: value → the line where it first stood; it grows."""
    if value in seen:
        row.wrong("IM-12", field, value=value, line=seen[value])
    seen.setdefault(value, row.line)


def _has_error(problems: Iterable[Problem]) -> bool:
    return any(problem.level == "error" for problem in problems)
