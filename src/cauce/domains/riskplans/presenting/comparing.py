"""A Cuadro compared for its review: programmed, executed, and the quarter before, with what each moved."""

from dataclasses import dataclass
from fractions import Fraction

from cauce.core.periods.types import PeriodType

from ..country import previous, quarter
from ..models import QuarterReport
from ..queries.figures import executed
from ..rules.cuadros import Cuadro
from ..rules.definition import HUNDRED
from ..rules.figures import Figures, with_totals
from .grid import origin_words, rate_of

FAR = 30  # percent: a change that is pointed out; ours


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure: programmed, executed, before (the quarter before), and the change in percent (None from nothing)."""

    label: str
    is_sum: bool
    programmed: Fraction | None
    executed: Fraction | None
    rate: str
    before: Fraction | None
    change: Fraction | None
    source: str

    @property
    def far(self) -> bool:
        """Whether it moved much."""
        return self.change is not None and abs(self.change) > FAR


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole: has_plan says whether the Cuadro programmes; before: the quarter compared with, "" for none."""

    rows: tuple[Compared, ...]
    has_plan: bool
    before: str


def comparison_of(report: QuarterReport, cuadro: Cuadro, whole: Figures) -> Comparison:
    """One line for each executed figure. whole: with totals."""
    span = quarter(report.period)
    half = cuadro.period != PeriodType.QUARTER and span is not None
    before = previous(span) if span else None
    if half and before:
        before = previous(before)
    other = (
        QuarterReport.objects.filter(plan__hospital=report.plan.hospital, period=before.id).first()
        if before
        else None
    )
    earlier = with_totals(executed(other)) if other else {}
    origins = {(f.row, f.column): f for f in report.figures.filter(cuadro=cuadro.key)}
    rows = []
    for line in cuadro.rows:
        for column in cuadro.columns:
            if column.planned:
                continue
            cell, goal = (cuadro.key, line.key, column.key), cuadro.goal_of(column.key)
            now, then = whole.get(cell), earlier.get(cell)
            several = sum(not c.planned for c in cuadro.columns) > 1
            origin = origins.get((line.key, column.key))
            rows.append(
                Compared(
                    f"{line.label} · {column.label}" if several else line.label,
                    bool(line.sum_of),
                    whole.get((cuadro.key, line.key, goal)) if goal else None,
                    now,
                    rate_of(cuadro, line.key, whole, column.key),
                    then,
                    (now - then) / then * HUNDRED if now is not None and then else None,
                    "Calculada" if line.sum_of else origin_words(origin) if origin else "",
                )
            )
    return Comparison(
        tuple(rows), any(c.planned for c in cuadro.columns), before.id if other and before else ""
    )
