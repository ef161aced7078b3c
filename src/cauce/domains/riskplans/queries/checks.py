"""What is doubtful in a report before it is sent: limits, evidence, variations, outliers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

from cauce.core.errors import Problem

from ..country import number_of, quarter
from ..models import Figure, QuarterReport
from ..rules.consistency import broken, outliers
from ..rules.cuadros import FINANCIAL, due_in
from ..rules.figures import Cell
from ..rules.financial import Variation, large_variations
from ..rules.levels import lifted, weigh
from ..rules.peers import CELLS, far_from_peers
from ..rules.table import RULES
from ..rules.writing import written
from .check_levels import InForce, of_report
from .figures import history, previous_half

VARIATION = Fraction(30)  # percent; ours, the source says "importantes"


def problems_of(
    report: QuarterReport, figures: Mapping[Cell, Fraction], checks: InForce | None = None
) -> Iterator[Problem]:
    """What the checks find, each with the level that governs the report: an error blocks its sending, a warning asks.

    checks: the configuration, when the caller has read it. What the hospital explained no longer counts, except where
    a check blocks and no explanation lifts it.
    """
    levels = (checks or of_report(report)).levels
    explained = set(report.explanations.values_list("subject", flat=True))
    for key, problem in found_in(report, figures):
        if problem.place not in explained or not lifted(key, levels):
            yield weigh(problem, key, levels)


def found_in(report: QuarterReport, figures: Mapping[Cell, Fraction]) -> Iterator[tuple[str, Problem]]:
    """(the check's key, what is broken), explained or not."""
    yield from ((problem.place, problem) for problem in broken(figures))
    yield from (("soporte", problem) for problem in without_evidence(report))
    for variation in variations(report, figures):
        percent = "—" if variation.percent is None else written(variation.percent, 2)
        problem = RULES["RP-53"].problem(variation.row, account=variation.label, percent=percent)
        yield "variacion", problem
    yield from (("historia", problem) for problem in outliers(figures, history(report)))
    yield from (("pares", problem) for problem in far_from_peers(figures, peers_of(report)))


def peers_of(report: QuarterReport) -> list[dict[Cell, Fraction]]:
    """What the comparable ratios take from the sent reports of the same quarter by other hospitals of the level."""
    others = QuarterReport.objects.filter(
        period=report.period, plan__hospital__level=report.plan.hospital.level
    )
    others = others.exclude(plan__hospital=report.plan.hospital).exclude(state__in=["draft", "returned"])
    rows = Figure.objects.filter(report__in=others, row__in={row for _c, row, _k in CELLS})
    found: dict[int, dict[Cell, Fraction]] = defaultdict(dict)
    for pk, c, r, k, value in rows.values_list("report", "cuadro", "row", "column", "value"):
        if (c, r, k) in CELLS:
            found[pk][c, r, k] = Fraction(value)
    return list(found.values())


def variations(report: QuarterReport, figures: Mapping[Cell, Fraction]) -> tuple[Variation, ...]:
    """Balance accounts that moved more than VARIATION since the half-year before; only where they are due."""
    if not balance_due(report.period):
        return ()
    return large_variations(accounts(previous_half(report)), accounts(figures), VARIATION)


def balance_due(period: str) -> bool:
    """Whether the financial statements belong to the quarter."""
    span = quarter(period)
    return span is not None and due_in(FINANCIAL, number_of(span))


def without_evidence(report: QuarterReport) -> Iterator[Problem]:
    """Activities reported as done with no file that stands (RP-52)."""
    done = report.progress.filter(done=True).select_related("activity")
    held = set(
        report.evidence.filter(withdrawn_at=None, activity__isnull=False).values_list("activity", flat=True)
    )
    for progress in done:
        if progress.activity_id not in held:
            number = progress.activity.number
            yield RULES["RP-52"].problem(f"medidas.{number}", number=number)


def accounts(figures: Mapping[Cell, Fraction]) -> dict[str, Fraction]:
    """The rows of the financial statements by key."""
    rows = {row.key for row in FINANCIAL.rows}
    return {
        row: value for (cuadro, row, _c), value in figures.items() if cuadro == FINANCIAL.key and row in rows
    }
