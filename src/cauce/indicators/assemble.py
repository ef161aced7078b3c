"""From each fact's groups to the cells of the indicators: the same for all engines. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .facts import FactTable
from .model import Measure
from .query import ALL, Cell, Key, Query, own_dimensions
from .sql import FactPlan, cube, values_of
from .values import Exact, middle

# (period id, dimensions told apart) → their values, in the order of the plan's `by` → value per measure
FactGroups = dict[tuple[str, tuple[str, ...]], dict[Key, Sequence[Exact | None]]]
Groups = dict[str, FactGroups]  # by fact


Run = Callable[[str], Iterable[Sequence[Any]]]  # a SELECT → its rows


def read_groups(plan: FactPlan, run: Run, source: str | None = None) -> FactGroups:
    """What an engine with a cube answers, by period and grouping. source: `sql.finest` computed before.

    Medians come from their values: one more question each, of how many times each value is in each group.
    """
    groups: FactGroups = {}
    for cut, key, amounts in _told(plan, run(cube(plan, source))):
        groups.setdefault(cut, {})[key] = [exact(value) for value in amounts]
    for i, measure in enumerate(plan.measures):
        if measure.median:
            _put_medians(groups, i, _told(plan, run(values_of(plan, i, source))))
    return groups


def _told(plan: FactPlan, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, Key, Sequence[Any]]]:
    """(period, dimensions told apart), their values, and what follows the flags, of each row of a grouped SELECT."""
    width = len(plan.by)
    for row in rows:
        kept = [i for i in range(width) if not row[1 + width + i]]
        cut = row[0], tuple(plan.by[i] for i in kept)
        yield cut, tuple(row[1 + i] for i in kept), row[1 + 2 * width :]


def _put_medians(groups: FactGroups, i: int, rows: Iterable[tuple[Any, Key, Sequence[Any]]]) -> None:
    """Replace how many rows the medians are of by the medians."""
    counts: dict[tuple[Any, Key], dict[int, int]] = {}
    for cut, key, (value, times) in rows:
        if times is not None:
            counts.setdefault((cut, key), {})[int(value)] = int(times)
    for (cut, key), found in counts.items():
        groups[cut][key][i] = middle(found)  # type: ignore[index]


def exact(value: Any) -> Any:
    """Engines widen whole sums to decimals; a whole number is an int again."""
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def rollup(plan: FactPlan, rows: Iterable[Sequence[Any]]) -> FactGroups:
    """The rows of `sql.finest` (period, dimensions, `apart`, measures) totalled in Python, for engines without a cube."""
    start, count = 1 + len(plan.by) + len(plan.apart), len(plan.measures)
    columns = ["period", *plan.by, *plan.apart]
    apart = {
        i: columns.index(m.distinct or m.median or "") for i, m in enumerate(plan.measures) if not m.adds_up
    }
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
                    if i in apart:
                        into[i] = into[i] or {}
                        into[i][row[apart[i]]] = into[i].get(row[apart[i]], 0) + sums[i]
                    else:
                        into[i] = sums[i] if into[i] is None else into[i] + sums[i]
    return _counted(plan, groups, apart)


def _counted(plan: FactPlan, groups: dict[Any, dict[Key, list[Any]]], apart: Iterable[int]) -> FactGroups:
    """Values with their counts become how many there are, or their median."""
    for i in apart:
        told = middle if plan.measures[i].median else len
        for of_cut in groups.values():
            for amounts in of_cut.values():
                amounts[i] = told(amounts[i]) if amounts[i] is not None else None
    return groups  # type: ignore[return-value]


def cells(
    query: Query, facts: Mapping[str, FactTable], plans: Iterable[FactPlan], groups: Groups
) -> list[Cell]:
    """The cells of every indicator, in the reference engine's order."""
    by_fact = {plan.fact.name: plan for plan in plans}
    found: list[Cell] = []
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
