"""The national consolidated of a year or quarter: a line for each ESE, added up by the database. Spec 3, "Size to design for".

The sums run over whole numbers (decision 0050), grouped by hospital and cell; only what a line shows is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from cauce.core.periods.types import Period, PeriodType, containing

from ..country import previous, quarter
from ..models import Figure, Hospital, Plan, PlanVersion, QuarterReport
from ..models.exact import HALF, SCALE, scaled, sum_parts
from ..rules.amounts import plain
from ..rules.balance import balance
from .figures import weights_on

UNDELIVERED = ("draft", "returned")
BUDGET = "reconocimientos", "recaudos", "comprometidos"
SALES = "reconocido", "recaudado"


@dataclass(slots=True)
class Line:
    """One ESE in the periods asked: sums in pesos and UVR; not_delivered: the quarters it owed and did not send.

    budget: rows of Cuadro 8; sales: columns of Cuadro 9.
    """

    hospital: int
    code: str
    name: str
    place: str
    level: int
    population: int
    uvr: Fraction = Fraction(0)
    liabilities: Fraction | None = None
    receivables: Fraction | None = None
    budget: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    sales: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    delivered: list[str] = field(default_factory=list)
    not_delivered: list[str] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """How many reports it owed."""
        return len(self.not_delivered)

    @property
    def collected(self) -> Fraction | None:
        """The budget's equilibrium with collection, in percent."""
        return self._over(self.budget.get("recaudos"))

    @property
    def operating(self) -> Fraction | None:
        """The operating equilibrium with collection (sales alone), in percent."""
        return self._over(self.sales.get("recaudado"))

    def _over(self, income: Fraction | None) -> Fraction | None:
        committed = self.budget.get("comprometidos")
        return None if income is None or committed is None else balance(income, committed).percent

    def exact(self) -> list[object]:
        """The line for a file: plain figures, blank where nothing was reported."""
        money = [None if v is None else plain(v) for v in (self.liabilities, self.receivables)]
        budget = [plain(self.budget[key]) if key in self.budget else None for key in BUDGET]
        budget += [plain(self.sales[key]) if key in self.sales else None for key in SALES]
        uvr = plain(self.uvr) if self.delivered else None
        missing = ", ".join(self.not_delivered)
        return [self.code, self.name, self.place, self.level, self.population, uvr, *money, *budget, missing]

    @staticmethod
    def heads() -> list[str]:
        """What `shown` shows."""
        return [
            _("ESE"), _("Población objeto"), _("Producción (UVR)"), _("Pasivo"), _("Cartera"),
            _("Equilibrio operacional corriente"), _("Equilibrio operacional con recaudo"),
            _("Equilibrio presupuestal con reconocimientos"), _("Equilibrio presupuestal con recaudo"),
        ]  # fmt: skip

    @staticmethod
    def shown(lines: Sequence["Line"]) -> list[str]:
        """The figures of several lines together, as text."""
        from ..papers import words

        budget = {key: sum((line.budget[key] for line in lines), Fraction(0)) for key in BUDGET}
        sales = {key: sum((line.sales[key] for line in lines), Fraction(0)) for key in SALES}
        incomes = (*(sales[key] for key in SALES), budget["reconocimientos"], budget["recaudos"])
        return [
            words.count(len(lines)),
            words.count(sum(line.population for line in lines)),
            words.figure(sum((line.uvr for line in lines), Fraction(0)), 0),
            words.pesos(_known(line.liabilities for line in lines)),
            words.pesos(_known(line.receivables for line in lines)),
            *(words.percent(balance(income, budget["comprometidos"]).percent) for income in incomes),
        ]


def ended(quarters: Sequence[str], day: date) -> tuple[str, ...]:
    """Those that had ended before the day: nobody owes the others yet."""
    return tuple(q for q in quarters if (span := quarter(q)) and span.end < day)


def quarters_of(span: Period) -> tuple[str, ...]:
    """The quarters of a period, oldest first."""
    found, one = [], containing(span.end, PeriodType.QUARTER)
    while one.start >= span.start:
        found.append(one.id)
        one = previous(one)
    return tuple(reversed(found))


def lines_of(quarters: Sequence[str]) -> list[Line]:
    """A line for each ESE with a viable plan in the period, by territory and name."""
    if not quarters:
        return []
    years = {int(period[:4]) for period in quarters}
    plans = Plan.objects.filter(
        first_year__lte=max(years), last_year__gte=min(years), viable_on__isnull=False
    )
    original = PlanVersion.objects.filter(plan=OuterRef("pk"), kind="original")
    begun = plans.annotate(begins=Subquery(original.values("effective_from")[:1]))
    owed = {
        hospital: (max(begins or "", f"{first}Q1"), f"{last}Q4")
        for hospital, first, last, begins in begun.values_list(
            "hospital", "first_year", "last_year", "begins"
        )
    }
    shown = Hospital.objects.filter(pk__in=owed).values_list(
        "pk", "code", "unit__name", "unit__parent__name", "level", "population"
    )
    lines = {pk: Line(pk, *rest, population or 0) for pk, *rest, population in shown}
    reports = _reports(quarters)
    for _pk, hospital, period in reports:
        if hospital in lines:
            lines[hospital].delivered.append(period)
    for key, line in lines.items():
        first, last = owed[key]
        line.not_delivered = [q for q in quarters if first <= q <= last and q not in line.delivered]
    _production(lines, quarters)
    _budgets(lines, reports, quarters)
    _stocks(lines, quarters)
    return sorted(lines.values(), key=lambda line: (line.place, line.name))


def _reports(quarters: Sequence[str]) -> list[tuple[int, int, str]]:
    """(id, hospital, quarter) of what was delivered, oldest first."""
    rows = QuarterReport.objects.filter(period__in=quarters).exclude(state__in=UNDELIVERED)
    return list(rows.order_by("period").values_list("pk", "plan__hospital", "period"))


def _figures(quarters: Sequence[str], **where: object) -> QuerySet[Figure]:
    """Figures of what was delivered."""
    found = Figure.objects.filter(report__period__in=quarters, **where).order_by()
    return found.exclude(report__state__in=UNDELIVERED)


def _production(lines: dict[int, Line], quarters: Sequence[str]) -> None:
    """UVR of every quarter, with the weights in force at its end: added up by the database, weighed in whole numbers."""
    tables: dict[int | None, tuple[list[str], dict[str, Fraction]]] = {}
    for period in quarters:
        span = quarter(period)
        table, weights = weights_on(span.end) if span else (None, {})
        tables.setdefault(table.pk if table else None, ([], weights))[0].append(period)
    for periods, weights in tables.values():
        rows = _figures(periods, cuadro="produccion", column="ejecutado", row__in=tuple(weights))
        total: dict[int, int] = defaultdict(int)
        whole = {row: int(weight * SCALE) for row, weight in weights.items()}
        grouped = rows.values("report__plan__hospital", "row").annotate(**sum_parts())
        for hospital, row, high, low in grouped.values_list("report__plan__hospital", "row", "high", "low"):
            total[hospital] += (int(high) * HALF + int(low)) * whole[row]
        for hospital in total.keys() & lines.keys():
            lines[hospital].uvr += Fraction(total[hospital], SCALE**2)


def _budgets(
    lines: dict[int, Line], reports: Iterable[tuple[int, int, str]], quarters: Sequence[str]
) -> None:
    """Cumulative figures: of the last quarter of each year that was sent.

    Of several quarters that begin within a year (the year to 31 March), less what that year had before them.
    """
    last = {(hospital, period[:4]): pk for pk, hospital, period in reports}
    _take(lines, list(last.values()), 1)
    first = quarter(quarters[0])
    before = previous(first).id if first and len(quarters) > 1 else ""
    if before[:4] == quarters[0][:4]:
        there = {hospital for hospital, year in last if year == before[:4]}
        _take(lines, [pk for pk, hospital, _period in _reports([before]) if hospital in there], -1)


def _take(lines: dict[int, Line], reports: list[int], sign: int) -> None:
    found = Figure.objects.filter(report__in=reports).order_by()
    budget = found.filter(cuadro="presupuesto", row__in=BUDGET)
    for hospital, row, value in budget.values_list("report__plan__hospital", "row", scaled()):
        if hospital in lines:
            lines[hospital].budget[row] += Fraction(sign * value, SCALE)
    sales = found.filter(cuadro="ingresos", column__in=SALES)
    for hospital, column, value in sales.values_list("report__plan__hospital", "column", scaled()):
        if hospital in lines:
            lines[hospital].sales[column] += Fraction(sign * value, SCALE)


def _stocks(lines: dict[int, Line], quarters: Sequence[str]) -> None:
    """Liabilities and receivables of the last half-year that has them: they are reported twice a year."""
    names = {"cartera": "receivables", "pasivo_total": "liabilities"}
    rows = _figures(quarters, cuadro="estados_financieros", row__in=tuple(names)).order_by("report__period")
    for hospital, row, value in rows.values_list("report__plan__hospital", "row", scaled()):
        if hospital in lines:
            setattr(lines[hospital], names[row], Fraction(value, SCALE))


def _known(values: Iterable[Fraction | None]) -> Fraction | None:
    """The sum of those that are reported; None when none is."""
    found = [value for value in values if value is not None]
    return sum(found, Fraction(0)) if found else None
