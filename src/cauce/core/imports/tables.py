"""A file as a table of strings: CSV (UTF-8 or Windows) or XLSX. Numbers and dates become text.

Reading never trusts the file: sizes are bounded before anything is unpacked.
"""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime

import python_calamine

from cauce.core.errors import Invalid

from .rules import broken

MAX_BYTES = 25 * 1024 * 1024
MAX_UNPACKED = 250 * 1024 * 1024  # of an XLSX, which is a ZIP
MAX_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Table:
    """Headers, and rows as (line in the file, cells); cells are stripped strings."""

    headers: list[str]
    rows: list[tuple[int, list[str]]]


def read_table(content: bytes, filename: str) -> Table:
    """The first sheet or the CSV. Raises Invalid (IM-01, IM-05, IM-06)."""
    if len(content) > MAX_BYTES:
        raise _unreadable(f"pesa más de {MAX_BYTES // 1024 // 1024} MB")
    is_xlsx = content[:4] == b"PK\x03\x04"
    lines = _xlsx(content) if is_xlsx else _csv(content)
    numbered = [(n, cells) for n, cells in enumerate(lines, start=1) if any(cells)]
    if len(numbered) < 2:
        raise Invalid([broken("IM-05")])
    if len(numbered) - 1 > MAX_ROWS:
        raise Invalid([broken("IM-06", rows=f"{len(numbered) - 1:,}", most=f"{MAX_ROWS:,}")])
    headers = numbered[0][1]
    width = len(headers)
    return Table(headers, [(n, (cells + [""] * width)[:width]) for n, cells in numbered[1:]])


def _unreadable(why: str) -> Invalid:
    return Invalid([broken("IM-01", why=why)])


def _csv(content: bytes) -> list[list[str]]:
    if b"\x00" in content[:4096]:
        raise _unreadable("no es un CSV ni un XLSX")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what Excel saves in Windows
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return [
            [" ".join(cell.split()) for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise _unreadable(f"el CSV está mal formado ({error})") from error


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(item.file_size for item in packed.infolist()) > MAX_UNPACKED:
                raise _unreadable("al descomprimirse es demasiado grande")
        book = python_calamine.load_workbook(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, python_calamine.CalamineError, IndexError) as error:
        raise _unreadable("el XLSX está dañado") from error
    return [[_text(cell) for cell in row] for row in rows]


def _text(value: object) -> str:
    """A cell as a person would have typed it: 2.0 is "2", a date is ISO, true is "SÍ"."""
    if isinstance(value, bool):
        return "SÍ" if value else "NO"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return " ".join(str(value).split())
