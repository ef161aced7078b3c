"""The nineteen indicators over the live facts, within a person's reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from cauce.core.accounts.access import places
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, containing
from cauce.indicators.answer import answer
from cauce.indicators.documents import load_all
from cauce.indicators.model import Indicator
from cauce.indicators.query import ALL, Query
from cauce.indicators.values import Value
from cauce.reference_data.files import ROOT

from ..codebook import codebook
from ..facts import TABLES
from ..facts_engine import FACTS, VIEWS
from ..rules.ages import BANDS

Where = Mapping[str, tuple[str | None, ...]]
UNKNOWN = "Sin dato"
TREND = 6  # periods before the one asked for
_LISTS = {
    "sex": "sex",
    "programme": "programme",
    "insured": "insured",
    "ethnic": "ethnic",
    "schedule": "schedule",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a breakdown: its key (None: unknown), what people read, and the counts with their value."""

    key: str | None
    label: str
    value: Value


@cache
def documents() -> dict[str, Indicator]:
    """The nineteen documents by code, in order."""
    return load_all(ROOT / "indicators" / "oralhealth")


def reach_of(user: User, at: datetime) -> list[OrgUnit]:
    """The topmost places whose indicators the person reads."""
    return list(places(user, Permission.ORAL_INDICATORS, at).order_by("path"))


def where_of(place: OrgUnit, indicator: Indicator) -> Where | None:
    """The part of the facts that belongs to the place; None when the indicator is not told apart by it."""
    if place.kind == OrgUnit.Kind.SECTOR:
        return {}
    name = {OrgUnit.Kind.REGION: "region", OrgUnit.Kind.FACILITY: "facility"}.get(place.kind)  # type: ignore[call-overload]
    return {name: (place.code,)} if name in indicator.dimensions else None


def value_of(indicator: Indicator, period: Period, place: OrgUnit, at: datetime) -> Value:
    """One number, counted up to this instant."""
    where = where_of(place, indicator)
    if where is None:
        return Value(None, None, None, "no se distingue por instalación; léalo en la región")
    (cell,) = answer(Query((indicator,), (period,), where=where), FACTS, VIEWS, at).cells
    return cell.value(indicator)


def breakdown(indicator: Indicator, period: Period, place: OrgUnit, by: str, at: datetime) -> list[Line]:
    """The indicator by one dimension: its values in order, the unknown and the total last."""
    where = where_of(place, indicator)
    if where is None:
        return []
    found = answer(Query((indicator,), (period,), (by,), where=where), FACTS, VIEWS, at).cells
    lines = [Line(cell.key[0], label_of(by, cell.key[0]), cell.value(indicator)) for cell in found]
    return sorted(lines, key=lambda line: order_of(by, line.key))


def trend(indicator: Indicator, period: Period, place: OrgUnit, at: datetime) -> list[tuple[str, Value]]:
    """The period and the ones before it, oldest first, with one question to the engine."""
    where = where_of(place, indicator)
    if where is None:
        return []
    spans = [period]
    for _ in range(TREND - 1):
        spans.insert(0, spans[0].previous())
    found = {
        cell.period: cell.value(indicator)
        for cell in answer(Query((indicator,), tuple(spans), where=where), FACTS, VIEWS, at).cells
    }
    return [(span.id, found[span.id]) for span in spans if span.id in found]


def label_of(by: str, key: str | None) -> str:
    """What people read for a dimension's value."""
    if key == ALL:
        return "Total"
    if key is None:
        return UNKNOWN
    if by in BANDS:
        return next((band.label for band in BANDS[by] if band.key == key), key)
    if by in _LISTS and key in codebook().lists[_LISTS[by]]:
        return codebook().lists[_LISTS[by]][key].label
    if by in {"region", "facility"}:
        return OrgUnit.objects.filter(code=key).values_list("name", flat=True).first() or key
    return "Sí" if by == "disabled" else key


def name_of_dimension(by: str) -> str:
    """A dimension's name on screen."""
    return next(
        (column.label for table in TABLES.values() for column in table.columns if column.name == by), by
    )


def order_of(by: str, key: str | None) -> tuple[bool, bool, int, str]:
    """How a dimension's values are sorted: bands by age, the rest by code, the unknown and the total last."""
    bands: Sequence[Any] = BANDS.get(by, ())
    place = next((n for n, band in enumerate(bands) if band.key == key), len(bands))
    return key == ALL, key is None, place, key or ""


def latest_period(month: int | None, kind: PeriodType, at: datetime) -> Period:
    """The period of a kind that holds the latest month with data (or this instant)."""
    day = at.date() if month is None else at.date().replace(year=month // 100, month=month % 100, day=1)
    return containing(day, kind)
