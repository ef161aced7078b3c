"""A quarter's board: each ESE whose plan runs, the state of its report, its term, and who has not delivered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from cauce.core.periods.types import Period, PeriodType, containing

from ..country import end_of_day, previous, quarter, today
from ..models import Evaluation, Hospital, Plan, QuarterReport, RiskCategory
from ..rules.amounts import printed
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

    @property
    def delivered_late(self) -> bool:
        """Whether it was delivered after the hospital's term."""
        sent = self.report.sent_at if self.report and self.delivered else None
        return sent is not None and self.report is not None and sent > self.report.due_at


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


def running(plans: QuerySet[Plan], period: str) -> QuerySet[Plan]:
    """Those whose viable plan runs in the quarter; none for what is no quarter."""
    span = quarter(period)
    if span is None:
        return plans.none()
    year = span.start.year
    return plans.filter(viable_on__isnull=False, first_year__lte=year, last_year__gte=year)


def undelivered(plans: QuerySet[Plan], period: str) -> QuerySet[Plan]:
    """Those whose report of the quarter has not left the ESE's hands, opened or not."""
    return plans.exclude(Exists(_sent(period)))


def late(plans: QuerySet[Plan], period: str, at: datetime) -> QuerySet[Plan]:
    """Those past the ESE's term of the quarter without having delivered."""
    term = terms_of(period).get("ese")
    opened = QuarterReport.objects.filter(plan=OuterRef("pk"), period=period)
    past = Q(Exists(opened.filter(due_at__lt=at)))
    if term is not None and term < at:
        past |= ~Q(Exists(opened))
    return undelivered(running(plans, period), period).filter(past)


def _sent(period: str) -> QuerySet[QuarterReport]:
    return QuarterReport.objects.filter(plan=OuterRef("pk"), period=period).exclude(state__in=NOT_DELIVERED)


@dataclass(frozen=True, slots=True)
class Tally:
    """A department's or district's ESE in a quarter, counted by the database. points: the sum of their scores."""

    name: str
    total: int
    delivered: int
    evaluated: int
    compliant: int
    points: Fraction

    @property
    def mean(self) -> Decimal | None:
        """Of the scores; None without any."""
        return printed(self.points / self.evaluated) if self.evaluated else None


def tallies(plans: QuerySet[Plan], period: str) -> list[Tally]:
    """A tally for each territory of those plans that run in the quarter, by name; one statement whatever their number."""
    last = Evaluation.objects.filter(report__plan=OuterRef("pk"), report__period=period).order_by("-number")
    each = (
        running(plans, period)
        .order_by()
        .annotate(
            sent=Exists(_sent(period)),
            score=Subquery(last.values("total")[:1]),
            met=Subquery(last.values("compliant")[:1]),
        )
    )
    grouped = each.values("hospital__unit__parent__name").annotate(
        total=Count("pk"),
        delivered=Count("pk", filter=Q(sent=True)),
        evaluated=Count("score"),
        compliant=Count("pk", filter=Q(met=True)),
        points=Sum("score"),
    )
    names = ("hospital__unit__parent__name", "total", "delivered", "evaluated", "compliant", "points")
    return sorted(
        (Tally(*rest, Fraction(points or 0)) for *rest, points in grouped.values_list(*names)),
        key=lambda tally: tally.name,
    )


def board(plans: Iterable[Plan], period: str, at: datetime) -> list[Row]:
    """A row for each plan given (those of `running`), in their order. plans: with hospital and unit."""
    shown = list(plans)
    if not shown:
        return []
    reports = {r.plan_id: r for r in QuarterReport.objects.filter(plan__in=shown, period=period)}
    evaluations = _evaluations(list(reports.values()))
    years = RiskCategory.objects.filter(hospital__in=[p.hospital_id for p in shown], year=int(period[:4]))
    categories = {c.hospital_id: c.get_category_display() for c in years}
    terms = terms_of(period)
    return [_row(plan, reports.get(plan.pk), period, terms, categories, evaluations, at) for plan in shown]


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
    found = found.defer("definition", "inputs", "result", "aspects")
    return {evaluation.report_id: evaluation for evaluation in found}
