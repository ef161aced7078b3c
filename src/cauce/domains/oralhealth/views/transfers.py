"""Bring a file of rows, see what is wrong with it, store it; and take rows out as a file."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET

from cauce.core.accounts.access import can, require, within
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.uploads import accepts
from cauce.core.errors import Invalid, NotAllowed, NotFound, NotNow
from cauce.core.exports import SheetData, csv_response, file_response, write_xlsx
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..actions.exporting import export_rows
from ..actions.transfers import MAX_BYTES
from ..models import RowsImport
from ..rules.flat import COLUMNS, NEEDED
from ..rules.table import BOX_OF
from .common import crumbs, page

PAGE = 50


class FileForm(forms.Form):
    """A file of rows."""

    file = forms.FileField(
        label=_lazy("Archivo"),
        help_text=_lazy("CSV (también comprimido, .csv.gz) o XLSX con los encabezados de la plantilla."),
        widget=forms.FileInput({"accept": ".csv,.xlsx,.gz,text/csv"}),
    )


class ExportForm(forms.Form):
    """Which rows."""

    place = forms.ModelChoiceField(OrgUnit.objects.none(), label=_lazy("Lugar"), empty_label=None)
    first = forms.DateField(label=_lazy("Desde"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    last = forms.DateField(label=_lazy("Hasta"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    form = forms.ChoiceField(label=_lazy("Formato"), choices=[("csv", "CSV"), ("xlsx", "XLSX")])

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]


@page
@accepts(MAX_BYTES)
def listing(request: Any) -> HttpResponse:
    """The person's files, newest first, and the form of a new one."""
    _may_import(request)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            made = actions.prepare_rows_import(
                by=request.user, at=request.now, filename=upload.name, chunks=upload.chunks()
            )
            return redirect("oralhealth:rows_import", made.uid)
        except Invalid as refusal:
            form.add_error("file", str(refusal))
    mine = RowsImport.objects.filter(created_by=request.user).defer("problems", "report")
    context = {
        "crumbs": crumbs((_("Importar renglones"), "")),
        "form": form,
        "limit": MAX_BYTES,
        "page_of": Paginator(mine, PAGE).get_page(request.GET.get("pagina")),
    }
    return render(request, "oralhealth/transfers/list.html", context, status=422 if form.errors else 200)


def _may_import(request: Any) -> None:
    if not can(request.user, Permission.ORAL_WRITE, None, request.now):
        require(request.user, Permission.IMPORT_RUN, None, request.now)


def _find(request: Any, uid: Any) -> RowsImport:
    found = RowsImport.objects.filter(uid=uid, created_by=request.user).select_related("job").first()
    if found is None:
        raise NotFound(
            _("No existe ese archivo, o lo trajo otra persona."),
            rule="OH-404",
            remedy=_("Vuelva a «Importar renglones» y elija de la lista."),
        )
    return found


@page
def one(request: Any, uid: Any) -> HttpResponse:
    """What is in the file and what is wrong with it; posting stores it (`guardar`) or forgets it (`descartar`)."""
    found = _find(request, uid)
    if request.method == "POST":
        return _decide(request, found)
    State = RowsImport.State
    context = {
        "crumbs": crumbs((_("Importar renglones"), "../"), (found.filename, "")),
        "import": found,
        "job": found.job,
        "working": found.state in (State.CHECKING, State.STORING),
        "waiting": found.state == State.WAITING,
        "rules": [(rule, BOX_OF.get(rule, ""), n) for rule, n in found.counts.get("warnings", {}).items()],
        "tiles": [
            (_("Hojas"), found.counts.get("sheets")),
            (_("Renglones sin errores"), found.counts.get("rows")),
            (_("Pacientes"), found.counts.get("patients")),
            (_("Errores"), found.counts.get("errors")),
            (_("Avisos"), sum(found.counts.get("warnings", {}).values()) if found.counts else None),
        ],
    }
    return render(request, "oralhealth/transfers/one.html", context)


def _decide(request: Any, found: RowsImport) -> HttpResponse:
    who = {"by": request.user, "at": request.now, "import_": found}
    try:
        if "descartar" in request.POST:
            actions.discard_rows_import(**who)
            messages.success(request, _("Se descartó el archivo; no cambió nada."))
            return redirect("oralhealth:rows_imports")
        actions.accept_rows_import(**who)
    except (NotNow, NotAllowed) as refused:
        messages.error(request, str(refused))
    return redirect("oralhealth:rows_import", found.uid)


@page
@require_GET
def problems(request: Any, uid: Any) -> HttpResponse:
    """Every problem with its line and column, as CSV."""
    found = _find(request, uid)
    response = HttpResponse(found.report_csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"problemas-{found.uid}.csv")
    response["Cache-Control"] = "private, no-store"
    return response


@page
@require_GET
def template(request: Any) -> HttpResponse:
    """An empty file with the headers, and a second line that says which are needed."""
    _may_import(request)
    needed = [_("obligatoria") if name in NEEDED else "" for name in COLUMNS]
    return csv_response("plantilla-renglones.csv", list(COLUMNS), [needed] if "notas" in request.GET else [])


@page
@require_GET
def export(request: Any) -> HttpResponse:
    """The form; with a place and days chosen, the rows as CSV (streamed) or XLSX."""
    places = within(
        OrgUnit.objects.filter(kind__in=("sector", "region", "facility")).order_by("path"),
        request.user,
        Permission.ORAL_READ,
        request.now,
    )
    if not places.exists():
        require(request.user, Permission.ORAL_READ, None, request.now)
    asked = "place" in request.GET
    day = request.now.date()
    initial = {"first": day.replace(day=1), "last": day}
    form = ExportForm(request.GET if asked else None, places=places, initial=initial)
    if asked and form.is_valid():
        return _download(request, **form.cleaned_data)
    context = {"crumbs": crumbs((_("Exportar renglones"), "")), "form": form}
    return render(request, "oralhealth/transfers/export.html", context, status=422 if form.errors else 200)


def _download(
    request: Any, place: OrgUnit, first: date, last: date, form: str
) -> HttpResponse | FileResponse:
    rows = export_rows(by=request.user, at=request.now, place=place, first=first, last=last)
    name = f"renglones-{place.code}-{first:%Y%m%d}-{last:%Y%m%d}"
    if form == "csv":
        return csv_response(f"{name}.csv", list(COLUMNS), rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.xlsx"
        write_xlsx(path, [SheetData(_("Renglones"), COLUMNS, rows)])
        return file_response(path, f"{name}.xlsx")
