"""From each fact's groups to the cells of the indicators: the same for all engines. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .facts import FactTable
from .model import Measure
from .query import ALL, Cell, Key, Query, own_dimensions
from .sql import FactPlan
from .values import Exact

# fact → period id → key over the fact's own dimensions (ALL where totalled) → value per measure
Groups = dict[str, dict[str, dict[Key, Sequence[Exact | None]]]]


def read_groups(
    plan: FactPlan, rows: Iterable[Sequence[Any]]
) -> dict[str, dict[Key, Sequence[Exact | None]]]:
    """The rows of `sql.cube` (period_id, dimensions, flags, measures) by period and key."""
    width = len(plan.by)
    groups: dict[str, dict[Key, Sequence[Exact | None]]] = {}
    for row in rows:
        values, flags = row[1 : 1 + width], row[1 + width : 1 + 2 * width]
        key = tuple(ALL if flag else value for value, flag in zip(values, flags, strict=True))
        groups.setdefault(row[0], {})[key] = [_exact(value) for value in row[1 + 2 * width :]]
    return groups


def _exact(value: Any) -> Exact | None:
    """Engines widen whole sums to decimals; a whole number is an int again."""
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def rollup(plan: FactPlan, rows: Iterable[Sequence[Any]]) -> dict[str, dict[Key, Sequence[Exact | None]]]:
    """The rows of `sql.finest` (period, dimensions, `apart`, measures) totalled in Python, for engines without a cube."""
    width, count = len(plan.by), len(plan.measures)
    start = width + len(plan.apart)
    columns = [*plan.by, *plan.apart]
    distinct = [columns.index(m.distinct) if m.distinct else None for m in plan.measures]
    masks = [[d not in grouping for d in plan.by] for grouping in plan.groupings]
    groups: dict[str, dict[Key, list[Any]]] = {}
    for row in rows:
        period, values, sums = row[0], row[1 : 1 + width], row[1 + start :]
        for period_id, spans in plan.spans.items():
            inside = [first <= period <= last for first, last in map(plan.bucketed, spans)]
            if not any(inside):
                continue
            of_period = groups.setdefault(period_id, {})
            for mask in masks:
                key = tuple(ALL if total else value for value, total in zip(values, mask, strict=True))
                into = of_period.setdefault(key, [None] * count)
                for i in range(count):
                    if not inside[i] or sums[i] is None:
                        continue
                    if (column := distinct[i]) is not None:
                        into[i] = into[i] or set()
                        into[i].add(row[1 + column])
                    else:
                        into[i] = sums[i] if into[i] is None else into[i] + sums[i]  # type: ignore[operator]
    return _counted(groups, [i for i, column in enumerate(distinct) if column is not None])


def _counted(
    groups: dict[str, dict[Key, list[Any]]], distinct: list[int]
) -> dict[str, dict[Key, Sequence[Exact | None]]]:
    """Sets of different values become their sizes."""
    for of_period in groups.values() if distinct else ():
        for amounts in of_period.values():
            for i in distinct:
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
                numerators = _side(indicator.numerator, query.by, grouping, period.id, by_fact, groups)
                shared = (
                    own_dimensions(indicator.denominator, facts, grouping) if indicator.denominator else ()
                )
                denominators = _side(indicator.denominator, query.by, shared, period.id, by_fact, groups)
                for key in _keys(numerators, denominators, query.by, grouping, shared):
                    below = tuple(v if d in shared else ALL for d, v in zip(query.by, key, strict=True))
                    cell = Cell(indicator.code, period.id, key, numerators.get(key), denominators.get(below))
                    found.append(cell)
    return found


def _side(
    measures: Iterable[Measure],
    by: tuple[str, ...],
    grouping: tuple[str, ...],
    period_id: str,
    plans: Mapping[str, FactPlan],
    groups: Groups,
) -> dict[Key, Exact]:
    """Key over the query's dimensions → sum over the measures, for one grouping."""
    sums: dict[Key, Exact] = {}
    for measure in measures:
        plan = plans[measure.fact]
        position = plan.measures.index(measure)
        for key, values in groups.get(measure.fact, {}).get(period_id, {}).items():
            amount = values[position]
            named = dict(zip(plan.by, key, strict=True))
            if amount is None or any((named[d] == ALL) is (d in grouping) for d in plan.by):
                continue
            full = tuple(named.get(d, ALL) for d in by)
            sums[full] = sums.get(full, 0) + amount
    return sums


def _keys(
    numerators: Mapping[Key, Exact],
    denominators: Mapping[Key, Exact],
    by: tuple[str, ...],
    grouping: tuple[str, ...],
    shared: tuple[str, ...],
) -> list[Key]:
    keys = set(numerators)
    if shared == grouping:
        keys |= set(denominators)
    if not grouping:
        keys.add(tuple(ALL for _ in by))
    return sorted(keys, key=lambda key: [(v is not None, v or "") for v in key])
