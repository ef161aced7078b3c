"""The page where the officer compares the daily record with the report and confirms what to take."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import can, require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import NotAllowed, NotFound, Refusal
from cauce.domains.riskplans.models import QuarterReport
from cauce.domains.riskplans.views.common import report_crumbs, version_of

from .actions import confirm_dental
from .proposing import proposal_of


@login_required
def dental(request: Any, pk: int) -> HttpResponse:
    """GET shows what the record counts beside the report; POST takes the rows that were ticked."""
    report = QuarterReport.objects.select_related("plan__hospital__unit").filter(pk=pk).first()
    if report is None:
        raise NotFound(_("No existe ese informe."), rule="RP-404", remedy=_("Elija uno de la lista."))
    require(request.user, Permission.RISK_READ, report.plan.hospital.unit, request.now)
    if request.method == "POST":
        return _confirm(request, report)
    context = {
        "crumbs": report_crumbs(report, (_("Odontología desde el registro diario"), "")),
        "report": report,
        "found": proposal_of(report),
        "may": can(request.user, Permission.RISK_WRITE, report.plan.hospital.unit, request.now),
    }
    return render(request, "bridges/dental/dental.html", context)


def _seen(request: Any, rows: list[str]) -> dict[str, int]:
    """What the page showed of each ticked row."""
    texts = {row: request.POST.get(f"visto-{row}", "") for row in rows}
    return {row: int(text) for row, text in texts.items() if text.isdigit() and len(text) < 10}


def _confirm(request: Any, report: QuarterReport) -> HttpResponse:
    rows = request.POST.getlist("renglon")
    if not rows:
        messages.error(request, _("Marque al menos un concepto para llevarlo al informe."))
        return redirect("bridge-dental", report.pk)
    try:
        changed = confirm_dental(
            by=request.user,
            at=request.now,
            report=report,
            rows=rows,
            seen=_seen(request, rows),
            version=version_of(request),
        )
    except NotAllowed:
        raise
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, str(problem))
        return redirect("bridge-dental", report.pk)
    messages.success(request, _("Se llevaron %(n)s cifras al Cuadro Producción.") % {"n": changed})
    return redirect(reverse("riskplans:section", args=[report.pk, "produccion"]))
