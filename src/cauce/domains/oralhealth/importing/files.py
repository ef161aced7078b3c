"""Lines of a CSV (also compressed with gzip) or XLSX file as (line number, cells), read as they come.

Nothing is unpacked whole: a CSV and a large XLSX are read in constant memory, and both are bounded.
"""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, cast

import openpyxl
import python_calamine
from openpyxl.utils.exceptions import InvalidFileException

from cauce.core.errors import Invalid
from cauce.core.exports.cells import read_back

from ..rules.flow import broken

Line = tuple[int, list[str]]
MAX_UNPACKED = 4 * 1024**3  # bytes of a compressed file once unpacked
MAX_AT_ONCE = (
    48 * 1024**2
)  # bytes of an XLSX once unpacked that are read at once (quick); more is read as it comes


def read_lines(path: Path) -> Iterator[Line]:
    """Non-empty lines, the header first. Raises Invalid (OH-164)."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start == b"PK\x03\x04":
            yield from _xlsx(path)
        elif start[:2] == b"\x1f\x8b":
            with gzip.open(path, "rb") as packed:
                yield from _csv(cast(BinaryIO, packed), limit=MAX_UNPACKED)
        else:
            with path.open("rb") as file:
                yield from _csv(file)
    except (OSError, EOFError) as error:
        raise _unreadable(getattr(error, "strerror", None) or "está cortado o dañado") from error


def count_lines(path: Path) -> int:
    """About how many lines the file has, for the progress; 0 when it is not a plain CSV."""
    with path.open("rb") as file:
        if file.read(2) in (b"PK", b"\x1f\x8b"):
            return 0
        file.seek(0)
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def _unreadable(why: str) -> Invalid:
    return Invalid([broken("OH-164", "archivo", why=why)])


def _csv(file: BinaryIO, limit: int = 0) -> Iterator[Line]:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        first = text.readline(1 << 20)
        text.seek(0)
        delimiter = ";" if first.count(";") > first.count(",") else ","
        lines = _Sound(text, limit)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        for cells in reader:
            if any(cells):
                yield reader.line_num, lines.as_written(cells)
    except UnicodeDecodeError as error:
        raise _unreadable("no está en UTF-8") from error
    except csv.Error as error:
        raise _unreadable(f"el CSV está mal formado ({error})") from error


class _Sound:
    """The lines of a text, bounded and without what no database takes."""

    def __init__(self, text: Iterable[str], limit: int) -> None:
        self._text, self._limit = text, limit
        self._quoted = False

    def __iter__(self) -> Iterator[str]:
        size = 0
        for line in self._text:
            if "\0" in line:
                raise _unreadable("tiene caracteres nulos")
            if "'" in line:
                self._quoted = True
            size += len(line)
            if self._limit and size > self._limit:
                raise _unreadable("al descomprimirse es demasiado grande")
            yield line

    def as_written(self, cells: list[str]) -> list[str]:
        """The cells without the apostrophe that an export puts before what a spreadsheet would run."""
        if not self._quoted:
            return cells
        self._quoted = False
        return [read_back(cell) for cell in cells]


def _xlsx(path: Path) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(item.file_size for item in packed.infolist())
        if size > MAX_UNPACKED:
            raise _unreadable("al descomprimirse es demasiado grande")
        rows = _at_once(path) if size <= MAX_AT_ONCE else _as_it_comes(path)
        width = 0
        for line, cells in enumerate(rows, 1):
            texts = [_text(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()  # cells that somebody once touched
            if texts:
                width = width or len(texts)
                yield line, texts + [""] * (width - len(texts))
    except (python_calamine.CalamineError, InvalidFileException, zipfile.BadZipFile, *_DAMAGED) as error:
        raise _unreadable("el XLSX está dañado") from error


_DAMAGED = (IndexError, KeyError, ValueError, SyntaxError)  # what the two readers raise of a broken one


def _at_once(path: Path) -> Iterable[Iterable[object]]:
    return python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def _as_it_comes(path: Path) -> Iterable[Iterable[object]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        yield from book.worksheets[0].iter_rows(values_only=True)
    finally:
        book.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return "1" if value else ""
    return value.isoformat()[:10] if isinstance(value, datetime | date) else str(value).strip()
