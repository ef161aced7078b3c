"""The score of a report followed down to its figures, the what-if panel, and the early warning."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.accounts.permissions import Permission

from ..charts import score_chart
from ..models import Evaluation, QuarterReport
from ..presenting.scoring import FLAGS, shown_factors, stored_words, what_if_rows
from ..presenting.trends import score_history
from ..queries.scoring import (
    Lacking,
    Scoring,
    earlier_evaluations,
    latest_evaluation,
    outlook_of,
    scoring_of,
)
from ..rules.amounts import read_amount
from ..rules.cells import words_of
from ..rules.evaluation import Evaluation as Scored
from ..rules.evaluation import evaluate
from ..rules.outlook import WHAT_IF, what_if
from ..rules.states import ReportState
from ..rules.writing import typed_amount
from .common import find_report, held, page, report_crumbs


@page
def score(request: Any, pk: int) -> HttpResponse:
    """The score as evaluated, or of the figures of now while nobody has evaluated it (`?ahora=1` too)."""
    report = find_report(request, pk)
    evaluation = None if request.GET.get("ahora") else latest_evaluation(report)
    scoring = scoring_of(report, evaluation)
    context = _frame(request, report) | {
        "latest": latest_evaluation(report),
        "now_asked": bool(request.GET.get("ahora")),
    }
    if isinstance(scoring, Lacking):
        context |= {"lacking": scoring, "missing": [_words(cell) for cell in scoring.cells]}
        return render(request, "riskplans/score.html", context)
    return render(request, "riskplans/score.html", context | shown(report, scoring) | _panel(scoring, {}))


@page
def simulate(request: Any, pk: int) -> HttpResponse:
    """The what-if panel: the score with other executed values (by the query string). Writes nothing.

    For htmx only the panel; without it, the whole page.
    """
    report = find_report(request, pk)
    scoring = scoring_of(report, latest_evaluation(report))
    if isinstance(scoring, Lacking):
        return score(request, pk)
    typed = {key: request.GET.get(key, "").strip()[:40] for key in WHAT_IF}
    panel = _panel(scoring, {key: text for key, text in typed.items() if text})
    if getattr(request, "htmx", False):
        return render(request, "riskplans/_what_if_result.html", {"report": report, **panel})
    context = _frame(request, report) | shown(report, scoring) | panel | {"latest": scoring.evaluation}
    return render(request, "riskplans/score.html", context)


def _frame(request: Any, report: QuarterReport) -> dict[str, Any]:
    permissions = held(request, report.plan.hospital.unit)
    return {
        "crumbs": report_crumbs(report, (_("Puntaje"), "")),
        "report": report,
        "unit": report.plan.hospital.unit,
        "hospital": report.plan.hospital,
        "may_evaluate": Permission.RISK_EVALUATE in permissions and report.state == ReportState.RECEIVED,
    }


def shown(report: QuarterReport, scoring: Scoring) -> dict[str, Any]:
    """What the score's page and the evaluation's draw."""
    earlier = earlier_evaluations(report)
    outlook = outlook_of(report, scoring.scored, earlier)
    history: list[tuple[str, Decimal | Fraction]] = [
        (e.report.period, e.total) for e in earlier if e.total is not None
    ]
    if scoring.scored.total is not None:
        history.append((report.period, scoring.scored.total))
    return {
        "scoring": scoring,
        "scored": scoring.scored,
        "factors": shown_factors(report, scoring),
        "outlook": outlook,
        "worst": next((loss for loss in outlook.losses if loss.points > 0), None),
        "flags": [FLAGS[flag] for flag in outlook.flags],
        "waterfall": score_chart(scoring.scored),
        "history_chart": score_history(history),
        "stored": stored_words(scoring.evaluation) if scoring.evaluation else "",
        "not_evaluable": not_evaluable_words(scoring.scored),
    }


def not_evaluable_words(scored: Scored) -> list[str]:
    """Names of the factors and rows that nobody programmed."""
    labels = {f.key: f.label for f in scored.factors}
    labels |= {f"{f.key}.{row.key}": f"{f.label} · {row.label}" for f in scored.factors for row in f.rows}
    return [labels[key] for key in scored.not_evaluable]


def _panel(scoring: Scoring, typed: dict[str, str]) -> dict[str, Any]:
    read = {key: read_amount(typed_amount(text)) for key, text in typed.items()}
    wrong = frozenset(key for key, value in read.items() if value is None or value < 0)
    changes = {key: value for key, value in read.items() if value is not None and value >= 0}
    rows = list(what_if_rows(scoring, typed, wrong))
    same = {row.key for row in rows if row.typed and not row.changed}
    changes = {key: value for key, value in changes.items() if key not in same}
    after = evaluate(what_if(scoring.inputs, changes), scoring.scored.definition)
    before, now = scoring.scored.total, after.total
    return {
        "what_if": rows,
        "wrong": [row for row in rows if row.wrong],
        "changed": len(changes),
        "before": before,
        "after": after,
        "moved": None if before is None or now is None else now - before,
        "moves": _moves(scoring.scored, after),
    }


def _moves(before: Scored, after: Scored) -> list[tuple[str, Fraction | None, Fraction | None]]:
    """(factor, points before, points after) of those that move."""
    pairs = [(f.label, f.points, after.factor(f.key).points) for f in before.factors]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _words(cell: tuple[str, str, str]) -> str:
    return "Producción en UVR" if cell[1] == "uvr" else words_of(cell)


def evaluation_scoring(evaluation: Evaluation) -> Scoring:
    """The score that a stored evaluation kept."""
    found = scoring_of(evaluation.report, evaluation)
    assert isinstance(found, Scoring)  # noqa: S101  a stored evaluation always has its inputs
    return found
