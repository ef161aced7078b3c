"""Reading the indicators: one value, the board of all, a table by each disaggregation, the comparison of places."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, containing
from cauce.indicators import tables
from cauce.indicators.answer import Answer, answer
from cauce.indicators.model import Indicator
from cauce.indicators.query import ALL, Cell, Query
from cauce.indicators.tables import (
    MONTH,
    Line,
    Table,
    has_months,
    known_points,
    spans_until,
    tabulate,
    values_of,
)
from cauce.indicators.values import Value
from cauce.indicators.wording import month_words, period_words

from ..facts_engine import FACTS, VIEWS
from ..models import Standard
from ..source import SOURCE
from .dimensions import name_of_dimension
from .indicators import documents, where_of
from .standards import standards_at, standards_for

__all__ = ["MONTH", "Line", "Table", "month_words", "period_words"]  # of the engine, with this module's own

NOT_APART = "no se distingue por instalación; léalo en la región"


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
        return known_points(value for _period, value in self.trend)


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
    values, found = values_of(SOURCE, indicator, spans, where, at, factor)
    trend = [(span, values[span.id]) for span in spans]
    return Reading(indicator, period, place, values[period.id], trend, found, factor)


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
    """Whether the standard is of a year and the period is shorter (tables.is_of_the_year)."""
    return tables.is_of_the_year(SOURCE, indicator, period)


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
    if has_months(indicator, period):
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
    return tabulate(SOURCE, indicator, period, where, by, at, factor)


def missing_words(indicator: Indicator, value: Value, period: Period) -> str:
    """Why there is no value, naming what is missing."""
    if value.computable or value.reason == NOT_APART:
        return value.reason
    return tables.missing_words(SOURCE, indicator, value, period)


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
