"""An ESE's years and quarters: Cuadro 10 up to seven years back, and the two equilibria of each quarter."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from ..country import quarter
from ..models import Figure, Hospital, PlannedFigure, QuarterReport, SihoFigure
from ..rules.balance import MAX_YEARS_BACK, Balance, PerUvr, Year, balance, series
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


def trends_of(hospital: Hospital, last: int, until: str = "") -> Trends:
    """From the reports that the ESE has sent, and SIHO's extracts for the years that none covers. last: the latest year.

    until: the last quarter that counts, its report whatever its state. All years use the UVR weights in force at the
    end of the last quarter, so that they compare.
    """
    found = QuarterReport.objects.filter(plan__hospital=hospital).order_by("period")
    if until:
        found = found.filter(period__lte=until)
    reports = [report for report in found if report.period == until or report.state not in NOT_SENT]
    span = quarter(until or (reports[-1].period if reports else f"{last}Q4"))
    weights = weights_on(span.end)[1] if span else {}
    figures = _by_report(reports)
    years: dict[str, dict[int, list[Year]]] = {
        "ejecutado": defaultdict(list),
        "programado": defaultdict(list),
    }
    for report in reports:
        for column, held in years.items():
            year = _year(figures[report.pk], column, weights)
            if year:
                held[int(report.period[:4])].append(year)
    done, goal = ({y: _sum(parts) for y, parts in held.items()} for held in years.values())
    earlier = {y: year for y, year in _extracted(hospital, last, weights).items() if y not in done}
    return Trends(
        series(done | earlier, last),
        series(goal, last),
        {year: len(parts) for year, parts in years["ejecutado"].items()},
        tuple(_balance(report, figures[report.pk]) for report in reports[-12:]),
    )


def _extracted(hospital: Hospital, last: int, weights: dict[str, Fraction]) -> dict[int, Year]:
    """Whole years of SIHO's extracts; a year that lacks spending, sales or production is left out."""
    figures: dict[int, dict[Cell, Fraction]] = defaultdict(dict)
    rows = SihoFigure.objects.filter(hospital=hospital, year__gte=last - MAX_YEARS_BACK, year__lt=last)
    for year, cuadro, row, value in rows.values_list("year", "cuadro", "row", "value"):
        figures[year][cuadro, row, "ejecutado"] = Fraction(value)
    read = {year: _year(cells, "ejecutado", weights) for year, cells in figures.items()}
    return {year: found for year, found in read.items() if found}


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
