"""A report's score: as it was evaluated, or as its figures stand now; earlier ones; the outlook of the year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..country import quarter, quarter_number
from ..models import Evaluation, QuarterReport, UvrTable
from ..rules.definition import Definition
from ..rules.evaluation import Evaluation as Scored
from ..rules.evaluation import Inputs, evaluate
from ..rules.figures import Cell, Figures, Matrix, evaluation_inputs
from ..rules.outlook import Outlook, outlook
from ..rules.stored import read_inputs
from .figures import definition_on, executed, figures_of, matrix_of, weights_on


@dataclass(frozen=True, slots=True)
class Scoring:
    """Inputs and score. evaluation: the stored one they belong to; None when they are the figures of now."""

    inputs: Inputs
    scored: Scored
    table: UvrTable | None
    evaluation: Evaluation | None


@dataclass(frozen=True, slots=True)
class Lacking:
    """Why a report cannot be scored yet: the cells that nobody filled, or no table of weights."""

    cells: tuple[Cell, ...]
    no_table: bool = False


@dataclass(frozen=True, slots=True)
class InForce:
    """What scores a quarter's figures: the UVR table in force at its end, its weights, the definition."""

    table: UvrTable | None
    weights: Mapping[str, Fraction]
    definition: Definition


def in_force(period: str) -> InForce | None:
    """What is in force at the end of a quarter; None for what is no quarter."""
    span = quarter(period)
    if span is None:
        return None
    table, weights = weights_on(span.end)
    definition, _terms = definition_on(span.end)
    return InForce(table, weights, definition)


def scoring_of(report: QuarterReport, evaluation: Evaluation | None = None) -> Scoring | Lacking:
    """The stored evaluation's score, computed again from what it kept; without one, the score of the figures of now."""
    if evaluation is not None:
        return stored_scoring(evaluation)
    rules = in_force(report.period)
    if rules is None or rules.table is None:
        return Lacking((), no_table=True)
    return scoring_with(rules, figures_of(report), matrix_of(report))


def stored_scoring(evaluation: Evaluation) -> Scoring:
    """The score of what an evaluation kept."""
    inputs = read_inputs(evaluation.inputs)
    scored = evaluate(inputs, Definition.from_dict(evaluation.definition))
    return Scoring(inputs, scored, evaluation.uvr_table, evaluation)


def scoring_with(rules: InForce | None, figures: Figures, matrix: Matrix) -> Scoring | Lacking:
    """The score of figures already read, programmed and executed together."""
    if rules is None or rules.table is None:
        return Lacking((), no_table=True)
    ready = evaluation_inputs(figures, matrix, rules.weights)
    if ready.inputs is None:
        return Lacking(ready.missing)
    return Scoring(ready.inputs, evaluate(ready.inputs, rules.definition), rules.table, None)


def latest_evaluation(report: QuarterReport) -> Evaluation | None:
    """The last evaluation of the report."""
    return (
        report.evaluations.select_related("uvr_table", "opened_by", "closed_by").order_by("-number").first()
    )


def latest_evaluations(reports: Sequence[QuarterReport]) -> dict[int, Evaluation]:
    """The latest evaluation of each report that has one, without its texts."""
    found = Evaluation.objects.filter(report__in=[r.pk for r in reports]).select_related("uvr_table")
    return {e.report_id: e for e in found.defer("result", "aspects").order_by("number")}


def earlier_evaluations(report: QuarterReport, count: int = 12) -> list[Evaluation]:
    """The latest evaluation of each earlier quarter of the ESE, oldest first."""
    found = Evaluation.objects.filter(
        report__plan__hospital=report.plan.hospital, report__period__lt=report.period, total__isnull=False
    ).select_related("report")
    latest: dict[str, Evaluation] = {}
    for evaluation in found.order_by("report__period", "number"):
        latest[evaluation.report.period] = evaluation
    return list(latest.values())[-count:]


def outlook_of(report: QuarterReport, scored: Scored, earlier: Sequence[Evaluation]) -> Outlook:
    """The year's projection with the quarters before it, the losses and the flags of the budget."""
    year = report.period[:4]
    totals = {
        quarter_number(e.report.period): Fraction(e.total)
        for e in earlier
        if e.report.period.startswith(year) and e.total is not None
    }
    budget = {row: value for (cuadro, row, _c), value in executed(report).items() if cuadro == "presupuesto"}
    return outlook(scored, quarter_number(report.period), totals, budget)
