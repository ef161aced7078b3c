"""What is asked of an engine and what it answers. Pure.

An engine answers exact numerators and denominators per cell; `values.divide` does the rest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product

from cauce.core.periods.types import Period

from .facts import FactTable, Grain
from .model import Indicator, Measure, Time
from .values import Exact, Value, divide

ALL = "*"  # the subtotal over a dimension; a dimension's own values are text or None (unknown)
Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Some indicators over one span of time.

    periods: each is counted on its own; by: dimensions, whose every combination of subtotals is answered
    (a cube) unless `subtotals` is False; hierarchies: groups of `by` that only roll up from the widest to the
    narrowest, such as (province, district, corregimiento); where: dimension → the values to keep.
    Raises ValueError for a dimension that some indicator lacks, and for a value named `*`.
    """

    indicators: tuple[Indicator, ...]
    periods: tuple[Period, ...]
    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[str | None, ...]] | None = None
    subtotals: bool = True
    hierarchies: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        for indicator in self.indicators:
            unknown = {*self.by, *(self.where or {})} - set(indicator.asked_by)
            if unknown:
                raise ValueError(f"{indicator.code} is not broken down by {', '.join(sorted(unknown))}")
        levels = [level for hierarchy in self.hierarchies for level in hierarchy]
        if len(set(self.by)) != len(self.by) or len(set(levels)) != len(levels) or set(levels) - set(self.by):
            raise ValueError("a dimension is named twice, or a hierarchy names one that `by` lacks")

    def groupings(self) -> list[tuple[str, ...]]:
        """The sets of dimensions to group by, each in the order of `by`, the finest first."""
        if not self.subtotals:
            return [self.by]
        free = [d for d in self.by if not any(d in hierarchy for hierarchy in self.hierarchies)]
        subsets = [set(subset) for size in range(len(free), -1, -1) for subset in combinations(free, size)]
        prefixes = [[set(h[:depth]) for depth in range(len(h), -1, -1)] for h in self.hierarchies]
        chosen = [set().union(*parts) for parts in product(subsets, *prefixes)]
        return [tuple(d for d in self.by if d in kept) for kept in chosen]


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer: indicator, period's id, a value or ALL for each of the query's dimensions, exact counts."""

    indicator: str
    period: str
    key: Key
    numerator: Exact | None
    denominator: Exact | None

    def value(self, indicator: Indicator, factor: Decimal | None = None) -> Value:
        """The cell's value with the indicator's factor. Raises ValueError for another one that it does not offer."""
        if factor is not None and factor not in indicator.offered_factors:
            raise ValueError(f"{indicator.code} does not offer the factor {factor}")
        return divide(
            self.numerator,
            self.denominator,
            factor=factor or indicator.factor,
            digits=indicator.digits,
            plain_count=not indicator.denominator,
            median=indicator.is_median,
        )


def span_of(measure: Measure, fact: FactTable, period: Period) -> tuple[int, int]:
    """The inclusive range of the fact's `period` column that belongs to `period` for this measure."""
    first, last = period.start, period.end
    if measure.time == Time.YEAR or fact.grain == Grain.YEAR:
        first, last = first.replace(month=1, day=1, year=last.year), last.replace(month=12, day=31)
    if measure.time == Time.END:
        first = last
    return _grain(fact.grain, first), _grain(fact.grain, last)


def _grain(grain: Grain, day: object) -> int:
    patterns = {Grain.DAY: "%Y%m%d", Grain.MONTH: "%Y%m", Grain.YEAR: "%Y"}
    return int(f"{day:{patterns[grain]}}")


def own_dimensions(
    measures: Iterable[Measure], facts: Mapping[str, FactTable], by: tuple[str, ...]
) -> tuple[str, ...]:
    """Those of `by` that every fact of the measures has; over the others its total is used."""
    held = [facts[measure.fact].dimensions for measure in measures]
    return tuple(d for d in by if all(d in dimensions for dimensions in held))
