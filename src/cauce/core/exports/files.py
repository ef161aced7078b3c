"""XLSX in constant memory, and the download of a file that a job made."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import xlsxwriter
from django.http import FileResponse
from django.utils.translation import gettext as _

from .cells import csv_cell

EXCEL_ROWS = 1_048_576  # rows of one sheet, header included (Excel specifications and limits)
EXCEL_NAME = 31  # characters of a sheet's name
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class SheetData:
    """One table: its name, its header, and its rows (any iterable, read once)."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


@dataclass(slots=True)
class Written:
    """What was written: (sheet's name, rows without the header), and the notes about split tables."""

    sheets: list[tuple[str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def write_xlsx(path: Path, sheets: Iterable[SheetData], *, row_limit: int = EXCEL_ROWS) -> Written:
    """Write `sheets` to `path` in constant memory.

    A table longer than Excel's sheet goes on in «name (2)», and a last sheet «Notas» says so.
    Text is written as text: nothing in it can become a formula.
    """
    written = Written()
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for sheet in sheets:
            _write_table(book, bold, sheet, row_limit, written)
        if written.notes:
            _write_table(
                book,
                bold,
                SheetData(_("Notas"), [_("Nota")], [[n] for n in written.notes]),
                row_limit,
                written,
            )
    return written


_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def _write_table(book: Any, bold: Any, sheet: SheetData, row_limit: int, written: Written) -> None:
    """All rows of one table, over as many sheets as they need."""
    rows: Iterator[Sequence[Any]] = iter(sheet.rows)
    part, first_name = 1, ""
    while True:
        name = _sheet_name(sheet.name, part)
        count = _write_sheet(book, bold, name, sheet.header, islice(rows, row_limit - 1))
        written.sheets.append((name, count))
        first_name = first_name or name
        following = next(rows, None)
        if following is None:
            return
        rows, part = chain([following], rows), part + 1
        written.notes.append(
            _(
                "La tabla «%(first)s» continúa en la hoja «%(next)s»: Excel admite %(limit)s renglones por hoja."
            )
            % {"first": first_name, "next": _sheet_name(sheet.name, part), "limit": f"{row_limit:,}"}
        )


def _write_sheet(
    book: Any, bold: Any, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for column, title in enumerate(header):
        page.set_column(column, column, min(max(len(str(title)) + 2, 10), 40))
    page.write_row(0, 0, [str(title) for title in header], bold)
    number, write_number, write_string = 0, page.write_number, page.write_string
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if type(value) is int:
                write_number(number, column, value)
            elif type(value) is str:
                if value:
                    write_string(number, column, value)
            elif value is not None:
                _write_other(page, number, column, value)
    return number


def _write_other(page: Any, row: int, column: int, value: Any) -> None:
    """Decimals and booleans and dates, as numbers or as the text a CSV would have."""
    plain = csv_cell(value)
    if isinstance(plain, str):
        page.write_string(row, column, plain)
    else:
        page.write_number(row, column, plain)


def _sheet_name(name: str, part: int) -> str:
    suffix = f" ({part})" if part > 1 else ""
    return name.translate(_FORBIDDEN_IN_NAMES).strip()[: EXCEL_NAME - len(suffix)] + suffix


def file_response(path: Path, filename: str, content_type: str = XLSX_TYPE) -> FileResponse:
    """Send a finished file in blocks; its size is known, so the browser shows how much is left."""
    response = FileResponse(path.open("rb"), as_attachment=True, filename=filename, content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    return response


def workbook_response(filename: str, sheets: Iterable[SheetData]) -> FileResponse:
    """A workbook made now: written to a temporary file that is gone once it is sent."""
    with tempfile.TemporaryDirectory(prefix="cauce-libro-") as folder:
        path = Path(folder) / "libro.xlsx"
        write_xlsx(path, sheets)
        return file_response(
            path, filename
        )  # the open file stays readable until it is sent; its name is gone
