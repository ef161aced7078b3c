"""Which column of a file is which field. Headers are compared without accents or case. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from cauce.core.catalogues.text import normalise
from cauce.core.errors import Problem

from .rules import at, broken


@dataclass(frozen=True, slots=True)
class Column:
    """A field, its name in Spanish, whether it must be there, its longest text, and other headers for it."""

    field: str
    name: str
    required: bool = False
    most: int = 0
    aliases: tuple[str, ...] = ()


def match_columns(columns: Sequence[Column], headers: Sequence[str]) -> tuple[dict[str, int], list[Problem]]:
    """Field → position in the file, and the problems of the header row (IM-02, IM-03, IM-04)."""
    names = {normalise(n): c for c in columns for n in (c.name, c.field, *c.aliases)}
    found: dict[str, int] = {}
    problems = []
    for position, header in enumerate(headers):
        column = names.get(normalise(header))
        if column is None:
            if header:
                problems.append(broken("IM-03", at(1, header), column=header))
        elif column.field in found:
            problems.append(broken("IM-04", at(1, header), column=header))
        else:
            found[column.field] = position
    problems += [
        broken("IM-02", at(1), column=c.name, names=", ".join((c.name, *c.aliases)))
        for c in columns
        if c.required and c.field not in found
    ]
    return found, problems


class Cells:
    """One row by field, collecting what is wrong with it."""

    def __init__(self, line: int, cells: Sequence[str], found: dict[str, int], columns: dict[str, Column]):
        self.line, self._cells, self._found, self._columns = line, cells, found, columns
        self.problems: list[Problem] = []
        for field in found:
            self._check(columns[field])

    def _check(self, column: Column) -> None:
        text = self[column.field]
        if column.required and not text:
            self.wrong("IM-10", column.field, column=column.name)
        if column.most and len(text) > column.most:
            self.wrong("IM-20", column.field, column=column.name, length=len(text), most=column.most)

    def __getitem__(self, field: str) -> str:
        """The cell's text; "" for a column that the file lacks."""
        position = self._found.get(field)
        return "" if position is None else self._cells[position]

    def wrong(self, rule_id: str, field: str = "", **params: object) -> None:
        """Note a problem at this row."""
        name = self._columns[field].name if field else ""
        self.problems.append(broken(rule_id, at(self.line, name), **params))

    def yes(self, field: str) -> bool:
        """SÍ or NO; blank is NO."""
        text = normalise(self[field])
        if text not in {"", "si", "no", "1", "0", "x"}:
            self.wrong("IM-21", field, value=self[field])
        return text in {"si", "1", "x"}
