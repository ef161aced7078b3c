"""The same figures of many reports at once: as many statements for a thousand ESE as for one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from fractions import Fraction

from django.db.models import Count, F, Q

from ..country import quarter
from ..models import Activity, ActivityProgress, Figure, PlannedFigure, QuarterReport
from ..models.exact import SCALE, scaled
from ..rules.figures import Cell, Matrix

Cells = dict[Cell, Fraction]


def executed_by_report(reports: Collection[int], cuadros: Iterable[str] | None = None) -> dict[int, Cells]:
    """What each report holds, in those Cuadros or in all. reports: their ids."""
    found: dict[int, Cells] = {pk: {} for pk in reports}
    rows = Figure.objects.filter(_of(cuadros), report__in=found).order_by()
    for pk, cuadro, row, column, value in rows.values_list("report", "cuadro", "row", "column", scaled()):
        found[pk][cuadro, row, column] = Fraction(value, SCALE)
    return found


def planned_by_version(
    versions: Collection[int], period: str, cuadros: Iterable[str] | None = None
) -> dict[int, Cells]:
    """What each version of a plan programmed for the quarter, in those Cuadros or in all. versions: their ids."""
    found: dict[int, Cells] = {pk: {} for pk in versions}
    rows = PlannedFigure.objects.filter(_of(cuadros), version__in=found, period=period)
    for pk, cuadro, row, column, value in rows.order_by().values_list(
        "version", "cuadro", "row", "column", scaled()
    ):
        found[pk][cuadro, row, column] = Fraction(value, SCALE)
    return found


def _of(cuadros: Iterable[str] | None) -> Q:
    return Q() if cuadros is None else Q(cuadro__in=tuple(cuadros))


def matrices_of(reports: Sequence[QuarterReport]) -> dict[int, Matrix]:
    """Of each report, activities due by its quarter's end and those done with evidence that stands (spec 3)."""
    by_period: dict[str, list[QuarterReport]] = defaultdict(list)
    for report in reports:
        by_period[report.period].append(report)
    return {pk: matrix for period, own in by_period.items() for pk, matrix in _matrices(own, period).items()}


def _matrices(reports: list[QuarterReport], period: str) -> dict[int, Matrix]:
    span = quarter(period)
    end = span.end if span else date.max
    due = Activity.objects.filter(version__in={r.plan_version_id for r in reports}, due_on__lte=end)
    programmed = dict(due.order_by().values("version").values_list("version", Count("pk")))
    done = ActivityProgress.objects.filter(
        report__in=[r.pk for r in reports],
        done=True,
        done_on__lte=end,
        activity__version=F("report__plan_version"),
        activity__due_on__lte=end,
        activity__evidence__report__plan=F("report__plan"),
        activity__evidence__withdrawn_at=None,
    )
    counts = done.order_by().values("report").values_list("report", Count("activity", distinct=True))
    executed = dict(counts)
    return {r.pk: Matrix(programmed.get(r.plan_version_id, 0), executed.get(r.pk, 0)) for r in reports}
