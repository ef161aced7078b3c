"""Read a workbook into plain cells, exactly as it keeps them: formulas as text, numbers as decimals."""

import zipfile
import zlib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from cauce.core.errors import Invalid

from ..rules.table import RULES
from ..rules.workbook_reading import Content, SheetRead
from .scanning import MAX_COLUMN, MAX_ROW, Marks, marks_of

MAX_CELLS = 20_000
MAX_BYTES_OPEN = 20_000_000  # unpacked; ours have less than one
OLD_FORMAT = b"\xd0\xcf\x11\xe0"  # of .xls, and of an .xlsx with a password
DAMAGED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,  # an encrypted part; NotImplementedError, an unknown compression
    SyntaxError,  # ParseError of the XML is one
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
)


def read_workbook(path: Path) -> dict[str, SheetRead]:
    """Sheets by name. Raises Invalid RP-92 for what is not a sound XLSX, holds macros, or is far too large."""
    _check_container(path)
    try:
        # by its content: openpyxl asks a path for its ending, and ours is a digest
        with path.open("rb") as file, zipfile.ZipFile(path) as parts:
            book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
            return {sheet.title: _sheet(sheet, parts) for sheet in book.worksheets}
    except Invalid:
        raise
    except DAMAGED as error:
        raise _refusal(f"está dañado ({type(error).__name__})") from error


def _check_container(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(4) == OLD_FORMAT:
            raise _refusal("es un libro .xls o tiene contraseña")
    try:
        with zipfile.ZipFile(path) as parts:
            names = parts.namelist()
            size = sum(info.file_size for info in parts.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise _refusal("no es un archivo XLSX") from error
    if "xl/workbook.xml" not in names:
        raise _refusal("no es un archivo XLSX")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise _refusal("tiene macros")
    if any(name.startswith("xl/chartsheets/") for name in names):
        raise _refusal("tiene una hoja de gráfico")
    if size > MAX_BYTES_OPEN:
        raise _refusal("es demasiado grande")


def _sheet(sheet: Any, parts: zipfile.ZipFile) -> SheetRead:
    marks: Marks = marks_of(parts, sheet._worksheet_path)
    sheet.reset_dimensions()  # what the file says of its own size may be wrong, and cells would be lost
    return SheetRead(_cells(sheet), marks.far, marks.merged)


def _cells(sheet: Any) -> dict[str, Content]:
    found: dict[str, Content] = {}
    for row in sheet.iter_rows(max_row=MAX_ROW, max_col=MAX_COLUMN):
        for cell in row:
            if cell.value is None:
                continue
            found[cell.coordinate] = _content(cell)
            if len(found) > MAX_CELLS:
                raise _refusal(f"la hoja «{sheet.title}» tiene demasiadas celdas")
    return found


def _content(cell: Any) -> Content:
    """A number as the decimal that the sheet shows of it: the shortest text that reads back the same.

    Shown as a percentage it is text ("45%"): 0.45 is not what the person sees.
    """
    value = cell.value
    if isinstance(value, bool | str):
        return value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if type(value).__name__ in {"int", "float"}:
        number = Decimal(repr(value))
        if "%" in (cell.number_format or "") and number.is_finite():
            return f"{(number * 100).normalize():f}%"
        return value if isinstance(value, int) else number
    if hasattr(value, "ref"):  # a formula over several cells
        return "="
    return str(value)


def _refusal(why: str) -> Invalid:
    return Invalid([RULES["RP-92"].problem("archivo", why=why)])
