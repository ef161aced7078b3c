"""A listing as a file: CSV, XLSX or PDF."""

import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from cauce.core.errors import NotFound
from cauce.core.exports import csv_response, file_response, write_xlsx

from ..actions import export_whole
from ..listings.files import header_of, pdf_of, release_notes, released, rows_of, sheets_of
from ..listings.presenting import title_of
from ..listings.reach import is_synthetic, places_of
from ..listings.reading import read
from ..listings.spec import problem
from .common import page

KINDS = ("csv", "xlsx", "pdf")


@page
def download(request: Any, kind: str) -> HttpResponseBase:
    """What the address asks, as a file of that kind."""
    if kind not in KINDS:
        said = problem("OH-318")
        raise NotFound(said.message, rule=said.rule, remedy=said.remedy)
    user, at, spec = request.user, request.now, read(request.GET)
    name = request.GET.get("nombre", "").strip()[:120] or title_of(spec)
    inside = request.GET.get("interno") == "1"
    if inside:  # who may, and a trace: the figures leave whole
        export_whole(by=user, at=at, place=places_of(user, at)[0], name=name, spec=spec)
    table = released(spec, user, at, inside=inside)
    filename = f"{slugify(name)[:60] or 'listado'}.{kind}"
    if kind == "csv":
        return csv_response(filename, header_of(table), rows_of(table))
    scope = ", ".join(place.name for place in places_of(user, at))
    synthetic, notes = is_synthetic(user, at), release_notes(table, inside=inside)
    if kind == "pdf":
        return _pdf(filename, pdf_of(table, name, scope, notes, at, synthetic=synthetic))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "listado.xlsx"
        write_xlsx(path, sheets_of(table, name, scope, notes, synthetic=synthetic))
        return file_response(path, filename)


def _pdf(filename: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["Cache-Control"] = "private, no-store"
    return response
