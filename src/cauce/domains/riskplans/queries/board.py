"""A quarter's board: each ESE whose plan runs, the state of its report, its term, and who has not delivered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cauce.core.periods.types import Period, PeriodType, containing

from ..country import end_of_day, previous, quarter, today
from ..models import Evaluation, Hospital, Plan, QuarterReport, RiskCategory
from ..rules.deadlines import Terms
from ..rules.states import REPORT_LABELS, REPORT_OWNER, ReportState
from .figures import definition_on

NOT_DELIVERED = (ReportState.DRAFT, ReportState.RETURNED)
TONES = {
    ReportState.DRAFT: "warning",
    ReportState.SENT: "info",
    ReportState.IN_REVIEW: "info",
    ReportState.RETURNED: "error",
    ReportState.ACCEPTED: "accent",
    ReportState.RECEIVED: "accent",
    ReportState.EVALUATED: "success",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An ESE in a quarter. due_at: when the step in course ends; score: of its latest evaluation."""

    plan: Plan
    report: QuarterReport | None
    period: str
    due_at: datetime | None
    late: bool
    category: str
    score: Decimal | None
    compliant: bool | None
    evaluation: Evaluation | None

    @property
    def hospital(self) -> Hospital:
        """The ESE."""
        return self.plan.hospital

    @property
    def state(self) -> str:
        """In words; "Sin abrir" while nobody began it."""
        return REPORT_LABELS[ReportState(self.report.state)] if self.report else "Sin abrir"

    @property
    def tone(self) -> str:
        """Of its badge."""
        return TONES[ReportState(self.report.state)] if self.report else "warning"

    @property
    def delivered(self) -> bool:
        """Whether the report left the ESE's hands."""
        return self.report is not None and self.report.state not in NOT_DELIVERED


def last_quarter(at: datetime) -> Period:
    """The last quarter that has ended."""
    return previous(containing(today(at), PeriodType.QUARTER))


def quarters_back(at: datetime, count: int = 12) -> list[str]:
    """The last quarters that have ended, latest first."""
    span = last_quarter(at)
    found = [span.id]
    while len(found) < count:
        span = previous(span)
        found.append(span.id)
    return found


def terms_of(period: str) -> dict[str, datetime]:
    """The last instant of each step of a quarter; empty for what is no quarter."""
    span = quarter(period)
    if span is None:
        return {}
    _definition, terms = definition_on(span.end)
    return {step: end_of_day(day) for step, day in Terms.from_dict(terms).due(span.end).items()}


def board(plans: Iterable[Plan], period: str, at: datetime) -> list[Row]:
    """A row for each plan that runs in the quarter, in the order given. plans: with hospital and unit."""
    span = quarter(period)
    if span is None:
        return []
    running = [p for p in plans if p.viable_on and p.first_year <= span.start.year <= p.last_year]
    reports = {r.plan_id: r for r in QuarterReport.objects.filter(plan__in=running, period=period)}
    evaluations = _evaluations(list(reports.values()))
    years = RiskCategory.objects.filter(hospital__in=[p.hospital_id for p in running], year=span.start.year)
    categories = {c.hospital_id: c.get_category_display() for c in years}
    terms = terms_of(period)
    return [_row(plan, reports.get(plan.pk), period, terms, categories, evaluations, at) for plan in running]


def _row(
    plan: Plan,
    report: QuarterReport | None,
    period: str,
    terms: dict[str, datetime],
    categories: dict[int, str],
    evaluations: dict[int, Evaluation],
    at: datetime,
) -> Row:
    owner = REPORT_OWNER[ReportState(report.state)] if report else "ese"
    due = report.due_at if report and owner == "ese" else terms.get(owner)
    evaluation = evaluations.get(report.pk) if report else None
    return Row(
        plan,
        report,
        period,
        due,
        due is not None and due < at,
        categories.get(plan.hospital_id, ""),
        evaluation.total if evaluation else None,
        evaluation.compliant if evaluation else None,
        evaluation,
    )


def _evaluations(reports: Sequence[QuarterReport]) -> dict[int, Evaluation]:
    """The latest evaluation of each report."""
    found = Evaluation.objects.filter(report__in=reports).order_by("number")
    return {evaluation.report_id: evaluation for evaluation in found}
