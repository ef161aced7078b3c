"""Reading the oversight indicators: the board of all, one with its trend, its tables as they may be shown.

Small counts are hidden on the page too, and what would give them away: who oversees needs rates, not patients; a
single case is read with a reason, and that is logged (actions.read_request).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
from cauce.indicators.release import guard, is_small
from cauce.indicators.tables import MONTH, Table, Where, has_months, known_points, spans_until, tabulate
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


@dataclass(frozen=True, slots=True)
class Reading:
    """One indicator at a place and period, with the periods before it, and what it was made from."""

    indicator: Indicator
    period: Period
    place: OrgUnit
    value: Value
    trend: list[tuple[Period, Value]]
    made_from: Answer | None = None

    @property
    def hidden(self) -> bool:
        """Whether the value must not be shown: a count above zero and under the threshold."""
        return hides(self.indicator, self.value)

    @property
    def points(self) -> list[Decimal | None]:
        """The trend's values that may be shown, oldest first."""
        blank = Value(None, None, None)
        return known_points(blank if hides(self.indicator, v) else v for _period, v in self.trend)


def hides(indicator: Indicator, value: Value) -> bool:
    """Whether a value standing alone must not be shown."""
    return is_small(SOURCE, indicator, value, settings.CAUCE_DISCLOSURE_THRESHOLD)


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
    values: dict[str, dict[str, Value]] = {}
    for cell in found.cells:
        values.setdefault(cell.indicator, {})[cell.period] = cell.value(documents()[cell.indicator])
    return [_reading(i, period, place, spans, values.get(i.code), found) for i in documents().values()]


def read(indicator: Indicator, period: Period, place: OrgUnit, at: datetime) -> Reading:
    """The value and its trend, counted up to this instant."""
    where, spans = where_of(place, indicator), spans_until(period)
    if where is None:
        return _reading(indicator, period, place, spans, None, None)
    found = answer(Query((indicator,), tuple(spans), where=where), FACTS, VIEWS, at)
    values = {cell.period: cell.value(indicator) for cell in found.cells}
    return _reading(indicator, period, place, spans, values, found)


def _reading(
    indicator: Indicator,
    period: Period,
    place: OrgUnit,
    spans: Iterable[Period],
    values: Mapping[str, Value] | None,
    found: Answer | None,
) -> Reading:
    if values is None:
        return Reading(indicator, period, place, Value(None, None, None, NOT_APART), [])
    trend = [(span, values[span.id]) for span in spans]
    return Reading(indicator, period, place, values[period.id], trend, found)


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
    tables = {
        by: tabulate(SOURCE, indicator, period, where, (by,), at, indicator.factor)
        for by, _label in disaggregations(indicator, place, period)
    }
    threshold = settings.CAUCE_DISCLOSURE_THRESHOLD
    return guard(SOURCE, indicator, period, where, at, tables, INSIDE, threshold)
