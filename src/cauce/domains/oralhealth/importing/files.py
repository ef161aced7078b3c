"""Lines of a CSV or XLSX file as (line number, cells); a CSV is read as it comes, however long."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import python_calamine

from cauce.core.errors import Invalid

from ..rules.flow import broken

Line = tuple[int, list[str]]


def read_lines(path: Path) -> Iterator[Line]:
    """Non-empty lines, the header first. Raises Invalid (OH-164)."""
    try:
        with path.open("rb") as file:
            zipped = file.read(4) == b"PK\x03\x04"
        yield from _xlsx(path) if zipped else _csv(path)
    except OSError as error:
        raise _unreadable(error.strerror or "no se pudo abrir") from error


def _unreadable(why: str) -> Invalid:
    return Invalid([broken("OH-164", "archivo", why=why)])


def _csv(path: Path) -> Iterator[Line]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            first = file.readline()
            file.seek(0)
            reader = csv.reader(
                file, delimiter=";" if first.count(";") > first.count(",") else ",", strict=True
            )
            for cells in reader:
                if any(cells):
                    yield reader.line_num, cells
        except UnicodeDecodeError as error:
            raise _unreadable("no está en UTF-8") from error
        except csv.Error as error:
            raise _unreadable(f"el CSV está mal formado ({error})") from error


def _xlsx(path: Path) -> Iterator[Line]:
    try:
        rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).iter_rows()
        for line, cells in enumerate(rows, 1):
            texts = [_text(cell) for cell in cells]
            if any(texts):
                yield line, texts
    except (python_calamine.CalamineError, IndexError) as error:
        raise _unreadable("el XLSX está dañado") from error


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat()[:10] if isinstance(value, datetime | date) else str(value).strip()
