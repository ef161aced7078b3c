"""Quarterly reports: the list, one report with its sections, opening it, commenting, explaining, sending."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import Conflict, Invalid, NotNow, Problem

from .. import actions
from ..country import quarter, quarter_name
from ..models import QuarterReport
from ..policies import OWNERS
from ..presenting.reports import cell_of, cuadro_of, doubts_by_section, sections_of
from ..queries.board import TONES, quarters_back, terms_of
from ..queries.check_levels import of_report
from ..queries.checks import problems_of
from ..queries.figures import figures_of
from ..queries.reach import reports as reports_in_reach
from ..rules.balance_cuadros import BALANCES
from ..rules.figures import with_totals
from ..rules.states import REPORT_LABELS, REPORT_OWNER, ReportState
from .common import (
    act_and_go,
    by_now,
    crumbs,
    find_plan,
    find_report,
    held,
    may_comment,
    page,
    report_crumbs,
    version_of,
)

PER_PAGE = 50
WRITABLE = (ReportState.DRAFT, ReportState.RETURNED)
REVIEWED = (ReportState.ACCEPTED, ReportState.RECEIVED, ReportState.EVALUATED)
STEPS = (
    ("sent_at", "Enviado por la ESE"),
    ("accepted_at", "Aceptado por el territorio"),
    ("received_at", "Recibido por la Superintendencia"),
    ("evaluated_at", "Evaluado"),
)


@page
def reports(request: Any) -> HttpResponse:
    """`?trimestre=`, `?estado=`, `?q=` (ESE or code)."""
    period, state = request.GET.get("trimestre", ""), request.GET.get("estado", "")
    asked = request.GET.get("q", "").strip()[:80]
    found = reports_in_reach(request.user, request.now).order_by(
        "-period", "plan__hospital__unit__name", "pk"
    )
    if quarter(period):
        found = found.filter(period=period)
    if state in set(ReportState):
        found = found.filter(state=state)
    if asked:
        name = Q(plan__hospital__unit__name__icontains=asked)
        found = found.filter(name | Q(plan__hospital__code__startswith=asked))
    page_of = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "crumbs": crumbs((_("Informes trimestrales"), "")),
        "page_of": page_of,
        "rows": [(report, TONES[ReportState(report.state)]) for report in page_of],
        "periods": quarters_back(request.now),
        "period": period,
        "states": REPORT_LABELS.items(),
        "state": state,
        "asked": asked,
    }
    return render(request, "riskplans/reports.html", context)


@page
@require_POST
def open_report(request: Any) -> HttpResponse:
    """Open the report of a plan (`plan`) and quarter (`trimestre`)."""
    plan = find_plan(request, int(request.POST["plan"]) if request.POST.get("plan", "").isdigit() else 0)
    try:
        found = actions.open_report(**by_now(request), plan=plan, period=request.POST.get("trimestre", ""))
    except (Invalid, NotNow) as refused:
        messages.error(request, str(refused))
        return redirect("riskplans:hospital", plan.hospital.code)
    return redirect("riskplans:report", found.pk)


@page
def report(request: Any, pk: int) -> HttpResponse:
    """A report: where it is, its sections, what is doubtful, its comments and its history."""
    found = find_report(request, pk)
    unit = found.plan.hospital.unit
    permissions = held(request, unit)
    state = ReportState(found.state)
    told = _doubts(found)
    doubtful = doubts_by_section(p for p in told if p.level == "warning")
    blocking = doubts_by_section(p for p in told if p.level == "error")
    lines = sections_of(found)
    context = {
        "crumbs": report_crumbs(found),
        "report": found,
        "unit": unit,
        "hospital": found.plan.hospital,
        "heading": quarter_name(found.period),
        "checks": of_report(found),
        "tone": TONES[state],
        "owner": OWNERS[REPORT_OWNER[state]],
        "lines": [(line, blocking[line.key], doubtful[line.key]) for line in lines],
        "balances": BALANCES,
        "doubts": sum(doubtful.values()),
        "blocking": sum(blocking.values()),
        "filled": sum(line.complete for line in lines),
        "steps": [(label, getattr(found, name)) for name, label in STEPS],
        "terms": terms_of(found.period),
        "late": state in WRITABLE and found.due_at < request.now,
        "writable": Permission.RISK_WRITE in permissions and state in WRITABLE,
        "may_send": Permission.RISK_SEND in permissions and state in WRITABLE,
        "may_review": Permission.RISK_REVIEW in permissions,
        "may_follow_up": Permission.RISK_TERRITORY in permissions and found.state in REVIEWED,
        "may_evaluate": Permission.RISK_EVALUATE in permissions,
        "may_comment": may_comment(permissions),
        "comments": found.comments.filter(cuadro="").select_related("by"),
        "evaluations": found.evaluations.order_by("-number"),
        "history": history(found)[:30],
    }
    return render(request, "riskplans/report.html", context)


@page
def send(request: Any, pk: int) -> HttpResponse:
    """What is missing and what must be confirmed; with POST, send."""
    found = find_report(request, pk)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            actions.send_report(
                **by_now(request),
                report=found,
                version=version_of(request),
                confirmed="confirmar" in request.POST,
            )
            messages.success(request, _("Informe enviado al territorio."))
            return redirect("riskplans:report", pk)
        except Invalid as refused:
            problems, status = refused.problems, 422
        except (Conflict, NotNow) as refused:
            messages.error(request, str(refused))
            return redirect("riskplans:send", pk)
    lines = sections_of(found)
    complete = all(line.complete for line in lines)
    told = [_placed(found, p) for p in _doubts(found)]
    blocking = [one for one in told if one[0].level == "error"]
    context = {
        "crumbs": report_crumbs(found, (_("Enviar"), "")),
        "report": found,
        "unit": found.plan.hospital.unit,
        "lines": lines,
        "blocking": blocking,
        "doubts": [one for one in told if one[0].level == "warning"],
        "checks": of_report(found),
        "problems": [p for p in problems if p.level == "error"],
        "unconfirmed": bool(problems) and all(p.level == "warning" for p in problems),
        "complete": complete,
        "ready": complete and not blocking,
        "why": _("Hay comprobaciones que lo impiden.") if complete else _("Faltan cifras por llenar."),
        "may_send": Permission.RISK_SEND in held(request, found.plan.hospital.unit),
        "open": found.state in WRITABLE,
    }
    return render(request, "riskplans/send.html", context, status=status)


def _doubts(report: QuarterReport) -> list[Problem]:
    return list(problems_of(report, with_totals(figures_of(report))))


def _placed(report: QuarterReport, problem: Problem) -> tuple[Problem, str, str]:
    """(problem, the section's key, the cell's place)."""
    return problem, cuadro_of(problem), cell_of(problem)


@page
@require_POST
def comment(request: Any, pk: int) -> HttpResponse:
    """Comment the report, or one section (`cuadro`)."""
    found = find_report(request, pk)
    cuadro = request.POST.get("cuadro", "")
    if cuadro and not found.sections.filter(cuadro=cuadro).exists():
        cuadro = ""
    text = request.POST.get("texto", "")

    def act() -> object:
        return actions.write_comment(**by_now(request), report=found, text=text, cuadro=cuadro)

    back = request.POST.get("volver", "")
    if back == "revision":
        return act_and_go(
            request, act, _("Comentario guardado."), "riskplans:review_section", pk, cuadro or "medidas"
        )
    if back == "cuadro" and cuadro:
        return act_and_go(request, act, _("Comentario guardado."), "riskplans:section", pk, cuadro)
    return act_and_go(request, act, _("Comentario guardado."), "riskplans:report", pk)


@page
@require_POST
def explain(request: Any, pk: int) -> HttpResponse:
    """Explain a doubt (`asunto`) of a section."""
    found = find_report(request, pk)
    cuadro, subject = request.POST.get("cuadro", ""), request.POST.get("asunto", "")
    text = request.POST.get("texto", "")

    def act() -> object:
        return actions.explain(**by_now(request), report=found, subject=subject, text=text)

    if found.sections.filter(cuadro=cuadro).exists() and cuadro != "medidas":
        return act_and_go(request, act, _("Explicación guardada."), "riskplans:section", pk, cuadro)
    return act_and_go(request, act, _("Explicación guardada."), "riskplans:report", pk)
