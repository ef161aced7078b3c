"""The reference engine: deliberately naive, plain Python over lists. All other engines must equal it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .facts import FactTable
from .model import Condition, Measure, Test
from .query import ALL, Cell, Key, Query, own_dimensions, span_of
from .values import Exact

Rows = Sequence[Mapping[str, Any]]


def compute(query: Query, facts: Mapping[str, FactTable], data: Mapping[str, Rows]) -> list[Cell]:
    """Answer a query over lists of rows (column → value, and `period` as an integer of the fact's grain).

    A cell exists where the numerator or the denominator has rows, and for the grand total always.
    """
    cells = []
    for indicator in query.indicators:
        for period in query.periods:
            for grouping in query.groupings():
                numerators = _side(indicator.numerator, query, grouping, period, facts, data)
                shared = (
                    own_dimensions(indicator.denominator, facts, grouping) if indicator.denominator else ()
                )
                denominators = _side(indicator.denominator, query, shared, period, facts, data)
                for key in _keys(numerators, denominators, grouping, shared):
                    below = denominators.get(
                        tuple(v for d, v in zip(grouping, key, strict=True) if d in shared)
                    )
                    full = _spread(key, grouping, query.by)
                    cells.append(Cell(indicator.code, period.id, full, numerators.get(key), below))
    return cells


def _side(
    measures: Iterable[Measure],
    query: Query,
    grouping: tuple[str, ...],
    period: Any,
    facts: Mapping[str, FactTable],
    data: Mapping[str, Rows],
) -> dict[Key, Exact]:
    """Group → sum over all the measures."""
    sums: dict[Key, Exact] = defaultdict(int)
    listed: dict[Key, list[int]] = defaultdict(list)
    for measure in measures:
        fact = facts[measure.fact]
        first, last = span_of(measure, fact, period)
        seen: set[tuple[Key, Any]] = set()
        for row in data.get(measure.fact, ()):
            if not first <= row["period"] <= last or not _kept(row, query, fact):
                continue
            if all(_holds(condition, row.get(condition.column)) for condition in measure.where):
                key = tuple(row.get(d) for d in grouping)
                if measure.median is not None:
                    if row.get(measure.median) is not None:
                        listed[key].append(row[measure.median])
                elif measure.distinct is None:
                    sums[key] += 1 if measure.sum is None else _number(row.get(measure.sum))
                elif (value := row.get(measure.distinct)) is not None and (key, value) not in seen:
                    seen.add((key, value))
                    sums[key] += 1
    return dict(sums) | {key: _middle(values) for key, values in listed.items()}


def _middle(values: list[int]) -> Exact:
    """The median as one is taught to find it."""
    ordered, half = sorted(values), len(values) // 2
    if len(ordered) % 2:
        return ordered[half]
    both = Decimal(ordered[half - 1] + ordered[half]) / 2
    return int(both) if both == both.to_integral_value() else both


def _kept(row: Mapping[str, Any], query: Query, fact: FactTable) -> bool:
    """Whether the query's filter keeps the row; a fact without the dimension is not filtered by it."""
    return all(row.get(d) in values for d, values in (query.where or {}).items() if d in fact.dimensions)


def _holds(condition: Condition, value: Any) -> bool:
    if condition.test == Test.IS_NULL:
        return (value is None) is condition.values[0]
    if value is None:
        return False
    if condition.test == Test.BETWEEN:
        return condition.values[0] <= value <= condition.values[1]
    return value in condition.values


def _number(value: Any) -> Exact:
    return value if isinstance(value, int | Decimal) else 0


def _keys(
    numerators: Mapping[Key, Exact],
    denominators: Mapping[Key, Exact],
    grouping: tuple[str, ...],
    shared: tuple[str, ...],
) -> list[Key]:
    """Cells that exist: those of the numerator; those of the denominator when it has all the dimensions."""
    keys = set(numerators)
    if shared == grouping:
        keys |= set(denominators)
    if not grouping:
        keys.add(())
    return sorted(keys, key=lambda key: [(v is not None, v or "") for v in key])


def _spread(key: Key, grouping: tuple[str, ...], by: tuple[str, ...]) -> Key:
    """The group's key with ALL for the dimensions that were totalled."""
    known = dict(zip(grouping, key, strict=True))
    return tuple(known.get(d, ALL) if d in grouping else ALL for d in by)
