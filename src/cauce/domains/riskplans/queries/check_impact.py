"""What a configuration of the checks would do to the reports of a quarter: how many it blocks, how many it warns.

Counted in bulk (a thousand ESE in a few questions); outliers are left out, since they warn whatever is configured.
tests look that it finds what queries/checks.py finds report by report.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Exists, OuterRef, QuerySet

from ..models import ActivityProgress, Evidence, Explanation, Figure, QuarterReport
from ..rules.checks import Level
from ..rules.consistency import CELLS, broken
from ..rules.cuadros import FINANCIAL
from ..rules.figures import Cell
from ..rules.financial import large_variations
from ..rules.levels import Levels, lifted
from .check_levels import OPEN
from .checks import VARIATION, accounts, balance_due
from .figures import half_before


@dataclass(frozen=True, slots=True)
class Found:
    """A broken check in a report; explained: whether the hospital explained it."""

    key: str
    explained: bool


@dataclass(frozen=True, slots=True)
class Impact:
    """A quarter: reports still with the ESE, what is broken in each, and how many are sent and keep theirs."""

    period: str
    waiting: int
    sent: int
    found: Mapping[int, tuple[Found, ...]]

    def breaking(self, key: str) -> int:
        """Reports that do not keep a check, explained or not."""
        return sum(any(f.key == key for f in every) for every in self.found.values())

    def outcome(self, levels: Levels) -> tuple[int, int]:
        """(reports that could not be sent, others that would be asked to confirm) with those levels."""
        told = [{_outcome(f, levels) for f in every} for every in self.found.values()]
        blocked = sum(Level.BLOCK in found for found in told)
        return blocked, sum(Level.WARN in found and Level.BLOCK not in found for found in told)


def _outcome(found: Found, levels: Levels) -> Level | None:
    """The level at which it counts; None when its explanation lifts it."""
    return None if found.explained and lifted(found.key, levels) else levels[found.key]


def impact_on(period: str) -> Impact:
    """The reports of a quarter with their figures of now."""
    every = QuarterReport.objects.filter(period=period)
    hospitals = dict(every.filter(state__in=OPEN).values_list("pk", "plan__hospital"))
    explained: dict[int, set[str]] = defaultdict(set)
    for pk, subject in Explanation.objects.filter(report__in=hospitals).values_list("report", "subject"):
        explained[pk].add(subject)
    found: dict[int, list[Found]] = defaultdict(list)
    for pk, key, place in _broken_in(period, hospitals):
        found[pk].append(Found(key, place in explained[pk]))
    sent = every.exclude(state__in=OPEN).count()
    return Impact(period, len(hospitals), sent, {pk: tuple(rows) for pk, rows in found.items()})


def _broken_in(period: str, hospitals: Mapping[int, int]) -> Iterable[tuple[int, str, str]]:
    """(report, check, place) of everything broken. hospitals: whose each report is."""
    figures = _figures(Figure.objects.filter(report__in=hospitals, row__in={row for _c, row, _k in CELLS}))
    for pk, cells in figures.items():
        yield from ((pk, problem.place, problem.place) for problem in broken(cells))
    evidence = Evidence.objects.filter(
        report=OuterRef("report"), activity=OuterRef("activity"), withdrawn_at=None
    )
    bare = ActivityProgress.objects.filter(report__in=hospitals, done=True).exclude(Exists(evidence))
    for pk, number in bare.values_list("report", "activity__number"):
        yield pk, "soporte", f"medidas.{number}"
    if balance_due(period):
        yield from _variations(period, hospitals)


def _variations(period: str, hospitals: Mapping[int, int]) -> Iterable[tuple[int, str, str]]:
    earlier = QuarterReport.objects.filter(
        period=half_before(period), plan__hospital__in=set(hospitals.values())
    )
    before_of = {hospital: pk for pk, hospital in earlier.values_list("pk", "plan__hospital")}
    wanted = Figure.objects.filter(cuadro=FINANCIAL.key, report__in=[*hospitals, *before_of.values()])
    figures = _figures(wanted)
    for pk, hospital in hospitals.items():
        before = accounts(figures.get(before_of.get(hospital, 0), {}))
        for variation in large_variations(before, accounts(figures.get(pk, {})), VARIATION):
            yield pk, "variacion", variation.row


def _figures(rows: QuerySet[Figure]) -> dict[int, dict[Cell, Fraction]]:
    found: dict[int, dict[Cell, Fraction]] = defaultdict(dict)
    for pk, cuadro, row, column, value in rows.values_list("report", "cuadro", "row", "column", "value"):
        found[pk][cuadro, row, column] = Fraction(value)
    return found
