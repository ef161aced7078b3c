"""Read a workbook into plain cells, exactly as it keeps them: formulas as text, numbers as decimals."""

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from cauce.core.errors import Invalid

from ..rules.table import RULES
from ..rules.workbook_reading import Content, SheetRead

MAX_CELLS = 20_000
MAX_BYTES_OPEN = 60_000_000
DAMAGED = (
    KeyError,
    ValueError,
    OSError,
    EOFError,
    AttributeError,
    TypeError,
    zipfile.BadZipFile,
    InvalidFileException,
)


def read_workbook(path: Path) -> dict[str, SheetRead]:
    """Sheets by name. Raises Invalid RP-92 for what is not a sound XLSX, holds macros, or is far too large."""
    _check_container(path)
    try:
        with path.open(
            "rb"
        ) as file:  # by its content: openpyxl asks a path for its ending, and ours is a digest
            book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
            return {sheet.title: SheetRead(_cells(sheet)) for sheet in book.worksheets}
    except Invalid:
        raise
    except DAMAGED as error:
        raise _refusal(f"está dañado ({type(error).__name__})") from error


def _check_container(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as parts:
            names = parts.namelist()
            size = sum(info.file_size for info in parts.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise _refusal("no es un archivo XLSX") from error
    if any(name.endswith("vbaProject.bin") for name in names):
        raise _refusal("tiene macros")
    if size > MAX_BYTES_OPEN:
        raise _refusal("es demasiado grande")


def _cells(sheet: Any) -> dict[str, Content]:
    found: dict[str, Content] = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            found[cell.coordinate] = _content(cell.value)
            if len(found) > MAX_CELLS:
                raise _refusal(f"la hoja «{sheet.title}» tiene demasiadas celdas")
    return found


def _content(value: Any) -> Content:
    """A number as the decimal that the sheet shows of it: the shortest text that reads back the same."""
    if isinstance(value, bool | str | int):
        return value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return Decimal(repr(value)) if type(value).__name__ == "float" else str(value)


def _refusal(why: str) -> Invalid:
    return Invalid([RULES["RP-92"].problem("archivo", why=why)])
