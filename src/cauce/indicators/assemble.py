"""From each fact's groups to the cells of the indicators: the same for all engines. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .facts import FactTable
from .model import Measure
from .query import ALL, Cell, Key, Query, own_dimensions
from .sql import FactPlan
from .values import Exact

# (period id, dimensions told apart) → their values, in the order of the plan's `by` → value per measure
FactGroups = dict[tuple[str, tuple[str, ...]], dict[Key, Sequence[Exact | None]]]
Groups = dict[str, FactGroups]  # by fact


def read_groups(plan: FactPlan, rows: Iterable[Sequence[Any]]) -> FactGroups:
    """The rows of `sql.cube` (period_id, dimensions, flags, measures) by period and grouping."""
    width = len(plan.by)
    groups: FactGroups = {}
    for row in rows:
        kept = [i for i in range(width) if not row[1 + width + i]]
        of_cut = groups.setdefault((row[0], tuple(plan.by[i] for i in kept)), {})
        of_cut[tuple(row[1 + i] for i in kept)] = [exact(value) for value in row[1 + 2 * width :]]
    return groups


def exact(value: Any) -> Any:
    """Engines widen whole sums to decimals; a whole number is an int again."""
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def rollup(plan: FactPlan, rows: Iterable[Sequence[Any]]) -> FactGroups:
    """The rows of `sql.finest` (period, dimensions, `apart`, measures) totalled in Python, for engines without a cube."""
    start, count = 1 + len(plan.by) + len(plan.apart), len(plan.measures)
    columns = ["period", *plan.by, *plan.apart]
    distinct = {i: columns.index(m.distinct) for i, m in enumerate(plan.measures) if m.distinct}
    places = [(g, [1 + i for i, d in enumerate(plan.by) if d in g]) for g in plan.groupings]
    groups: dict[Any, dict[Key, list[Any]]] = {}
    for row in rows:
        sums = row[start:]
        for period_id, spans in plan.spans.items():
            inside = [first <= row[0] <= last for first, last in map(plan.bucketed, spans)]
            counted = [i for i in range(count) if inside[i] and sums[i] is not None]
            if not any(inside):
                continue
            for grouping, kept in places:
                of_cut = groups.setdefault((period_id, grouping), {})
                into = of_cut.setdefault(tuple(row[i] for i in kept), [None] * count)
                for i in counted:
                    if i in distinct:
                        into[i] = into[i] or set()
                        into[i].add(row[distinct[i]])
                    else:
                        into[i] = sums[i] if into[i] is None else into[i] + sums[i]
    return _counted(groups, distinct)


def _counted(groups: dict[Any, dict[Key, list[Any]]], distinct: Iterable[int]) -> FactGroups:
    """Sets of different values become their sizes."""
    for i in distinct:
        for of_cut in groups.values():
            for amounts in of_cut.values():
                amounts[i] = len(amounts[i]) if amounts[i] is not None else None
    return groups  # type: ignore[return-value]


def cells(
    query: Query, facts: Mapping[str, FactTable], plans: Iterable[FactPlan], groups: Groups
) -> list[Cell]:
    """The cells of every indicator, in the reference engine's order."""
    by_fact = {plan.fact.name: plan for plan in plans}
    found = []
    for indicator in query.indicators:
        for period in query.periods:
            for grouping in query.groupings():
                numerators = _side(indicator.numerator, grouping, period.id, by_fact, groups)
                shared = (
                    own_dimensions(indicator.denominator, facts, grouping) if indicator.denominator else ()
                )
                denominators = _side(indicator.denominator, shared, period.id, by_fact, groups)
                found += paired(
                    indicator.code, period.id, query.by, grouping, shared, numerators, denominators
                )
    return found


def paired(
    code: str,
    period_id: str,
    by: tuple[str, ...],
    grouping: tuple[str, ...],
    shared: tuple[str, ...],
    numerators: Mapping[Key, Exact],
    denominators: Mapping[Key, Exact],
) -> Iterator[Cell]:
    """The cells of one cut: numerators by the grouping's values, denominators by the shared dimensions' values."""
    below = [grouping.index(d) for d in shared]
    places = [grouping.index(d) if d in grouping else None for d in by]
    for key in _keys(numerators, denominators, grouping, shared):
        full = tuple(ALL if place is None else key[place] for place in places)
        found = denominators.get(tuple(key[i] for i in below))
        yield Cell(code, period_id, full, numerators.get(key), found)


def _side(
    measures: Iterable[Measure],
    grouping: tuple[str, ...],
    period_id: str,
    plans: Mapping[str, FactPlan],
    groups: Groups,
) -> dict[Key, Exact]:
    """The grouping's values → sum over the measures."""
    sums: dict[Key, Exact] = {}
    for measure in measures:
        position = plans[measure.fact].measures.index(measure)
        for key, values in groups.get(measure.fact, {}).get((period_id, grouping), {}).items():
            amount = values[position]
            if amount is not None:
                sums[key] = sums.get(key, 0) + amount
    return sums


def _keys(
    numerators: Mapping[Key, Exact],
    denominators: Mapping[Key, Exact],
    grouping: tuple[str, ...],
    shared: tuple[str, ...],
) -> list[Key]:
    keys = set(numerators)
    if shared == grouping:
        keys |= set(denominators)
    if not grouping:
        keys.add(())
    return sorted(keys, key=lambda key: [(v is not None, v or "") for v in key])
