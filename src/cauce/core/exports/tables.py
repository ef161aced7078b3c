"""A page's table as a download, in the format asked for (`?formato=csv` or `xlsx`)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .files import SheetData, workbook_response
from .stream import csv_response

FORMATS = ("csv", "xlsx")


def asked_format(request: HttpRequest) -> str:
    """`?formato=` when it is one of FORMATS, else ""."""
    asked = request.GET.get("formato", "")
    return asked if asked in FORMATS else ""


def table_response(
    file_format: str, name: str, title: str, header: Sequence[str], rows: Iterable[Iterable[Any]]
) -> HttpResponseBase:
    """The table as `name`.csv or `name`.xlsx; title: the sheet's name."""
    whole = (tuple(row) for row in rows)
    if file_format == "csv":
        return csv_response(f"{name}.csv", header, whole)
    return workbook_response(f"{name}.xlsx", [SheetData(title, header, whole)])
