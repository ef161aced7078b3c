"""Reading a SIHO extract (CSV rows) into groups of figures; every problem names its line and column."""

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from cauce.core.errors import Problem

from .amounts import read_amount
from .evaluation_file import BadInput
from .siho import USED, Group, concept_key
from .table import RULES

NEEDED = ("nivel", "concepto", "cantidad", "departamento", "anio")
ESE = ("ese", "codigo_ese", "codigo_habilitacion", "entidad")


def read_groups(
    lines: Iterable[tuple[int, Sequence[str]]], keep: Callable[[str], object] = USED.__contains__
) -> dict[Group, dict[str, Fraction]]:
    """Figures by group and concept from (line number, cells), the first being the header.

    Columns in any order; others are passed over; one of `ese`, `codigo_ese`, … tells ESE apart. Concepts that
    `keep` does not want, by their key, are passed over too: by default those that no identity uses (some repeat
    under several headings). Raises BadInput with every problem.
    """
    rows = iter(lines)
    number, header = next(rows, (1, []))
    columns = [name.strip().lower().replace("año", "anio") for name in header]
    problems = [
        RULES["RP-11"].problem(f"línea {number}", column=name) for name in NEEDED if name not in columns
    ]
    if problems:
        raise BadInput(problems)
    reader = _Rows(columns, keep)
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            reader.take(line, cells)
    if not reader.seen and not reader.problems:
        reader.problems.append(RULES["RP-17"].problem("archivo"))
    if reader.problems:
        raise BadInput(reader.problems)
    return reader.groups


class _Rows:
    def __init__(self, columns: Sequence[str], keep: Callable[[str], object]) -> None:
        self.columns, self.keep = columns, keep
        self.ese = next((name for name in ESE if name in columns), "")
        self.groups: dict[Group, dict[str, Fraction]] = {}
        self.lines: dict[tuple[Group, str], int] = {}
        self.problems: list[Problem] = []
        self.seen = 0

    def take(self, line: int, cells: Sequence[str]) -> None:
        self.seen += 1
        if len(cells) != len(self.columns):
            self._no("RP-12", f"línea {line}", found=len(cells), expected=len(self.columns))
            return
        row = dict(zip(self.columns, (cell.strip() for cell in cells), strict=True))
        group, amount = self._group(line, row), self._amount(line, row)
        key = concept_key(row["concepto"])
        if not key:
            self._no("RP-19", f"línea {line}, columna concepto", column="el concepto")
        if group is None or amount is None or not self.keep(key):
            return
        figures = self.groups.setdefault(group, {})
        if figures.get(key, amount) != amount:
            first = self.lines[group, key]
            self._no("RP-16", f"línea {line}, columna concepto", concept=row["concepto"], line=first)
            return
        figures[key] = amount
        self.lines.setdefault((group, key), line)

    def _group(self, line: int, row: dict[str, str]) -> Group | None:
        before = len(self.problems)
        if not re.fullmatch(r"[12][0-9]{3}", row["anio"]):
            self._no("RP-14", f"línea {line}, columna anio", value=row["anio"][:20])
        if row["nivel"] not in {"1", "2", "3"}:
            self._no("RP-15", f"línea {line}, columna nivel", value=row["nivel"][:20])
        if not row["departamento"]:
            self._no("RP-19", f"línea {line}, columna departamento", column="el departamento")
        if len(self.problems) > before:
            return None
        return Group(row["departamento"], int(row["anio"]), int(row["nivel"]), row.get(self.ese, ""))

    def _amount(self, line: int, row: dict[str, str]) -> Fraction | None:
        amount = read_amount(row["cantidad"])
        if amount is None:
            self._no("RP-13", f"línea {line}, columna cantidad", value=row["cantidad"][:30])
        return amount

    def _no(self, rule: str, place: str, **params: object) -> None:
        self.problems.append(RULES[rule].problem(place, **params))
