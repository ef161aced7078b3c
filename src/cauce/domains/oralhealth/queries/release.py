"""What leaves the institution: every table of an indicator at a place and period, with the same cells hidden in all.

The tables of one indicator, place and period tell of each other (a region is its facilities, a district its
corregimientos), so they are guarded together, whichever of them is asked for. Tables of another place or period are
not: what is published together must be asked for together (docs/decisions/0034).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period
from cauce.indicators.answer import answer
from cauce.indicators.disclosure import Line, guarded_counts, hidden
from cauce.indicators.model import Indicator
from cauce.indicators.query import ALL, Key, Query
from cauce.indicators.values import Value

from ..facts_engine import FACTS, VIEWS
from .indicators import where_of
from .reading import Table, disaggregations, table

TOTAL: Key = (ALL, ALL)
# Each value of the first lies in one value of the second: the second is the sum of the first.
INSIDE = (
    ("facility", "region"),
    ("facility", "institution"),
    ("facility", "facility_province"),
    ("facility", "facility_district"),
    ("facility", "facility_corregimiento"),
    ("facility_corregimiento", "facility_district"),
    ("facility_district", "facility_province"),
    ("professional", "facility"),
    ("school", "facility"),
    ("corregimiento", "district"),
    ("district", "province"),
    ("province", "comarca"),
)
# The printed age groups lose ages 1 to 3: these two sides hold the same people.
SPLIT, JOINED = ("1-4", "5-9", None), ("4-9", None)


def released(
    indicator: Indicator,
    period: Period,
    place: OrgUnit,
    at: datetime,
    threshold: int,
    *,
    factor: Decimal | None = None,
) -> dict[str, Table]:
    """Disaggregation → its table with `hidden` said."""
    tables = {
        by: table(indicator, period, place, (by,), at, factor=factor)
        for by, _label in disaggregations(indicator, place, period)
    }
    printed = {variant: by for by, variant in indicator.printed_dimensions.items()}
    joint = {by: found for by, found in tables.items() if by not in printed}
    gone = _together(indicator, period, place, at, joint, threshold)
    kept = {by: replace(found, hidden=_own(gone, by, found)) for by, found in joint.items()}
    for variant, by in printed.items():
        if variant in tables:
            kept[variant] = _printed(indicator, tables[variant], kept[by], threshold)
    return {by: kept[by] for by in tables}


def is_small(indicator: Indicator, value: Value, threshold: int) -> bool:
    """Whether a value standing alone must not leave."""
    counts = guarded_counts(indicator, FACTS, value.numerator, value.denominator)
    return any(0 < count < threshold for count in counts)


def _together(
    indicator: Indicator,
    period: Period,
    place: OrgUnit,
    at: datetime,
    tables: Mapping[str, Table],
    threshold: int,
) -> frozenset[Key]:
    """The cells to hide, as (disaggregation, value), of all the tables at once."""
    counts: dict[Key, tuple] = {}
    lines = []
    for by, found in tables.items():
        keys = {_key(by, line.key[0]): line.value for line in found.lines}
        counts |= {
            key: guarded_counts(indicator, FACTS, value.numerator, value.denominator)
            for key, value in keys.items()
        }
        lines.append(Line(TOTAL, tuple(key for key in keys if key != TOTAL)))
    for child, parent in INSIDE:
        if child in tables and parent in tables:
            lines += _nested(indicator, period, place, at, child, parent)
    return hidden(counts, threshold, lines)


def _nested(
    indicator: Indicator, period: Period, place: OrgUnit, at: datetime, child: str, parent: str
) -> list[Line]:
    """The lines "this parent is these children", where every child lies in one parent only."""
    query = Query((indicator,), (period,), (child, parent), where=where_of(place, indicator), subtotals=False)
    pairs = {cell.key for cell in answer(query, FACTS, VIEWS, at).cells}
    parents: dict[str | None, set[str | None]] = {}
    for inner, outer in pairs:
        parents.setdefault(inner, set()).add(outer)
    found = []
    for outer in {outer for _inner, outer in pairs}:
        inside = [inner for inner, of in pairs if of == outer]
        if all(len(parents[inner]) == 1 for inner in inside):
            found.append(Line((parent, outer), tuple((child, inner) for inner in inside)))
    return found


def _key(by: str, value: str | None) -> Key:
    return TOTAL if value == ALL else (by, value)


def _own(gone: Iterable[Key], by: str, found: Table) -> frozenset[Key]:
    gone = set(gone)
    return frozenset(line.key for line in found.lines if _key(by, line.key[0]) in gone)


def _printed(indicator: Indicator, found: Table, ours: Table, threshold: int) -> Table:
    """The groups as printed: what is hidden in ours is hidden here, and the two groups that differ go together."""
    if any(
        line.key[0] not in {*JOINED, ALL} and line.key not in {o.key for o in ours.lines}
        for line in found.lines
    ):
        return replace(found, hidden=frozenset(line.key for line in found.lines))  # groups of another kind
    gone = {key for key in ours.hidden if key[0] not in SPLIT}
    apart = [line for line in found.lines if line.key[0] in JOINED]
    small = any(
        0 < count < threshold
        for line in apart
        for count in guarded_counts(indicator, FACTS, line.value.numerator, line.value.denominator)
    )
    if small or any(key[0] in SPLIT for key in ours.hidden):
        gone |= {line.key for line in apart}
    return replace(found, hidden=frozenset(gone))
