"""An ESE's years and quarters: Cuadro 10 up to seven years back, and the two equilibria of each quarter."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from ..country import quarter
from ..models import Figure, Hospital, PlannedFigure, QuarterReport
from ..rules.balance import Balance, PerUvr, Year, balance, series
from ..rules.figures import Cell, weighted_production
from .figures import weights_on

ROWS = (
    "personal_planta",
    "personal_contratado",
    "generales",
    "insumos",
    "ventas_reconocidas",
    "ventas_recaudadas",
)
USED = ("eficiencia", "produccion", "presupuesto")
NOT_SENT = ("draft", "returned")


@dataclass(frozen=True, slots=True)
class QuarterBalance:
    """The equilibrium of a quarter, with recognitions and with collection; None while a figure is blank."""

    period: str
    recognised: Balance | None
    collected: Balance | None


@dataclass(frozen=True, slots=True)
class Trends:
    """By year: efficiency executed and programmed; by quarter: the equilibria, oldest first; how many quarters a year."""

    executed: dict[int, PerUvr]
    programmed: dict[int, PerUvr]
    quarters: dict[int, int]
    balances: tuple[QuarterBalance, ...]


def trends_of(hospital: Hospital, last: int) -> Trends:
    """From the reports that the ESE has sent. last: the latest year."""
    sent = QuarterReport.objects.filter(plan__hospital=hospital).exclude(state__in=NOT_SENT)
    reports = list(sent.order_by("period"))
    figures = _by_report(reports)
    years: dict[str, dict[int, list[Year]]] = {
        "ejecutado": defaultdict(list),
        "programado": defaultdict(list),
    }
    for report in reports:
        span = quarter(report.period)
        if span is None:
            continue
        _table, weights = weights_on(span.end)
        for column, held in years.items():
            year = _year(figures[report.pk], column, weights)
            if year:
                held[span.start.year].append(year)
    done, goal = ({y: _sum(parts) for y, parts in held.items()} for held in years.values())
    return Trends(
        series(done, last),
        series(goal, last),
        {year: len(parts) for year, parts in years["ejecutado"].items()},
        tuple(_balance(report, figures[report.pk]) for report in reports[-12:]),
    )


def _by_report(reports: list[QuarterReport]) -> dict[int, dict[Cell, Fraction]]:
    """Executed and programmed figures of every report, in two queries."""
    found: dict[int, dict[Cell, Fraction]] = {report.pk: {} for report in reports}
    rows = Figure.objects.filter(report__in=reports, cuadro__in=USED)
    for pk, cuadro, row, column, value in rows.values_list("report", "cuadro", "row", "column", "value"):
        found[pk][cuadro, row, column] = Fraction(value)
    by_version = {(report.plan_version_id, report.period): report.pk for report in reports}
    plans = PlannedFigure.objects.filter(
        version__in={r.plan_version_id for r in reports},
        period__in={r.period for r in reports},
        cuadro__in=USED,
    )
    for version, period, cuadro, row, column, value in plans.values_list(
        "version", "period", "cuadro", "row", "column", "value"
    ):
        pk = by_version.get((version, period))
        if pk is not None:
            found[pk][cuadro, row, column] = Fraction(value)
    return found


def _year(figures: dict[Cell, Fraction], column: str, weights: dict[str, Fraction]) -> Year | None:
    values = [figures.get(("eficiencia", row, column)) for row in ROWS]
    uvr = weighted_production(figures, column, weights)
    if uvr is None or any(value is None for value in values):
        return None
    return Year(*(value for value in values if value is not None), uvr)


def _sum(parts: list[Year]) -> Year:
    """A year is its quarters added up."""
    names = ("staff", "contracted", "general", "supplies", "recognised", "collected", "uvr")
    return Year(*(sum((getattr(part, name) for part in parts), Fraction(0)) for name in names))


def _balance(report: QuarterReport, figures: dict[Cell, Fraction]) -> QuarterBalance:
    committed = figures.get(("presupuesto", "comprometidos", "valor"))

    def of(row: str) -> Balance | None:
        income = figures.get(("presupuesto", row, "valor"))
        return None if income is None or committed is None else balance(income, committed)

    return QuarterBalance(report.period, of("reconocimientos"), of("recaudos"))
