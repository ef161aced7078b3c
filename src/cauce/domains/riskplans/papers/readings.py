"""What the papers of several ESE in one quarter are made from: each kind of thing read once for all of them, when asked."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property

from ..country import quarter
from ..models import Comment, Evidence, Explanation, QuarterReport, RiskCategory, UvrTable
from ..presenting.matrix import ActivityLine, matrix_lines_of
from ..queries.figures import half_before, weights_on
from ..queries.many import Cells, executed_by_report, matrices_of, planned_by_version
from ..queries.scoring import in_force, latest_evaluations, scoring_with
from ..queries.trends import Halves, Trends, halves_of_many, trends_of_many
from ..rules.figures import Matrix
from .scores import Score, preliminary_score, stored_score

BATCH = 20  # ESE read together: seven years of a large department's figures at once would be hundreds of MB


class Readings:
    """Of reports of the same quarter, by the report's id unless said otherwise. Raises ValueError for no quarter."""

    def __init__(self, reports: Sequence[QuarterReport]) -> None:
        self.reports = list(reports)
        self.period = self.reports[0].period
        span = quarter(self.period)
        if span is None or any(r.period != self.period for r in self.reports):
            raise ValueError(self.period)
        self.span = span
        self.ids = [r.pk for r in self.reports]

    @cached_property
    def figures(self) -> dict[int, Cells]:
        """Programmed and executed together, without the sums."""
        executed = executed_by_report(self.ids)
        planned = planned_by_version({r.plan_version_id for r in self.reports}, self.period)
        return {r.pk: planned[r.plan_version_id] | executed[r.pk] for r in self.reports}

    @cached_property
    def scores(self) -> dict[int, Score]:
        """The last evaluation of each; without one, its preliminary score, which is nobody's act."""
        stored = latest_evaluations(self.reports)
        rest = [r for r in self.reports if r.pk not in stored]
        rules = in_force(self.period) if rest else None
        found = {pk: stored_score(one) for pk, one in stored.items()}
        for r in rest:
            found[r.pk] = preliminary_score(scoring_with(rules, self.figures[r.pk], self.matrices[r.pk]))
        return found

    @cached_property
    def trends(self) -> dict[int, Trends]:
        """Years and quarters up to this one, by hospital."""
        hospitals = {r.plan.hospital_id for r in self.reports}
        return trends_of_many(hospitals, self.span.start.year, self.period)

    @cached_property
    def halves(self) -> dict[int, Halves]:
        """Financial statements of the half-years up to this one, by hospital."""
        return halves_of_many({r.plan.hospital_id for r in self.reports}, self.period)

    @cached_property
    def matrices(self) -> dict[int, Matrix]:
        """Activities due, and those that count as done."""
        return matrices_of(self.reports)

    @cached_property
    def measures(self) -> dict[int, list[ActivityLine]]:
        """Every activity with what is reported of it and its files."""
        return matrix_lines_of(self.reports)

    @cached_property
    def files(self) -> dict[int, list[Evidence]]:
        """What was attached in the quarter and stands."""
        rows = Evidence.objects.filter(report__in=self.ids, withdrawn_at=None).select_related("activity")
        return _by(rows, "report_id")

    @cached_property
    def before(self) -> dict[int, Cells]:
        """Executed figures of two quarters before, by hospital."""
        hospitals = {r.plan.hospital_id for r in self.reports}
        found = QuarterReport.objects.filter(plan__hospital__in=hospitals, period=half_before(self.period))
        home = dict(found.order_by("-pk").values_list("pk", "plan__hospital"))
        return {home[pk]: cells for pk, cells in executed_by_report(home).items()}

    @cached_property
    def told(self) -> dict[int, dict[str, str]]:
        """Explanations: subject → text."""
        found: dict[int, dict[str, str]] = defaultdict(dict)
        rows = Explanation.objects.filter(report__in=self.ids).order_by("pk")
        for report, subject, text in rows.values_list("report", "subject", "text"):
            found[report][subject] = text
        return found

    @cached_property
    def comments(self) -> dict[int, list[Comment]]:
        """Of the review, oldest first."""
        return _by(Comment.objects.filter(report__in=self.ids).select_related("by"), "report_id")

    @cached_property
    def categories(self) -> dict[int, RiskCategory]:
        """Of the quarter's year, by hospital."""
        hospitals = {r.plan.hospital_id for r in self.reports}
        rows = RiskCategory.objects.filter(hospital__in=hospitals, year=self.span.start.year)
        return {one.hospital_id: one for one in rows}

    @cached_property
    def weights(self) -> tuple[UvrTable | None, dict[str, Fraction]]:
        """The UVR table in force at the quarter's end, and its weights."""
        return weights_on(self.span.end)


def in_batches(reports: Sequence[QuarterReport]) -> Iterator[tuple[QuarterReport, Readings]]:
    """Each report with the readings of its batch."""
    for first in range(0, len(reports), BATCH):
        batch = Readings(reports[first : first + BATCH])
        yield from ((report, batch) for report in batch.reports)


def _by(rows, name: str) -> dict:
    found: dict = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
