"""The territory's review: each section compared, commented, accepted or returned; then the whole report."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission

from .. import actions
from ..models import QuarterReport
from ..presenting.comparing import comparison_of
from ..presenting.computed import computed_of
from ..presenting.matrix import matrix_lines
from ..presenting.reports import MATRIX, cuadro_of, number_words, sections_of, shown_at
from ..queries.check_levels import of_report
from ..queries.checks import problems_of
from ..queries.figures import figures_of, matrix_of
from ..rules.cuadros import CUADROS
from ..rules.figures import with_totals
from ..rules.states import ReportState
from .common import act_and_go, by_now, find_report, held, may_comment, page, report_crumbs
from .sections import section_of


@page
def review(request: Any, pk: int) -> HttpResponse:
    """The first section that is not judged yet."""
    report = find_report(request, pk)
    lines = sections_of(report)
    waiting = next((line for line in lines if line.state == "pending"), lines[0])
    return redirect("riskplans:review_section", pk, waiting.key)


@page
def review_section(request: Any, pk: int, cuadro: str) -> HttpResponse:
    """One section: programmed, executed, the quarter before, doubts, explanations, comments, judgement."""
    report = find_report(request, pk)
    unit = report.plan.hospital.unit
    permissions = held(request, unit)
    require(
        request.user,
        Permission.RISK_EVALUATE if Permission.RISK_EVALUATE in permissions else Permission.RISK_REVIEW,
        unit,
        request.now,
    )
    whole = with_totals(figures_of(report))
    lines = sections_of(report)
    if cuadro != MATRIX:
        section_of(report, cuadro)
    here = next(line for line in lines if line.key == cuadro)
    position = [line.key for line in lines].index(cuadro)
    doubts = [p for p in problems_of(report, whole) if cuadro_of(p) == cuadro]
    context = {
        "crumbs": report_crumbs(report, (_("Revisión"), "")),
        "report": report,
        "unit": unit,
        "lines": lines,
        "section": here,
        "cuadro": cuadro,
        "number": number_words(cuadro),
        "comparison": comparison_of(report, CUADROS[cuadro], whole) if cuadro != MATRIX else None,
        "computed": computed_of(report, cuadro, whole) if cuadro != MATRIX else [],
        "activities": matrix_lines(report) if cuadro == MATRIX else [],
        "totals": matrix_of(report),
        "checks": of_report(report),
        "blocking": [p for p in doubts if p.level == "error"],
        "doubts": [p for p in doubts if p.level == "warning"],
        "explanations": _explanations(report, cuadro),
        "comments": report.comments.filter(cuadro=cuadro).select_related("by"),
        "may_comment": may_comment(permissions),
        "may_judge": Permission.RISK_REVIEW in permissions and report.state == ReportState.IN_REVIEW,
        "may_start": Permission.RISK_REVIEW in permissions and report.state == ReportState.SENT,
        "pending": [line.name for line in lines if line.state == "pending"],
        "returned": [line.name for line in lines if line.state == "returned"],
        "following": lines[position + 1] if position + 1 < len(lines) else None,
    }
    return render(request, "riskplans/review.html", context)


def _explanations(report: QuarterReport, cuadro: str) -> list[Any]:
    """Of this section, wherever what they explain is shown."""
    found = report.explanations.select_related("by")
    return [e for e in found if shown_at(e.subject).split(".")[0] == cuadro]


@page
@require_POST
def judge(request: Any, pk: int, cuadro: str) -> HttpResponse:
    """Accept, return (with `motivo`) or undo a section; then on to the next."""
    report = find_report(request, pk)
    asked, reason = request.POST.get("accion", ""), request.POST.get("motivo", "")
    who = {**by_now(request), "report": report, "cuadro": cuadro}
    acts: dict[str, tuple[Any, str]] = {
        "aceptar": (lambda: actions.accept_section(**who), _("Sección aceptada.")),
        "devolver": (
            lambda: actions.return_section(**who, reason=reason),
            _("Sección marcada para devolver."),
        ),
        "deshacer": (lambda: actions.undo_section(**who), _("Se deshizo la revisión de la sección.")),
    }
    if asked not in acts:
        return redirect("riskplans:review_section", pk, cuadro)
    act, done = acts[asked]
    onward = request.POST.get("siguiente", "") if asked == "aceptar" else ""
    return act_and_go(request, act, done, "riskplans:review_section", pk, onward or cuadro)


@page
@require_POST
def act(request: Any, pk: int) -> HttpResponse:
    """The whole report: begin its review, accept it, return it, receive it."""
    report = find_report(request, pk)
    who = {**by_now(request), "report": report}
    note = request.POST.get("motivo", "")
    acts: dict[str, tuple[Any, str, str]] = {
        "revisar": (lambda: actions.start_review(**who), _("Revisión empezada."), "riskplans:review"),
        "aceptar": (lambda: actions.accept_report(**who), _("Informe aceptado."), "riskplans:report"),
        "devolver": (
            lambda: actions.return_report(**who, note=note),
            _("Informe devuelto a la ESE."),
            "riskplans:report",
        ),
        "recibir": (lambda: actions.receive_report(**who), _("Informe recibido."), "riskplans:report"),
    }
    asked = request.POST.get("accion", "")
    if asked not in acts:
        return redirect("riskplans:report", pk)
    done, words, where = acts[asked]
    return act_and_go(request, done, words, where, pk)
