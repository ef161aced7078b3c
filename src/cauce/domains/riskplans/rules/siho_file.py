"""Reading a SIHO extract (CSV rows) into groups of figures; every problem names its line and column."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from cauce.core.errors import Problem

from .amounts import MAX_AMOUNT, read_amount
from .evaluation_file import BadInput
from .siho import USED, Group, concept_key
from .table import RULES

NEEDED = ("nivel", "concepto", "cantidad", "departamento", "anio")
ESE = (
    "codigo_ese",
    "codigo_habilitacion",
    "codigo_prestador",
    "ese",
    "nombre_ese",
    "entidad",
    "prestador",
    "hospital",
)
DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+", re.ASCII)
POINT_OF_THOUSANDS = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+", re.ASCII)


def text_of(data: bytes) -> str:
    """The text of an extract: UTF-8, with or without its mark, or what Excel saves in Windows. Raises BadInput RP-10."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if {"\0", "\ufffd", "Ã"} & set(text):  # UTF-16, something else, or UTF-8 with a broken character
        raise BadInput([RULES["RP-10"].problem("archivo")])
    return text


def csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells), parted by what parts the header: comma, semicolon or tab. Raises BadInput RP-18.

    Where the semicolon parts, the comma is the decimal one (Excel in Spanish): "1234,5" becomes "1234.5". "1.234" may
    then be either, and is left as text that is no amount.
    """
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [_pointed(cell) for cell in cells] if delimiter == ";" else cells
    except csv.Error as error:
        raise BadInput([RULES["RP-18"].problem(f"línea {reader.line_num}", detail=str(error))]) from error


def _pointed(cell: str) -> str:
    bare = cell.strip()
    if DECIMAL_COMMA.fullmatch(bare):
        return bare.replace(",", ".")
    return f"{bare} (¿miles?)" if POINT_OF_THOUSANDS.fullmatch(bare) else cell


def read_groups(
    lines: Iterable[tuple[int, Sequence[str]]],
    keep: Callable[[str], object] = USED.__contains__,
    *,
    to_store: bool = False,
) -> dict[Group, dict[str, Fraction]]:
    """Figures by group and concept from (line number, cells), the first being the header.

    Columns in any order; others are passed over; one of `codigo_ese`, `ese`, … tells ESE apart. Concepts that
    `keep` does not want, by their key, are passed over too: by default those that no identity uses (some repeat
    under several headings). A department is one however it is accented. to_store: amounts must fit the database
    (cents, RP-46 and RP-71). Raises BadInput with every problem.
    """
    rows = iter(lines)
    number, header = next(rows, (1, []))
    columns = [name.strip().lower().replace("año", "anio") for name in header]
    problems = [
        RULES["RP-11"].problem(f"línea {number}", column=name) for name in NEEDED if name not in columns
    ]
    problems += [
        RULES["RP-08"].problem(f"línea {number}, columna {name}")
        for name in dict.fromkeys(columns)
        if name and columns.count(name) > 1
    ]
    if problems:
        raise BadInput(problems)
    reader = _Rows(columns, keep, to_store)
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            reader.take(line, cells)
    if not reader.seen and not reader.problems:
        reader.problems.append(RULES["RP-17"].problem("archivo"))
    if reader.problems:
        raise BadInput(reader.problems)
    return reader.groups


class _Rows:
    def __init__(self, columns: Sequence[str], keep: Callable[[str], object], to_store: bool) -> None:
        self.columns, self.keep, self.to_store = columns, keep, to_store
        self.known: dict[tuple[str, ...], Group] = {}
        self.departments: dict[str, str] = {}
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
        written = (row["departamento"], row["anio"], row["nivel"], row.get(self.ese, ""))
        if written not in self.known:
            found = self._new_group(line, row, written[3])
            if found is None:
                return None
            self.known[written] = found
        return self.known[written]

    def _new_group(self, line: int, row: dict[str, str], ese: str) -> Group | None:
        before = len(self.problems)
        if not re.fullmatch(r"[12][0-9]{3}", row["anio"], re.ASCII):
            self._no("RP-14", f"línea {line}, columna anio", value=row["anio"][:20])
        if row["nivel"] not in {"1", "2", "3"}:
            self._no("RP-15", f"línea {line}, columna nivel", value=row["nivel"][:20])
        if not row["departamento"]:
            self._no("RP-19", f"línea {line}, columna departamento", column="el departamento")
        if len(self.problems) > before:
            return None
        department = self.departments.setdefault(_folded(row["departamento"]), row["departamento"])
        return Group(department, int(row["anio"]), int(row["nivel"]), ese)

    def _amount(self, line: int, row: dict[str, str]) -> Fraction | None:
        amount, place = read_amount(row["cantidad"]), f"línea {line}, columna cantidad"
        if amount is None:
            self._no("RP-13", place, value=row["cantidad"][:30])
        elif amount < 0:
            self._no("RP-04", place, value=row["cantidad"][:30])
        elif self.to_store and amount > MAX_AMOUNT:
            self._no("RP-71", place, row=row["concepto"][:60], value=row["cantidad"][:30])
        elif self.to_store and (amount * 100).denominator != 1:
            self._no("RP-46", place, row=row["concepto"][:60], value=row["cantidad"][:30])
        return amount

    def _no(self, rule: str, place: str, **params: object) -> None:
        self.problems.append(RULES[rule].problem(place, **params))


def _folded(text: str) -> str:
    """A name without accents, case or doubled blanks: «CHOCO» and «Chocó» are the same department."""
    letters = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).casefold().split())
