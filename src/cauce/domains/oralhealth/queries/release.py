"""What leaves the institution: every table of an indicator at a place and period, with the same cells hidden in all.

Guarded together by cauce.indicators.release: a region is its facilities, a district its corregimientos. The groups
as printed follow what is hidden in ours.
"""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period
from cauce.indicators import release
from cauce.indicators.disclosure import guarded_counts
from cauce.indicators.model import Indicator
from cauce.indicators.query import ALL
from cauce.indicators.release import guard
from cauce.indicators.values import Value

from ..facts_engine import FACTS
from ..source import SOURCE
from .indicators import where_of
from .reading import Table, disaggregations, table

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
    where = where_of(place, indicator) or {}
    kept = guard(SOURCE, indicator, period, where, at, joint, INSIDE, threshold)
    for variant, by in printed.items():
        if variant in tables:
            kept[variant] = _printed(indicator, tables[variant], kept[by], threshold)
    return {by: kept[by] for by in tables}


def is_small(indicator: Indicator, value: Value, threshold: int) -> bool:
    """Whether a value standing alone must not leave."""
    return release.is_small(SOURCE, indicator, value, threshold)


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
