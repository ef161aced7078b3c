"""What the pages of every module read of an indicator: its periods, its tables by one dimension, what to mind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from cauce.core.periods.types import Period, PeriodType, containing

from .answer import Answer, answer
from .facts import Grain
from .model import Indicator, Time
from .query import ALL, Key, Query
from .sources import Source
from .values import Value
from .wording import month_words, period_words

TREND = 6  # periods, the one asked for included
MONTH = "month"  # not a dimension of the facts: the months of the period
TOTAL = "Total"
Where = Mapping[str, tuple[str | None, ...]]


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
    """The indicator by one disaggregation; notes: what to mind; hidden: keys that do not leave (release.py)."""

    by: tuple[str, ...]
    headers: tuple[str, ...]
    lines: list[Line]
    notes: list[str] = field(default_factory=list)
    hidden: frozenset[Key] = frozenset()


def spans_until(period: Period, count: int = TREND) -> list[Period]:
    """The period and the ones before it, oldest first."""
    spans = [period]
    while len(spans) < count:
        spans.insert(0, spans[0].previous())
    return spans


def values_of(
    source: Source, indicator: Indicator, spans: Sequence[Period], where: Where, at: datetime, factor: Decimal
) -> tuple[dict[str, Value], Answer]:
    """Period's id → its value, with one question to the engine, counted up to this instant."""
    found = answer(Query((indicator,), tuple(spans), where=where), source.facts, source.tables, at)
    return {cell.period: cell.value(indicator, factor) for cell in found.cells}, found


def tabulate(
    source: Source,
    indicator: Indicator,
    period: Period,
    where: Where,
    by: tuple[str, ...],
    at: datetime,
    factor: Decimal,
) -> Table:
    """The indicator by some dimensions, subtotals and the unknown among them. by: dimensions, or (MONTH,)."""
    return tabulate_together(source, (indicator,), period, where, by, at, factor)[indicator.code]


def tabulate_together(
    source: Source,
    indicators: Sequence[Indicator],
    period: Period,
    where: Where,
    by: tuple[str, ...],
    at: datetime,
    factor: Decimal | None = None,
) -> dict[str, Table]:
    """Several indicators by the same dimensions, with one question; code → table. factor: None is each one's own."""
    if by == (MONTH,):
        return _by_month(source, indicators, period, where, at, factor)
    query = Query(tuple(indicators), (period,), by, where=where)
    cells = answer(query, source.facts, source.tables, at).cells
    names = [source.words_of(d, {cell.key[i] for cell in cells}) for i, d in enumerate(by)]
    cells.sort(key=lambda c: [source.order_of(d, k) for d, k in zip(by, c.key, strict=True)])
    headers = tuple(map(source.dimension_of, by))
    return {
        one.code: Table(
            by,
            headers,
            [
                Line(c.key, tuple(n[k] for n, k in zip(names, c.key, strict=True)), c.value(one, factor))
                for c in cells
                if c.indicator == one.code
            ],
            notes_on(source, one, by),
        )
        for one in indicators
    }


def _by_month(
    source: Source,
    indicators: Sequence[Indicator],
    period: Period,
    where: Where,
    at: datetime,
    factor: Decimal | None,
) -> dict[str, Table]:
    """The months of a period and its total."""
    months = [containing(period.start, PeriodType.MONTH)]
    while months[-1].end < period.end:
        months.append(months[-1].next())
    query = Query(tuple(indicators), (*months, period), where=where)
    found = {(c.indicator, c.period): c for c in answer(query, source.facts, source.tables, at).cells}
    rows = [*((m.id, month_words(m.start), m) for m in months), (ALL, TOTAL, period)]
    return {
        one.code: Table(
            (MONTH,),
            ("Mes",),
            [Line((key,), (label,), found[one.code, p.id].value(one, factor)) for key, label, p in rows],
            notes_on(source, one, (MONTH,)),
        )
        for one in indicators
    }


def has_months(indicator: Indicator, period: Period) -> bool:
    """Whether a period may be told by its months."""
    return (
        period.type not in {PeriodType.MONTH, PeriodType.DAY} and PeriodType.MONTH in indicator.period_types
    )


def is_of_the_year(source: Source, indicator: Indicator, period: Period) -> bool:
    """Whether the standard is of a year and the period is shorter: what a month attends of a year's population.

    Then the value is shown but not compared.
    """
    facts = source.facts
    shorter = period.type not in {PeriodType.YEAR, PeriodType.YEAR_TO_MARCH}
    flows = any(m.time == Time.FLOW and facts[m.fact].grain != Grain.YEAR for m in indicator.numerator)
    yearly = any(m.time == Time.YEAR or facts[m.fact].grain == Grain.YEAR for m in indicator.denominator)
    return shorter and flows and yearly


def notes_on(source: Source, indicator: Indicator, by: Sequence[str]) -> list[str]:
    """What a reader must mind: a denominator that the cut does not divide, or that is the whole year's."""
    notes: list[str] = []
    for measure in indicator.denominator:
        fact = source.facts[measure.fact]
        missing = [source.dimension_of(d).lower() for d in by if d not in fact.dimensions and d != MONTH]
        if missing:
            notes.append(
                f"{fact.title} no se distingue por {', '.join(missing)}: se usa la de todo el lugar."
            )
        if MONTH in by and (measure.time == Time.YEAR or fact.grain == Grain.YEAR):
            notes.append(f"{fact.title} es la de todo el año, también en cada mes.")
    return list(dict.fromkeys(notes))


def missing_words(source: Source, indicator: Indicator, value: Value, period: Period) -> str:
    """Why there is no value, naming what is missing."""
    if value.denominator is None and not value.computable and indicator.denominator:
        labels = dict.fromkeys(source.facts[m.fact].title.lower() for m in indicator.denominator)
        return f"no hay denominador registrado para este corte ({' y '.join(labels)}, {period_words(period)})"
    return value.reason


def known_points(values: Iterable[Value]) -> list[Decimal | None]:
    """The values as a line, oldest first, from the first period that has one."""
    found = [value.value for value in values]
    first = next((i for i, value in enumerate(found) if value is not None), len(found))
    return found[first:]
