"""Reading the oversight indicators: the board of all, one with its trend, its tables as they may be shown.

Small counts are hidden on the page too, and what would give them away: who oversees needs rates, not patients; a
single case is read with a reason, and that is logged (actions.read_request).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from cauce.core.accounts.access import places
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period
from cauce.indicators.answer import Answer, answer
from cauce.indicators.model import Indicator
from cauce.indicators.query import Query
from cauce.indicators.release import guard, guard_shares, is_small, shares_hidden
from cauce.indicators.tables import (
    MONTH,
    Table,
    Where,
    has_months,
    known_points,
    spans_until,
    tabulate_together,
)
from cauce.indicators.values import Value

from ..facts import FACTS, VIEWS
from ..source import SOURCE, documents
from .dimensions import name_of_dimension

_KIND = OrgUnit.Kind
PLACES = {
    _KIND.INSTITUTION: "institution",
    _KIND.ENTITY: "region",
    _KIND.REGION: "region",
    _KIND.UNIT: "unit",
    _KIND.FACILITY: "unit",
}
# Each value of the first lies in one value of the second: the second is the sum of the first.
INSIDE = (("unit", "region"), ("region", "institution"), ("service", "category"))
NOT_APART = "no se distingue por unidad; léalo en la región"


# They divide the decided items among them: what one of them hides, the other two would tell, so they hide together.
SHARES = ("A-4", "A-5", "A-6")


@dataclass(frozen=True, slots=True)
class Reading:
    """One indicator at a place and period, with the periods before it, and what it was made from.

    concealed: ids of the periods whose value must not be shown.
    """

    indicator: Indicator
    period: Period
    place: OrgUnit
    value: Value
    trend: list[tuple[Period, Value]]
    made_from: Answer | None = None
    concealed: frozenset[str] = frozenset()

    @property
    def hidden(self) -> bool:
        """Whether the value must not be shown."""
        return self.period.id in self.concealed

    @property
    def shown(self) -> list[tuple[Period, Value]]:
        """The trend's periods with a value that may be shown, oldest first."""
        return [(p, v) for p, v in self.trend if v.value is not None and p.id not in self.concealed]

    @property
    def points(self) -> list[Decimal | None]:
        """The same as a line, with a gap for each of the others."""
        blank = Value(None, None, None)
        return known_points(blank if p.id in self.concealed else v for p, v in self.trend)

    def hides(self, value: Value) -> bool:
        """Whether a value of the trend must not be shown."""
        return any(v is value and p.id in self.concealed for p, v in self.trend)


def reach_of(user: User, at: datetime) -> list[OrgUnit]:
    """The topmost places that the person oversees."""
    return list(places(user, Permission.AUTH_OVERSIGHT, at).order_by("path"))


def where_of(place: OrgUnit, indicator: Indicator) -> Where | None:
    """The part of the facts that belongs to the place; None when the indicator is not told apart by it."""
    name = PLACES.get(_KIND(place.kind), "")
    if not name:
        return {}
    return {name: (place.code,)} if name in indicator.dimensions else None


def choices(roots: Iterable[OrgUnit], chosen: OrgUnit) -> list[OrgUnit]:
    """Places to choose from: the person's own, what lies under them down to the regions, and the chosen region's units."""
    region = chosen.parent if PLACES.get(_KIND(chosen.kind)) == "unit" else chosen
    found: dict[int, OrgUnit] = {}
    for root in roots:
        below = OrgUnit.objects.below(root)
        wide = below.filter(kind__in=(_KIND.SECTOR, _KIND.INSTITUTION, _KIND.ENTITY, _KIND.REGION))
        found |= {unit.pk: unit for unit in [root, *wide]}
        if region is not None and PLACES.get(_KIND(region.kind)) == "region":
            near = below.filter(kind__in=(_KIND.UNIT, _KIND.FACILITY), path__startswith=region.path)
            found |= {unit.pk: unit for unit in near}
    return sorted(found.values(), key=lambda unit: unit.path)


def board(period: Period, place: OrgUnit, at: datetime) -> list[Reading]:
    """All the indicators, with one question to the engine."""
    spans = spans_until(period)
    told = [i for i in documents().values() if where_of(place, i) is not None]
    query = Query(tuple(told), tuple(spans), where=where_of(place, told[0]) or {})
    found = answer(query, FACTS, VIEWS, at)
    values = _values(found)
    return [_reading(i, period, place, spans, values, found) for i in documents().values()]


def read(indicator: Indicator, period: Period, place: OrgUnit, at: datetime) -> Reading:
    """The value and its trend, counted up to this instant."""
    where, spans = where_of(place, indicator), spans_until(period)
    if where is None:
        return _reading(indicator, period, place, spans, {}, None)
    found = answer(Query(_beside(indicator), tuple(spans), where=where), FACTS, VIEWS, at)
    return _reading(indicator, period, place, spans, _values(found), found)


def _beside(indicator: Indicator) -> tuple[Indicator, ...]:
    """The indicators that must be read to know what this one must hide."""
    if indicator.code not in SHARES:
        return (indicator,)
    return tuple(documents()[code] for code in SHARES)


def _values(found: Answer) -> dict[str, dict[str, Value]]:
    """Indicator → period's id → value."""
    values: dict[str, dict[str, Value]] = {}
    for cell in found.cells:
        values.setdefault(cell.indicator, {})[cell.period] = cell.value(documents()[cell.indicator])
    return values


def _reading(
    indicator: Indicator,
    period: Period,
    place: OrgUnit,
    spans: Iterable[Period],
    values: Mapping[str, Mapping[str, Value]],
    found: Answer | None,
) -> Reading:
    own = values.get(indicator.code)
    if own is None:
        return Reading(indicator, period, place, Value(None, None, None, NOT_APART), [])
    trend = [(span, own[span.id]) for span in spans]
    concealed = frozenset(span.id for span, _value in trend if _hides(indicator, span.id, values))
    return Reading(indicator, period, place, own[period.id], trend, found, concealed)


def _hides(indicator: Indicator, period: str, values: Mapping[str, Mapping[str, Value]]) -> bool:
    """Whether a value standing alone must not be shown."""
    threshold = settings.CAUCE_DISCLOSURE_THRESHOLD
    small = is_small(SOURCE, indicator, values[indicator.code][period], threshold)
    if small or indicator.code not in SHARES:
        return small
    return shares_hidden((values[code][period] for code in SHARES), threshold)


def disaggregations(indicator: Indicator, place: OrgUnit, period: Period) -> list[tuple[str, str]]:
    """(key, name) of each table of the indicator at the place."""
    where = where_of(place, indicator) or {}
    above = {"unit": {"institution", "region"}, "region": {"institution"}}
    known = {*where, *(d for name in where for d in above.get(name, ()))}
    own = [by for by in indicator.dimensions if by not in known]
    if has_months(indicator, period):
        own.append(MONTH)
    return [(by, name_of_dimension(by)) for by in own]


def released(indicator: Indicator, period: Period, place: OrgUnit, at: datetime) -> dict[str, Table]:
    """Disaggregation → its table, all guarded together, so that none gives away what another hides."""
    where = where_of(place, indicator)
    if where is None:
        return {}
    cuts = [by for by, _label in disaggregations(indicator, place, period)]
    together = _beside(indicator)
    joint = [by for by in cuts if by == MONTH or all(by in one.dimensions for one in together)]
    found = {
        by: tabulate_together(SOURCE, together if by in joint else (indicator,), period, where, (by,), at)
        for by in cuts
    }
    own = {by: tables[indicator.code] for by, tables in found.items()}
    threshold = settings.CAUCE_DISCLOSURE_THRESHOLD
    guarded = guard(SOURCE, indicator, period, where, at, own, INSIDE, threshold)
    if len(together) == 1:
        return guarded
    shared = {one.code: {by: found[by][one.code] for by in joint} for one in together}
    also = guard_shares(SOURCE, together, period, where, at, shared, INSIDE, threshold)[indicator.code]
    return {by: _both(table, also.get(by)) for by, table in guarded.items()}


def _both(table: Table, other: Table | None) -> Table:
    """What either of two ways of guarding hides."""
    return replace(table, hidden=table.hidden | other.hidden) if other else table
