"""Small tables as a download, in the format asked for (`?formato=csv` or `xlsx`)."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from cauce.core.exports import SheetData, csv_response, write_xlsx
from cauce.core.exports.files import XLSX_TYPE

FORMATS = ("csv", "xlsx")


def asked_format(request: HttpRequest) -> str:
    """`?formato=` when it is one of FORMATS, else ""."""
    asked = request.GET.get("formato", "")
    return asked if asked in FORMATS else ""


def table_response(
    file_format: str, name: str, title: str, header: Sequence[str], rows: Iterable[Iterable[Any]]
) -> HttpResponseBase:
    """The table as `name`.csv or `name`.xlsx."""
    whole = (tuple(row) for row in rows)
    if file_format == "csv":
        return csv_response(f"{name}.csv", header, whole)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        write_xlsx(path, [SheetData(title, header, whole)])
        response = HttpResponse(path.read_bytes(), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response
