"""Early warning of all the ESE of a quarter, read at once: as many statements for a thousand as for one. Spec 3."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..country import quarter_number
from ..models import Evaluation, QuarterReport
from ..models.exact import SCALE, scaled
from ..rules.evaluation import Evaluation as Scored
from ..rules.outlook import Outlook, outlook
from .many import Cells, executed_by_report, matrices_of, planned_by_version
from .scoring import Scoring, in_force, latest_evaluations, scoring_with, stored_scoring

BUDGET = "presupuesto"
SCORED = ("flujo", BUDGET, "eficiencia", "produccion")  # the Cuadros that the evaluation reads


@dataclass(frozen=True, slots=True)
class Alert:
    """An ESE's report of the quarter. scored and outlook: None while figures are missing; official: it was evaluated."""

    report: QuarterReport
    scored: Scored | None
    outlook: Outlook | None
    official: bool


def alerts_of(reports: Sequence[QuarterReport], period: str) -> list[Alert]:
    """Where each report of the quarter is heading, in the order given; the same as `outlook_of` of each."""
    evaluated = latest_evaluations(reports)
    figures = _figures([r for r in reports if r.pk not in evaluated], list(evaluated), period)
    scores = _scores(reports, evaluated, figures, period)
    earlier = _earlier(reports, period)
    return [
        _alert(r, scores[r.pk], figures[r.pk], earlier.get(r.plan.hospital_id, {}), r.pk in evaluated)
        for r in reports
    ]


def _alert(
    report: QuarterReport, scored: Scored | None, figures: Cells, earlier: dict[int, Fraction], official: bool
) -> Alert:
    if scored is None:
        return Alert(report, None, None, False)
    budget = {row: value for (cuadro, row, c), value in figures.items() if (cuadro, c) == (BUDGET, "valor")}
    return Alert(report, scored, outlook(scored, quarter_number(report.period), earlier, budget), official)


def _figures(unscored: list[QuarterReport], scored: list[int], period: str) -> dict[int, Cells]:
    """Programmed and executed of those still to be scored; of the others, the budget is enough."""
    executed = executed_by_report([r.pk for r in unscored], SCORED) | executed_by_report(scored, [BUDGET])
    planned = planned_by_version({r.plan_version_id for r in unscored}, period, SCORED)
    for report in unscored:
        executed[report.pk] = planned[report.plan_version_id] | executed[report.pk]
    return executed


def _scores(
    reports: Sequence[QuarterReport],
    evaluated: dict[int, Evaluation],
    figures: dict[int, Cells],
    period: str,
) -> dict[int, Scored | None]:
    rules, matrices = in_force(period), matrices_of([r for r in reports if r.pk not in evaluated])
    found: dict[int, Scored | None] = {}
    for report in reports:
        if report.pk in evaluated:
            found[report.pk] = stored_scoring(evaluated[report.pk]).scored
            continue
        scoring = scoring_with(rules, figures[report.pk], matrices[report.pk])
        found[report.pk] = scoring.scored if isinstance(scoring, Scoring) else None
    return found


def _earlier(reports: Sequence[QuarterReport], period: str) -> dict[int, dict[int, Fraction]]:
    """hospital → number of each earlier quarter of the same year → total of its latest evaluation."""
    found = Evaluation.objects.filter(
        report__plan__hospital__in={r.plan.hospital_id for r in reports},
        report__period__startswith=period[:4],
        report__period__lt=period,
        total__isnull=False,
    ).order_by("report__period", "number")
    latest: dict[int, dict[int, Fraction]] = defaultdict(dict)
    for hospital, quarter, total in found.values_list(
        "report__plan__hospital", "report__period", scaled("total")
    ):
        latest[hospital][quarter_number(quarter)] = Fraction(total, SCALE)
    return latest
