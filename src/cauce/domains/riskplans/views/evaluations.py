"""The Superintendencia's evaluation: opened, its seven aspects written, closed, reopened with a reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.permissions import Permission
from cauce.core.documents.queries import current_document
from cauce.core.errors import Conflict, Invalid, NotNow

from .. import actions
from ..papers.kinds import EVALUATION
from ..rules.aspects import ASPECTS, IVC, IVC_LABEL
from ..rules.hospitals import CATEGORIES
from ..rules.states import EvaluationState
from .common import (
    act_and_go,
    by_now,
    find_evaluation,
    find_report,
    held,
    page,
    report_crumbs,
    try_act,
    version_of,
)
from .score import evaluation_scoring, shown

LABELS = {**ASPECTS, IVC: IVC_LABEL}


@page
@require_POST
def open_evaluation(request: Any, pk: int) -> HttpResponse:
    """Score the received report and begin to write its evaluation."""
    report = find_report(request, pk)
    try:
        found = actions.open_evaluation(**by_now(request), report=report)
    except (NotNow, Invalid) as refused:
        messages.error(request, str(refused))
        return redirect("riskplans:score", pk)
    return redirect("riskplans:evaluation", found.pk)


@page
def evaluation(request: Any, pk: int) -> HttpResponse:
    """The score and the seven aspects; with POST, `accion` = guardar or cerrar."""
    found = find_evaluation(request, pk)
    conflict, problems = None, ()
    aspects = {key: found.aspects.get(key, "") for key in LABELS}
    category = found.recommended_category
    if request.method == "POST":
        aspects = {key: request.POST.get(f"aspecto-{key}", text) for key, text in aspects.items()}
        category = request.POST.get("categoria", "")
        try:
            return _written(request, found, aspects, category)
        except Conflict as refused:
            conflict = refused.theirs
        except (Invalid, NotNow) as refused:
            problems = refused.problems
        found.refresh_from_db()
    report = found.report
    permissions = held(request, report.plan.hospital.unit)
    is_open = found.state == EvaluationState.OPEN
    context = {
        "crumbs": report_crumbs(report, (_("Evaluación %(n)s") % {"n": found.number}, "")),
        "evaluation": found,
        "report": report,
        "unit": report.plan.hospital.unit,
        "hospital": report.plan.hospital,
        "aspects": [(key, label, aspects[key]) for key, label in ASPECTS.items()],
        "ivc": (IVC, IVC_LABEL, aspects[IVC]),
        "clashes": _clashes(conflict, aspects) if conflict else [],
        "categories": CATEGORIES,
        "category": category,
        "problems": problems,
        "is_open": is_open,
        "may_write": is_open and Permission.RISK_EVALUATE in permissions,
        "may_close": is_open and Permission.RISK_CLOSE in permissions,
        "may_reopen": not is_open and Permission.RISK_CLOSE in permissions and _is_last(found),
        "may_issue": not is_open and Permission.RISK_CLOSE in permissions,
        "issued": current_document(EVALUATION.code, found),
        "others": report.evaluations.exclude(pk=found.pk).order_by("number"),
    }
    status = 409 if conflict else 422 if problems else 200
    context |= shown(report, evaluation_scoring(found))
    return render(request, "riskplans/evaluation.html", context, status=status)


def _is_last(found: Any) -> bool:
    return not found.report.evaluations.filter(number__gt=found.number).exists()


def _written(request: Any, found: Any, aspects: dict[str, str], category: str) -> HttpResponse:
    saved = actions.save_evaluation(
        **by_now(request),
        evaluation=found,
        aspects=aspects,
        recommended_category=category,
        version=version_of(request),
    )
    if request.POST.get("accion") == "cerrar":
        actions.close_evaluation(**by_now(request), evaluation=saved, version=saved.version)
        messages.success(request, _("Evaluación cerrada: ya no cambia."))
    else:
        messages.success(request, _("Evaluación guardada; el puntaje se calculó de nuevo."))
    return redirect("riskplans:evaluation", found.pk)


def _clashes(theirs: Any, mine: dict[str, str]) -> list[tuple[str, str, str]]:
    """(aspect, mine, theirs) where the two differ."""
    pairs = [(LABELS[key], text, theirs.aspects.get(key, "")) for key, text in mine.items()]
    return [pair for pair in pairs if pair[1].strip() != pair[2].strip()]


@page
@require_POST
def reopen(request: Any, pk: int) -> HttpResponse:
    """A new evaluation after a closed one, with `motivo`; the closed one stays."""
    found = find_evaluation(request, pk)
    reason = request.POST.get("motivo", "")
    made: list[Any] = []

    def act() -> None:
        made.append(actions.reopen_evaluation(**by_now(request), evaluation=found, reason=reason))

    done = try_act(request, act, _("Evaluación reabierta."))
    return redirect("riskplans:evaluation", made[0].pk if done else pk)


@page
@require_POST
def return_received(request: Any, pk: int) -> HttpResponse:
    """The Superintendencia returns a received report, with `motivo`."""
    report = find_report(request, pk)
    note = request.POST.get("motivo", "")

    def act() -> object:
        return actions.return_report(**by_now(request), report=report, note=note)

    return act_and_go(request, act, _("Informe devuelto a la ESE."), "riskplans:report", pk)
