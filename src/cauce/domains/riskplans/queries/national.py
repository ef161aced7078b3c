"""The national consolidated of a year or quarter: a line for each ESE, added up by the database. Spec 3, "Size to design for".

The sums run over whole numbers (decision 0050), grouped by hospital and cell; only what a line shows is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _

from cauce.core.periods.types import Period, PeriodType, containing

from ..country import previous, quarter
from ..models import Figure, Hospital, Plan, QuarterReport
from ..rules.amounts import plain
from ..rules.balance import balance
from .figures import weights_on

UNDELIVERED = ("draft", "returned")
BUDGET = "reconocimientos", "recaudos", "comprometidos"


@dataclass(slots=True)
class Line:
    """One ESE in the periods asked: sums in pesos and UVR; not_delivered: the quarters it owed and did not send."""

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
    delivered: list[str] = field(default_factory=list)
    not_delivered: list[str] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """How many reports it owed."""
        return len(self.not_delivered)

    @property
    def collected(self) -> Fraction | None:
        """Equilibrium with collection, in percent."""
        return balance(self.budget["recaudos"], self.budget["comprometidos"]).percent

    def exact(self) -> list[object]:
        """The line for a file: plain figures, blank where nothing was reported."""
        money = [None if v is None else plain(v) for v in (self.liabilities, self.receivables)]
        budget = [plain(self.budget[key]) if key in self.budget else None for key in BUDGET]
        uvr = plain(self.uvr) if self.delivered else None
        missing = ", ".join(self.not_delivered)
        return [self.code, self.name, self.place, self.level, self.population, uvr, *money, *budget, missing]

    @staticmethod
    def heads() -> list[str]:
        """What `shown` shows."""
        return [
            _("ESE"), _("Población objeto"), _("Producción (UVR)"), _("Pasivo"), _("Cartera"),
            _("Equilibrio con reconocimientos"), _("Equilibrio con recaudo"),
        ]  # fmt: skip

    @staticmethod
    def shown(lines: Sequence["Line"]) -> list[str]:
        """The figures of several lines together, as text."""
        from ..papers import words

        budget = {key: sum((line.budget[key] for line in lines), Fraction(0)) for key in BUDGET}
        recognised = balance(budget["reconocimientos"], budget["comprometidos"])
        collected = balance(budget["recaudos"], budget["comprometidos"])
        return [
            words.count(len(lines)),
            words.count(sum(line.population for line in lines)),
            words.figure(sum((line.uvr for line in lines), Fraction(0)), 0),
            words.pesos(_known(line.liabilities for line in lines)),
            words.pesos(_known(line.receivables for line in lines)),
            words.percent(recognised.percent),
            words.percent(collected.percent),
        ]


def quarters_of(span: Period) -> tuple[str, ...]:
    """The quarters of a period, oldest first."""
    found, one = [], containing(span.end, PeriodType.QUARTER)
    while one.start >= span.start:
        found.append(one.id)
        one = previous(one)
    return tuple(reversed(found))


def lines_of(quarters: Sequence[str]) -> list[Line]:
    """A line for each ESE with a viable plan in the period, by territory and name."""
    years = {int(period[:4]) for period in quarters}
    plans = Plan.objects.filter(
        first_year__lte=max(years), last_year__gte=min(years), viable_on__isnull=False
    )
    owed = {p.hospital_id: p for p in plans}
    hospitals = Hospital.objects.filter(pk__in=owed).select_related("unit__parent")
    lines = {
        h.pk: Line(h.pk, h.code, h.unit.name, h.unit.parent.name, h.level, h.population or 0)
        for h in hospitals
    }
    reports = _reports(quarters)
    for pk, hospital, period, _state in reports:
        if hospital in lines and pk:
            lines[hospital].delivered.append(period)
    for key, line in lines.items():
        plan = owed[key]
        line.not_delivered = [
            q for q in quarters if plan.first_year <= int(q[:4]) <= plan.last_year and q not in line.delivered
        ]
    _add(lines, [r for r in reports if r[1] in lines])
    return sorted(lines.values(), key=lambda line: (line.place, line.name))


def _reports(quarters: Sequence[str]) -> list[tuple[int, int, str, str]]:
    rows = QuarterReport.objects.filter(period__in=quarters).exclude(state__in=UNDELIVERED)
    return list(rows.order_by("period").values_list("pk", "plan__hospital", "period", "state"))


def _add(lines: dict[int, Line], reports: Iterable[tuple[int, int, str, str]]) -> None:
    """UVR of every quarter; what is cumulative or a balance, of the last quarter of each year that was sent."""
    reports = list(reports)
    by_period: dict[str, list[int]] = defaultdict(list)
    home: dict[int, int] = {}
    last: dict[tuple[int, str], int] = {}
    for pk, hospital, period, _state in reports:
        by_period[period].append(pk)
        home[pk] = hospital
        last[hospital, period[:4]] = pk
    for period, ids in by_period.items():
        _production(lines, home, period, ids)
    _budgets(lines, home, set(last.values()))
    _stocks(lines, home, {pk: period for pk, _hospital, period, _state in reports})


def _production(lines: dict[int, Line], home: dict[int, int], period: str, ids: list[int]) -> None:
    span = quarter(period)
    weights = weights_on(span.end)[1] if span else {}
    for report, row, total in _sums(ids, cuadro="produccion", column="ejecutado"):
        if row in weights:
            lines[home[report]].uvr += total * weights[row]


def _budgets(lines: dict[int, Line], home: dict[int, int], ids: set[int]) -> None:
    for report, row, total in _sums(ids, cuadro="presupuesto", row__in=BUDGET):
        lines[home[report]].budget[row] += total


def _stocks(lines: dict[int, Line], home: dict[int, int], periods: dict[int, str]) -> None:
    """Liabilities and receivables of the last half-year that has them: they are reported twice a year."""
    ordered = sorted(
        _sums(home, cuadro="estados_financieros", row__in=("cartera", "pasivo_total")),
        key=lambda r: periods[r[0]],
    )
    for report, row, value in ordered:
        line = lines[home[report]]
        if row == "cartera":
            line.receivables = value
        else:
            line.liabilities = value


def _sums(ids: Iterable[int], **where: object) -> Iterable[tuple[int, str, Fraction]]:
    rows = (
        Figure.objects.filter(report__in=list(ids), **where).order_by().values_list("report", "row", "value")
    )
    for report, row, value in rows:
        yield report, row, Fraction(value)


def _known(values: Iterable[Fraction | None]) -> Fraction | None:
    """The sum of those that are reported; None when none is."""
    found = [value for value in values if value is not None]
    return sum(found, Fraction(0)) if found else None
