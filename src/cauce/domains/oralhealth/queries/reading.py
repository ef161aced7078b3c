"""Reading the indicators: one value, the board of all, a table by each disaggregation, the comparison of places."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, containing
from cauce.indicators.answer import Answer, answer
from cauce.indicators.facts import Grain
from cauce.indicators.model import Indicator, Time
from cauce.indicators.query import ALL, Cell, Key, Query
from cauce.indicators.values import Value

from ..facts import TABLES
from ..facts_engine import FACTS, VIEWS
from ..models import Standard
from .dimensions import TOTAL, labels_of, name_of_dimension, order_of
from .indicators import Where, documents, where_of
from .standards import standards_at, standards_for

TREND = 6  # periods, the one asked for included
MONTH = "month"  # not a dimension of the facts: the months of the period
NOT_APART = "no se distingue por instalación; léalo en la región"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its key (None: unknown, ALL: subtotal), what people read, and the value with its counts."""

    key: Key
    labels: tuple[str, ...]
    value: Value

    @property
    def is_total(self) -> bool:
        """Whether it is a total or subtotal."""
        return ALL in self.key


@dataclass(frozen=True, slots=True)
class Table:
    """The indicator by one disaggregation; notes: what to mind; hidden: keys that do not leave (queries/release.py)."""

    by: tuple[str, ...]
    headers: tuple[str, ...]
    lines: list[Line]
    notes: list[str] = field(default_factory=list)
    hidden: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """One indicator at a place and period, with the periods before it, and what it was made from."""

    indicator: Indicator
    period: Period
    place: OrgUnit
    value: Value
    trend: list[tuple[Period, Value]]
    made_from: Answer | None
    factor: Decimal


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One indicator of the board; meets: None when it cannot be said."""

    indicator: Indicator
    period: Period
    value: Value
    trend: list[tuple[Period, Value]]
    standard: Standard | None
    meets: bool | None

    @property
    def of_the_year(self) -> bool:
        """Whether the standard is of a longer span than the period."""
        return is_of_the_year(self.indicator, self.period)

    @property
    def points(self) -> list[Decimal | None]:
        """The trend's values, oldest first, from the first period that has one."""
        values = [value.value for _period, value in self.trend]
        first = next((i for i, value in enumerate(values) if value is not None), len(values))
        return values[first:]


@dataclass(frozen=True, slots=True)
class Compared:
    """A place beside its standard; gap: value minus standard."""

    place: OrgUnit
    value: Value
    standard: Standard | None
    meets: bool | None

    @property
    def gap(self) -> Decimal | None:
        """How far the value is from the standard."""
        if self.value.value is None or self.standard is None:
            return None
        return self.value.value - self.standard.value


def read(
    indicator: Indicator, period: Period, place: OrgUnit, at: datetime, factor: Decimal | None = None
) -> Reading:
    """The value and its trend, with one question to the engine, counted up to this instant."""
    factor = factor or indicator.factor
    where = where_of(place, indicator)
    if where is None:
        return Reading(indicator, period, place, Value(None, None, None, NOT_APART), [], None, factor)
    spans = spans_until(period)
    found = answer(Query((indicator,), tuple(spans), where=where), FACTS, VIEWS, at)
    values = {cell.period: _value(indicator, cell, factor) for cell in found.cells}
    trend = [(span, values[span.id]) for span in spans]
    return Reading(indicator, period, place, values[period.id], trend, found, factor)


def spans_until(period: Period, count: int = TREND) -> list[Period]:
    """The period and the ones before it, oldest first."""
    spans = [period]
    while len(spans) < count:
        spans.insert(0, spans[0].previous())
    return spans


def board(period: Period, place: OrgUnit, at: datetime) -> list[BoardLine]:
    """All the indicators; those that are told apart by the place, with one question per kind of period."""
    standards = standards_for(place, period.start.year)
    asked: dict[PeriodType, list[Indicator]] = {}
    for indicator in documents().values():
        if where_of(place, indicator) is not None:
            asked.setdefault(own_period(indicator, period).type, []).append(indicator)
    values: dict[str, dict[str, Value]] = {}
    for kind, indicators in asked.items():
        spans = spans_until(containing(period.end, kind))
        where = where_of(place, indicators[0]) or {}
        for cell in answer(Query(tuple(indicators), tuple(spans), where=where), FACTS, VIEWS, at).cells:
            indicator = documents()[cell.indicator]
            values.setdefault(cell.indicator, {})[cell.period] = _value(indicator, cell, indicator.factor)
    return [
        _board_line(i, own_period(i, period), values.get(i.code, {}), standards.get(i.code))
        for i in documents().values()
    ]


def own_period(indicator: Indicator, period: Period) -> Period:
    """The period itself, or the year that holds its end when the indicator is not computed by so short a span."""
    return period if period.type in indicator.period_types else containing(period.end, PeriodType.YEAR)


def _board_line(
    indicator: Indicator, period: Period, values: dict[str, Value], standard: Standard | None
) -> BoardLine:
    value = values.get(period.id, Value(None, None, None, NOT_APART))
    trend = [(span, values[span.id]) for span in spans_until(period) if span.id in values]
    return BoardLine(indicator, period, value, trend, standard, meets(indicator, value, standard, period))


def is_of_the_year(indicator: Indicator, period: Period) -> bool:
    """Whether the standard is of a year and the period is shorter: what a month attends of a year's population.

    Then the value is shown but not compared.
    """
    shorter = period.type not in {PeriodType.YEAR, PeriodType.YEAR_TO_MARCH}
    flows = any(m.time == Time.FLOW and FACTS[m.fact].grain != Grain.YEAR for m in indicator.numerator)
    yearly = any(m.time == Time.YEAR or FACTS[m.fact].grain == Grain.YEAR for m in indicator.denominator)
    return shorter and flows and yearly


def meets(indicator: Indicator, value: Value, standard: Standard | None, period: Period) -> bool | None:
    """Whether the value reaches the standard; None when either is missing or they are of different spans."""
    if value.value is None or standard is None or indicator.standard is None:
        return None
    if is_of_the_year(indicator, period):
        return None
    if indicator.standard.direction == "up":
        return value.value >= standard.value
    return value.value <= standard.value


def disaggregations(indicator: Indicator, place: OrgUnit, period: Period) -> list[tuple[str, str]]:
    """(key, name) of each table of the indicator at the place, in the ficha's order."""
    printed = indicator.printed_dimensions
    both = [name for by in indicator.dimensions for name in ([by, printed[by]] if by in printed else [by])]
    own = [by for by in both if by not in (where_of(place, indicator) or {})]
    if period.type not in {PeriodType.MONTH, PeriodType.DAY} and PeriodType.MONTH in indicator.period_types:
        own.append(MONTH)
    return [(by, "Mes" if by == MONTH else name_of_dimension(by)) for by in own]


def table(
    indicator: Indicator,
    period: Period,
    place: OrgUnit,
    by: tuple[str, ...],
    at: datetime,
    *,
    factor: Decimal | None = None,
) -> Table:
    """The indicator by some dimensions, subtotals and the unknown among them. by: dimensions, or (MONTH,)."""
    where, factor = where_of(place, indicator), factor or indicator.factor
    if where is None:
        return Table(by, (), [], notes=[NOT_APART])
    if by == (MONTH,):
        return _by_month(indicator, period, where, at, factor)
    query = Query((indicator,), (period,), by, where=where)
    cells = answer(query, FACTS, VIEWS, at).cells
    names = [labels_of(d, {cell.key[i] for cell in cells}) for i, d in enumerate(by)]
    lines = [
        Line(
            cell.key,
            tuple(n[k] for n, k in zip(names, cell.key, strict=True)),
            _value(indicator, cell, factor),
        )
        for cell in sorted(cells, key=lambda c: [order_of(d, k) for d, k in zip(by, c.key, strict=True)])
    ]
    return Table(by, tuple(map(name_of_dimension, by)), lines, notes_on(indicator, by))


def _by_month(indicator: Indicator, period: Period, where: Where, at: datetime, factor: Decimal) -> Table:
    """The months of a period and its total."""
    months = [containing(period.start, PeriodType.MONTH)]
    while months[-1].end < period.end:
        months.append(months[-1].next())
    found = answer(Query((indicator,), (*months, period), where=where), FACTS, VIEWS, at)
    cells = {cell.period: cell for cell in found.cells}
    lines = [
        Line((key,), (label,), _value(indicator, cells[span.id], factor))
        for span, key, label in [*((m, m.id, month_words(m.start)) for m in months), (period, ALL, TOTAL)]
    ]
    return Table((MONTH,), ("Mes",), lines, notes_on(indicator, (MONTH,)))


def notes_on(indicator: Indicator, by: Sequence[str]) -> list[str]:
    """What a reader must mind: a denominator that the cut does not divide, or that is the whole year's."""
    notes = []
    for measure in indicator.denominator:
        fact, label = FACTS[measure.fact], TABLES[measure.fact].label
        missing = [name_of_dimension(d).lower() for d in by if d not in fact.dimensions and d != MONTH]
        if missing:
            notes.append(f"{label} no se distingue por {', '.join(missing)}: se usa la de todo el lugar.")
        if MONTH in by and (measure.time == Time.YEAR or fact.grain == Grain.YEAR):
            notes.append(f"{label} es la de todo el año, también en cada mes.")
    return notes


def missing_words(indicator: Indicator, value: Value, period: Period) -> str:
    """Why there is no value, naming what is missing."""
    if value.computable:
        return ""
    labels = " y ".join(dict.fromkeys(TABLES[m.fact].label.lower() for m in indicator.denominator))
    if value.denominator is None and value.reason != NOT_APART:
        return f"no hay denominador registrado para este corte ({labels}, {period_words(period)})"
    return value.reason


def comparison(
    indicator: Indicator, period: Period, place: OrgUnit, at: datetime, factor: Decimal | None = None
) -> list[Compared]:
    """The place's regions and facilities beside the standard in force at each."""
    where = where_of(place, indicator)
    levels = tuple(d for d in ("region", "facility") if d in indicator.dimensions)
    if where is None or not levels:
        return []
    query = Query((indicator,), (period,), levels, where=where, hierarchies=(levels,))
    codes = {}
    for cell in answer(query, FACTS, VIEWS, at).cells:
        code = next((key for key in reversed(cell.key) if key != ALL), None)
        if code is not None:
            codes[code] = _value(indicator, cell, factor or indicator.factor)
    units = OrgUnit.objects.below(place).filter(code__in=codes).order_by("path")
    standards = standards_at(list(units), indicator.code, period.start.year)
    return [
        Compared(
            unit,
            codes[unit.code],
            standards.get(unit.pk),
            meets(indicator, codes[unit.code], standards.get(unit.pk), period),
        )
        for unit in units
    ]


def _value(indicator: Indicator, cell: Cell, factor: Decimal) -> Value:
    return cell.value(indicator, factor)


_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
_ORDINALS = {
    PeriodType.TWO_MONTH: ("bimestre", 2),
    PeriodType.QUARTER: ("trimestre", 3),
    PeriodType.FOUR_MONTH: ("cuatrimestre", 4),
    PeriodType.SIX_MONTH: ("semestre", 6),
}


def month_words(day: date) -> str:
    """marzo de 2026."""
    return f"{_MONTHS[day.month - 1]} de {day.year}"


def period_words(period: Period) -> str:
    """A period as people say it: marzo de 2026, 1.er trimestre de 2026, 2026."""
    start = period.start
    if period.type == PeriodType.DAY:
        return f"{start:%d/%m/%Y}"
    if period.type == PeriodType.MONTH:
        return month_words(start)
    if period.type == PeriodType.YEAR:
        return str(start.year)
    if period.type == PeriodType.YEAR_TO_MARCH:
        return f"abril de {start.year} a marzo de {start.year + 1}"
    word, months = _ORDINALS[period.type]
    number = (start.month - 1) // months + 1
    return f"{number}.{'er' if number in (1, 3) else 'º'} {word} de {start.year}"
