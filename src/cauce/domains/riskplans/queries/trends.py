"""An ESE's years, quarters and half-years: Cuadro 10 up to seven years back, budget and production, statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q

from ..country import quarter
from ..models import Figure, Hospital, PlannedFigure, QuarterReport, SihoFigure
from ..models.exact import SCALE, scaled
from ..rules.balance import (
    MAX_YEARS_BACK,
    Balance,
    Operating,
    PerUvr,
    Year,
    balance,
    operating,
    series,
)
from ..rules.cuadros import REVENUE
from ..rules.figures import total, weighted_production
from .figures import weights_on
from .many import Cells, executed_by_report

ROWS = (
    "personal_planta",
    "personal_contratado",
    "generales",
    "insumos",
    "ventas_reconocidas",
    "ventas_recaudadas",
)
USED = ("eficiencia", "produccion", "presupuesto", "ingresos")
BUDGET = ("definitivo", "reconocimientos", "recaudos", "comprometidos")
QUARTERS, HALVES = 12, 4
NOT_SENT = ("draft", "returned")
Halves = dict[str, dict[str, Fraction]]  # quarter → row → figure of the financial statements


@dataclass(frozen=True, slots=True)
class QuarterBalance:
    """A quarter: both equilibria of the budget, the operating ones, its figures and its production in UVR.

    budget: rows of Cuadro 8; sales: recognised and collected (Cuadro 9); uvr: programmed and executed. Blank is None.
    """

    period: str
    recognised: Balance | None
    collected: Balance | None
    budget: Mapping[str, Fraction]
    sales: tuple[Fraction | None, Fraction | None]
    uvr: tuple[Fraction | None, Fraction | None]

    @property
    def operating(self) -> Operating | None:
        """Cuadro 11 of the quarter."""
        committed = self.budget.get("comprometidos")
        if committed is None or self.sales[0] is None or self.sales[1] is None:
            return None
        return operating(self.sales[0], self.sales[1], committed)


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
    return trends_of_many([hospital.pk], last, until)[hospital.pk]


def trends_of_many(hospitals: Collection[int], last: int, until: str = "") -> dict[int, Trends]:
    """`trends_of` each, by the hospitals' ids, in as many statements as for one (and one for each table of weights)."""
    found = QuarterReport.objects.filter(
        plan__hospital__in=hospitals, period__gte=f"{last - MAX_YEARS_BACK}Q1"
    ).order_by("period")
    if until:
        found = found.filter(period__lte=until)
    reports: dict[int, list[QuarterReport]] = {pk: [] for pk in hospitals}
    for report in found.select_related("plan"):
        if report.period == until or report.state not in NOT_SENT:
            reports[report.plan.hospital_id].append(report)
    ends = {pk: until or (own[-1].period if own else f"{last}Q4") for pk, own in reports.items()}
    weights = {period: _weights(period) for period in set(ends.values())}
    figures = _by_report([report for own in reports.values() for report in own])
    extracts = _extracts(hospitals, last)
    return {
        pk: _trends(own, figures, extracts.get(pk, {}), weights[ends[pk]], last)
        for pk, own in reports.items()
    }


def _weights(period: str) -> dict[str, Fraction]:
    span = quarter(period)
    return weights_on(span.end)[1] if span else {}


def _trends(
    reports: list[QuarterReport],
    figures: dict[int, Cells],
    extracts: dict[int, Cells],
    weights: dict[str, Fraction],
    last: int,
) -> Trends:
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
    read = {y: _year(cells, "ejecutado", weights) for y, cells in extracts.items() if y not in done}
    return Trends(
        series(done | {y: year for y, year in read.items() if year}, last),
        series(goal, last),
        {year: len(parts) for year, parts in years["ejecutado"].items()},
        tuple(_balance(report, figures[report.pk], weights) for report in reports[-QUARTERS:]),
    )


def _extracts(hospitals: Collection[int], last: int) -> dict[int, dict[int, Cells]]:
    """Whole years of SIHO's extracts by hospital; a year that lacks spending, sales or production is no year."""
    found: dict[int, dict[int, Cells]] = defaultdict(lambda: defaultdict(dict))
    rows = SihoFigure.objects.filter(
        hospital__in=hospitals, year__gte=last - MAX_YEARS_BACK, year__lt=last
    ).order_by()
    for hospital, year, cuadro, row, value in rows.values_list("hospital", "year", "cuadro", "row", scaled()):
        found[hospital][year][cuadro, row, "ejecutado"] = Fraction(value, SCALE)
    return found


def _by_report(reports: list[QuarterReport]) -> dict[int, Cells]:
    """Executed and programmed figures of every report, in two queries."""
    found = executed_by_report([report.pk for report in reports], USED)
    by_version = {(report.plan_version_id, report.period): report.pk for report in reports}
    plans = PlannedFigure.objects.filter(
        version__in={r.plan_version_id for r in reports},
        period__in={r.period for r in reports},
        cuadro__in=USED,
    ).order_by()
    for version, period, cuadro, row, column, value in plans.values_list(
        "version", "period", "cuadro", "row", "column", scaled()
    ):
        pk = by_version.get((version, period))
        if pk is not None:
            found[pk][cuadro, row, column] = Fraction(value, SCALE)
    return found


def _year(figures: Cells, column: str, weights: dict[str, Fraction]) -> Year | None:
    values = [figures.get(("eficiencia", row, column)) for row in ROWS]
    uvr = weighted_production(figures, column, weights)
    if uvr is None or any(value is None for value in values):
        return None
    return Year(*(value for value in values if value is not None), uvr)


def _sum(parts: list[Year]) -> Year:
    """A year is its quarters added up."""
    names = ("staff", "contracted", "general", "supplies", "recognised", "collected", "uvr")
    return Year(*(sum((getattr(part, name) for part in parts), Fraction(0)) for name in names))


def halves_of_many(hospitals: Collection[int], until: str, *, own: bool = True) -> dict[int, Halves]:
    """By hospital: its financial statements of the last half-years reported, oldest first.

    until: the last quarter that counts; own: its report counts whatever its state.
    """
    rows = Figure.objects.filter(
        report__plan__hospital__in=hospitals, report__period__lte=until, cuadro="estados_financieros"
    ).exclude(~Q(report__period=until if own else ""), report__state__in=NOT_SENT)
    found: dict[int, Halves] = defaultdict(lambda: defaultdict(dict))
    for hospital, period, row, value in rows.order_by("report__period").values_list(
        "report__plan__hospital", "report__period", "row", scaled()
    ):
        found[hospital][period][row] = Fraction(value, SCALE)
    return {
        pk: {period: halves[period] for period in sorted(halves)[-HALVES:]} for pk, halves in found.items()
    }


def _balance(report: QuarterReport, figures: Cells, weights: dict[str, Fraction]) -> QuarterBalance:
    committed = figures.get(("presupuesto", "comprometidos", "valor"))

    def of(row: str) -> Balance | None:
        income = figures.get(("presupuesto", row, "valor"))
        return None if income is None or committed is None else balance(income, committed)

    budget = {
        row: figures["presupuesto", row, "valor"]
        for row in BUDGET
        if ("presupuesto", row, "valor") in figures
    }
    sales = (total(REVENUE, "ventas_total", column, figures) for column in ("reconocido", "recaudado"))
    uvr = (weighted_production(figures, column, weights) for column in ("programado", "ejecutado"))
    return QuarterBalance(
        report.period,
        of("reconocimientos"),
        of("recaudos"),
        budget,
        tuple(sales),  # type: ignore[arg-type]
        tuple(uvr),  # type: ignore[arg-type]
    )
