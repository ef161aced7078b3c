"""The workbook of a report: download it, send it back filled, see what would change, accept or discard."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.inspection_rules import MAX_BYTES
from cauce.core.documents.storage import path_of, store_file
from cauce.core.documents.uploads import as_path, name_of
from cauce.core.errors import Conflict, Invalid, Problem
from cauce.core.exports.files import XLSX_TYPE

from .. import actions
from ..country import today
from ..models import QuarterReport
from ..presenting.reports import cell_of
from ..queries.checks import problems_of
from ..queries.figures import figures_of
from ..queries.workbook import Preview, layout_of, preview_workbook
from ..rules.amounts import read_amount
from ..rules.figures import Cell, with_totals
from ..rules.states import ReportState
from ..rules.table import RULES
from ..rules.writing import written
from ..workbook.writing import write_workbook
from .common import by_now, find_report, held, page, report_crumbs

WRITABLE = (ReportState.DRAFT, ReportState.RETURNED)


@page
def workbook(request: Any, pk: int) -> HttpResponse:
    """Download and upload; the file that waits for a decision, when there is one."""
    report = find_report(request, pk)
    if request.method == "POST":
        return _receive(request, report)
    return _show(request, report)


def _key(report: QuarterReport) -> str:
    return f"riskplans-workbook-{report.pk}"


def _receive(request: Any, report: QuarterReport) -> HttpResponse:
    """Read the file (`libro`) without importing it; a sound one waits for the person's decision."""
    require(request.user, Permission.RISK_WRITE, report.plan.hospital.unit, request.now)
    upload = request.FILES.get("libro")
    try:
        if upload is None:
            raise Invalid([RULES["RP-35"].problem("libro", what="el libro")])
        with as_path(upload) as path:
            preview = preview_workbook(report, path, today(request.now))
            if preview.problems:
                raise Invalid(preview.problems)
            digest = store_file(path)
    except Invalid as refused:
        request.session.pop(_key(report), None)
        return _show(request, report, refused.problems, 422)
    request.session[_key(report)] = {
        "digest": digest,
        "name": name_of(upload),
        "version": report.version,
    }
    return redirect("riskplans:workbook_preview", report.pk)


def _show(
    request: Any, report: QuarterReport, problems: tuple[Problem, ...] = (), status: int = 200
) -> HttpResponse:
    permissions = held(request, report.plan.hospital.unit)
    context = {
        "crumbs": report_crumbs(report, (_("Libro de cálculo"), "")),
        "report": report,
        "unit": report.plan.hospital.unit,
        "problems": problems,
        "waiting": request.session.get(_key(report)),
        "limit": MAX_BYTES,
        "writable": Permission.RISK_WRITE in permissions and report.state in WRITABLE,
        "sheets": [sheet.name for sheet in layout_of(report)],
    }
    return render(request, "riskplans/workbook.html", context, status=status)


@page
def download(request: Any, pk: int) -> HttpResponseBase:
    """The report's workbook as it stands now."""
    report = find_report(request, pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "libro.xlsx"
        write_workbook(path, layout_of(report))
        response = HttpResponse(path.read_bytes(), content_type=XLSX_TYPE)
    name = f"PGIR-{report.plan.hospital.code}-{report.period}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@page
def preview(request: Any, pk: int) -> HttpResponse:
    """What the waiting file would change, old → new, and what would not square, by sheet and cell."""
    report = find_report(request, pk)
    waiting = request.session.get(_key(report))
    if not waiting or not path_of(waiting["digest"]).exists():
        return redirect("riskplans:workbook", pk)
    found = preview_workbook(report, path_of(waiting["digest"]), today(request.now))
    doubts = _doubts(report, found)
    context = {
        "crumbs": report_crumbs(
            report,
            (_("Libro de cálculo"), reverse("riskplans:workbook", args=[pk])),
            (_("Vista previa"), ""),
        ),
        "report": report,
        "unit": report.plan.hospital.unit,
        "waiting": waiting,
        "changes": [(c, _read(c.before), _read(c.after)) for c in found.changes],
        "problems": found.problems,
        "blocking": [(at, p) for at, p in doubts if p.level == "error"],
        "doubts": [(at, p) for at, p in doubts if p.level == "warning"],
        "stale": waiting["version"] != report.version,
        "version": report.version,
    }
    return render(request, "riskplans/workbook_preview.html", context)


def _read(text: str) -> str:
    amount = read_amount(text)
    return text if amount is None else written(amount)


def _doubts(report: QuarterReport, found: Preview) -> list[tuple[str, Problem]]:
    """Doubts of the figures as they would be, with the sheet and cell where the file says so."""
    figures = figures_of(report)
    for cell, text in found.filled.figures.items():
        amount = read_amount(text)
        if amount is None:
            figures.pop(cell, None)
        else:
            figures[cell] = amount
    places: dict[str, str] = {".".join(cell): at for cell, at in _places(found).items()}
    doubts = [p for p in problems_of(report, with_totals(figures)) if p.rule != "RP-52"]
    own = [(problem.place, problem) for problem in found.doubts]
    return own + [(places.get(cell_of(problem), ""), problem) for problem in doubts]


def _places(found: Preview) -> dict[Cell, str]:
    return dict(found.filled.places)


@page
@require_POST
def decide(request: Any, pk: int) -> HttpResponse:
    """`accion` = aceptar imports the waiting file; descartar forgets it."""
    report = find_report(request, pk)
    waiting = request.session.get(_key(report))
    if not waiting or not path_of(waiting["digest"]).exists():
        messages.error(request, _("No hay un libro por decidir: súbalo de nuevo."))
        return redirect("riskplans:workbook", pk)
    if request.POST.get("accion") != "aceptar":
        del request.session[_key(report)]
        messages.info(request, _("Libro descartado: no cambió nada."))
        return redirect("riskplans:workbook", pk)
    if request.POST.get("digest") != waiting["digest"]:
        messages.error(
            request, _("Después se subió otro libro: este es el que espera ahora; mírelo antes de aceptar.")
        )
        return redirect("riskplans:workbook_preview", pk)
    upload = SimpleUploadedFile(waiting["name"], path_of(waiting["digest"]).read_bytes())
    seen = request.POST.get("version", "")
    try:
        done = actions.import_workbook(
            **by_now(request), report=report, upload=upload, version=int(seen) if seen.isdigit() else 0
        )
    except Conflict as conflict:
        messages.error(request, str(conflict))
        return redirect("riskplans:workbook_preview", pk)
    except Invalid as refused:
        return _show(request, report, refused.problems, 422)
    del request.session[_key(report)]
    count = len(done.changes)
    words = ngettext("Libro importado: %(n)s cambio.", "Libro importado: %(n)s cambios.", count)
    messages.success(request, words % {"n": count})
    return redirect("riskplans:report", pk)
