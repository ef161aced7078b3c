"""The Superintendencia's evaluation of a received report. Document 003, "Informe de evaluación"."""

from collections.abc import Mapping
from datetime import datetime

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record

from ..country import local, quarter
from ..models import Evaluation, QuarterReport
from ..policies import check_evaluation, check_fresh, check_report, not_now
from ..queries.figures import definition_on, figures_of, matrix_of, weights_on
from ..rules.amounts import printed
from ..rules.aspects import ASPECTS, IVC
from ..rules.cells import words_of
from ..rules.evaluation import Evaluation as Scored
from ..rules.evaluation import Inputs, evaluate
from ..rules.figures import evaluation_inputs
from ..rules.hospitals import CATEGORIES
from ..rules.states import EvaluationState
from ..rules.stored import store_inputs, store_result
from ..telling import tell
from .common import invalid, locked_evaluation, locked_report, reason_of

SHOWN = 6


@action("riskplans.evaluation.open")
def open_evaluation(*, by: User, at: datetime, report: QuarterReport) -> Evaluation:
    """Score a received report with the definition and UVR weights in force at the quarter's end; opened once.

    Raises NotNow RP-42 (not received), RP-60 (figures missing), RP-61 (no UVR table).
    """
    report = locked_report(report)
    require(by, Permission.RISK_EVALUATE, report.plan.hospital.unit, at)
    found = report.evaluations.filter(state=EvaluationState.OPEN).first()
    if found:
        return found
    check_report("evaluate", "evaluarlo", report)
    last = report.evaluations.order_by("-number").first()
    evaluation = Evaluation(
        report=report, number=(last.number if last else 0) + 1, opened_at=at, opened_by=by
    )
    if last:
        evaluation.aspects, evaluation.recommended_category = last.aspects, last.recommended_category
    _score(evaluation)
    evaluation.save()
    _record("riskplans.evaluation.open", by, at, evaluation)
    return evaluation


@action("riskplans.evaluation.save")
def save_evaluation(
    *,
    by: User,
    at: datetime,
    evaluation: Evaluation,
    aspects: Mapping[str, str],
    recommended_category: str | None = None,
    version: int | None = None,
) -> Evaluation:
    """Write the seven aspects, the IVC recommendations and the category; the score is computed again from the figures.

    recommended_category: "" takes it back, None leaves it as it is.
    """
    evaluation = locked_evaluation(evaluation)
    require(by, Permission.RISK_EVALUATE, evaluation.report.plan.hospital.unit, at)
    check_evaluation("save", "escribir en ella", evaluation)
    check_fresh(evaluation, version)
    unknown = set(aspects) - {*ASPECTS, IVC}
    if unknown:
        raise invalid("RP-44", "aspects", cell=", ".join(sorted(unknown)))
    if recommended_category and recommended_category not in dict(CATEGORIES):
        raise invalid("RP-44", "recommended_category", cell=recommended_category)
    evaluation.aspects = evaluation.aspects | {key: text.strip() for key, text in aspects.items()}
    if recommended_category is not None:
        evaluation.recommended_category = recommended_category
    _score(evaluation)
    evaluation.version += 1
    evaluation.save()
    _record("riskplans.evaluation.save", by, at, evaluation)
    return evaluation


@action("riskplans.evaluation.close")
def close_evaluation(
    *, by: User, at: datetime, evaluation: Evaluation, version: int | None = None
) -> Evaluation:
    """Close it: the report is evaluated and nothing of the evaluation changes any more.

    Raises NotNow RP-63 when figures changed since it was scored, Invalid RP-64 while an aspect is not written.
    """
    evaluation = locked_evaluation(evaluation)
    report = locked_report(evaluation.report)
    require(by, Permission.RISK_CLOSE, report.plan.hospital.unit, at)
    target = check_evaluation("close", "cerrarla", evaluation)
    report_target = check_report("evaluate", "evaluarlo", report)
    check_fresh(evaluation, version)
    before = evaluation.result
    _score(evaluation)
    if evaluation.result != before:
        raise not_now("RP-63")
    missing = [label for key, label in ASPECTS.items() if not evaluation.aspects.get(key)]
    if missing:
        raise invalid("RP-64", "aspects", aspects="; ".join(missing))
    evaluation.state, evaluation.closed_at, evaluation.closed_by = target, at, by
    evaluation.save()
    report.state, report.evaluated_at = report_target, at
    report.save(update_fields=["state", "evaluated_at"])
    _record("riskplans.evaluation.close", by, at, evaluation)
    tell("evaluated", report, at)
    return evaluation


@action("riskplans.evaluation.reopen")
def reopen_evaluation(*, by: User, at: datetime, evaluation: Evaluation, reason: str) -> Evaluation:
    """Open a new evaluation after a closed one, for a written reason; the closed one stays as it was."""
    evaluation = locked_evaluation(evaluation)
    report = locked_report(evaluation.report)
    require(by, Permission.RISK_CLOSE, report.plan.hospital.unit, at)
    check_evaluation("reopen", "reabrirla", evaluation)
    report.state = check_report("reopen", "reabrir su evaluación", report)
    text = reason_of(reason)
    report.evaluated_at = None
    report.save(update_fields=["state", "evaluated_at"])
    again = Evaluation(
        report=report,
        number=evaluation.number + 1,
        aspects=evaluation.aspects,
        recommended_category=evaluation.recommended_category,
        opened_at=at,
        opened_by=by,
        reopened_reason=text,
    )
    _score(again)
    again.save()
    _record("riskplans.evaluation.reopen", by, at, again, text)
    tell("reopened", report, at)
    return again


def _score(evaluation: Evaluation) -> Scored:
    """Fill in definition, inputs and result from the report's figures as they are now."""
    report = evaluation.report
    span = quarter(report.period)
    if span is None:
        raise not_now("RP-49", value=report.period)
    definition, _terms = definition_on(span.end)
    table, weights = weights_on(span.end)
    if table is None:
        raise not_now("RP-61", day=f"{span.end:%d/%m/%Y}")
    inputs = _inputs(report, weights)
    scored = evaluate(inputs, definition)
    evaluation.definition, evaluation.uvr_table = definition.as_dict(), table
    evaluation.inputs, evaluation.result = store_inputs(inputs), store_result(scored)
    evaluation.total = None if scored.total is None else printed(scored.total)
    evaluation.compliant = scored.compliant
    return scored


def _inputs(report: QuarterReport, weights: Mapping) -> Inputs:
    ready = evaluation_inputs(figures_of(report), matrix_of(report), weights)
    if ready.inputs is None:
        shown = "; ".join(
            "Producción en UVR" if cell[1] == "uvr" else words_of(cell) for cell in ready.missing[:SHOWN]
        )
        more = len(ready.missing) - SHOWN
        raise not_now("RP-60", cells=shown + (f" y {more} más" if more > 0 else ""))
    return ready.inputs


def _record(name: str, by: User, at: datetime, evaluation: Evaluation, reason: str = "") -> None:
    record(
        action=name,
        by=by,
        at=at,
        subject=evaluation.report,
        place=evaluation.report.plan.hospital.unit,
        data={
            "period": evaluation.report.period,
            "number": evaluation.number,
            "total": str(evaluation.total),
            "compliant": evaluation.compliant,
            "at": local(at),
        },
        reason=reason,
    )
