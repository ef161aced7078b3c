"""One SQL text per fact table, in the subset that DuckDB, PostgreSQL and Spark share.

First the finest grain (one scan: period × dimensions × every measure), then the cube over that small result.
SQLite has no cube: there only `finest` runs, and `rollup` does the rest.
"""

import calendar
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .facts import ColumnType, FactTable, Grain
from .model import Condition, Measure, Test
from .query import Query, own_dimensions, span_of

SCALE = 4  # decimal places that an amount may have


@dataclass(frozen=True, slots=True)
class FactPlan:
    """What one scan of a fact table must bring: its measures (aliases m0, m1, …), dimensions and spans.

    spans: for each of the query's periods, the (first, last) of each measure, in the order of `measures`;
    groupings: the sets of dimensions that are totalled, each in the order of `by`.
    """

    fact: FactTable
    table: str
    measures: tuple[Measure, ...]
    by: tuple[str, ...]
    where: Mapping[str, tuple[str | None, ...]]
    spans: Mapping[str, tuple[tuple[int, int], ...]]
    groupings: tuple[tuple[str, ...], ...]

    @property
    def apart(self) -> tuple[str, ...]:
        """Columns that the finest grain must keep besides `by`: those of different values and of medians."""
        wanted = dict.fromkeys(m.distinct or m.median or "" for m in self.measures if not m.adds_up)
        return tuple(column for column in wanted if column not in self.by)

    @property
    def by_month(self) -> bool:
        """Whether days can be counted by month: every span of a daily fact is whole months."""
        spans = [span for spans in self.spans.values() for span in spans]
        return self.fact.grain == Grain.DAY and all(_whole_months(*span) for span in spans)

    @property
    def bucket(self) -> str:
        """The expression of the finest period: the column itself, or its month (an integer in every engine)."""
        return "CAST((period - period % 100) / 100 AS INTEGER)" if self.by_month else "period"

    def bucketed(self, span: tuple[int, int]) -> tuple[int, int]:
        """A span in the unit of `bucket`."""
        return (span[0] // 100, span[1] // 100) if self.by_month else span

    @property
    def bounds(self) -> tuple[int, int]:
        """The widest range of the column `period` that any measure needs."""
        ranges = [span for spans in self.spans.values() for span in spans]
        return min(first for first, _ in ranges), max(last for _, last in ranges)


def _whole_months(first: int, last: int) -> bool:
    month_end = calendar.monthrange(last // 10_000, last // 100 % 100)[1]
    return first % 100 == 1 and last % 100 == month_end


def plan(
    query: Query, facts: Mapping[str, FactTable], tables: Mapping[str, str] | None = None
) -> list[FactPlan]:
    """One plan per fact table that the query's indicators name. tables: fact → its name in the database."""
    return plan_together((query,), facts, tables)


def plan_together(
    queries: Sequence[Query], facts: Mapping[str, FactTable], tables: Mapping[str, str] | None = None
) -> list[FactPlan]:
    """One plan per fact table for all the queries at once, so that each table is scanned once.

    Raises ValueError when the queries do not all keep the same rows.
    """
    kept = {json.dumps(query.where or {}, sort_keys=True) for query in queries}
    if len(kept) > 1:
        raise ValueError("queries that are planned together must keep the same rows")
    by = tuple(dict.fromkeys(d for query in queries for d in query.by))
    periods = {period.id: period for query in queries for period in query.periods}
    plans = []
    for name, measures in _measures(queries).items():
        fact = facts[name]
        found = (set(g) for query in queries for g in _groupings(query, facts, name))
        groupings = tuple(dict.fromkeys(tuple(d for d in by if d in grouping) for grouping in found))
        plans.append(
            FactPlan(
                fact,
                (tables or {}).get(name, name),
                measures,
                tuple(d for d in by if any(d in grouping for grouping in groupings)),
                {d: v for d, v in (queries[0].where or {}).items() if d in fact.dimensions},
                {p.id: tuple(span_of(m, fact, p) for m in measures) for p in periods.values()},
                groupings,
            )
        )
    return plans


def _measures(queries: Iterable[Query]) -> dict[str, tuple[Measure, ...]]:
    """Fact → its measures, each once."""
    wanted: dict[str, dict[Measure, None]] = {}
    for query in queries:
        for indicator in query.indicators:
            for measure in indicator.measures:
                wanted.setdefault(measure.fact, {})[measure] = None
    return {name: tuple(measures) for name, measures in wanted.items()}


def _groupings(query: Query, facts: Mapping[str, FactTable], name: str) -> tuple[tuple[str, ...], ...]:
    """The sets that one fact must be totalled by: a denominator is totalled by the dimensions that all its facts have."""
    needed: dict[tuple[str, ...], None] = {}
    for grouping in query.groupings():
        for indicator in query.indicators:
            if any(measure.fact == name for measure in indicator.numerator):
                needed[grouping] = None
            if any(measure.fact == name for measure in indicator.denominator):
                needed[own_dimensions(indicator.denominator, facts, grouping)] = None
    return tuple(needed)


def finest(plan: FactPlan, table: str | None = None, *, scaled: bool = False) -> str:
    """SELECT period, dimensions, `apart`, m0, m1…: null where no row matched a measure. table: another relation.

    scaled: decimals are summed as whole ten-thousandths, for SQLite, whose decimals are floats; see `unscaled`.
    """
    first, last = plan.bounds
    kept = " AND ".join(
        [f"period BETWEEN {first} AND {last}", *(kept_in(d, v) for d, v in plan.where.items())]
    )
    columns = [plan.bucket, *plan.by, *plan.apart]
    amounts = [_whole(m) if scaled and _is_decimal(plan, m) else _amount(m) for m in plan.measures]
    sums = [
        f"SUM(CASE WHEN {condition_of(m)} THEN {amounts[i]} END) AS m{i}" for i, m in enumerate(plan.measures)
    ]
    selected = ", ".join([f"{plan.bucket} AS period", *plan.by, *plan.apart, *sums])
    grouped = ", ".join(columns)
    return f"SELECT {selected} FROM {table or plan.table} WHERE {kept} GROUP BY {grouped}"  # noqa: S608 names come from the schemas


def unscaled(plan: FactPlan, rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """The rows of a scaled `finest`, its ten-thousandths as exact decimals again."""
    start = 1 + len(plan.by) + len(plan.apart)
    places = {start + i for i, m in enumerate(plan.measures) if _is_decimal(plan, m)}
    if not places:
        return [tuple(row) for row in rows]
    return [tuple(_shifted(v) if i in places else v for i, v in enumerate(row)) for row in rows]


def _shifted(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value).scaleb(-SCALE)


def cube(plan: FactPlan, source: str | None = None) -> str:
    """The whole answer for one fact: period_id, dimensions, g_<dimension> (1: totalled), m0, m1….

    source: a relation with the columns of `finest`, when it was computed before.
    """
    sums = [f"{total(measure, i)} AS m{i}" for i, measure in enumerate(plan.measures)]
    return _grouped(plan, source, sums)


def values_of(plan: FactPlan, i: int, source: str | None = None) -> str:
    """For the median of measure i: period_id, dimensions, g_<dimension>, value, how many times. One row per value."""
    measure = plan.measures[i]
    inside = f"f.period BETWEEN s.first{i} AND s.last{i}"
    counted = f"SUM(CASE WHEN {inside} THEN f.m{i} END)"
    return _grouped(
        plan, source, [f"f.{measure.median} AS value", f"{counted} AS times"], f"f.{measure.median}"
    )


def _grouped(plan: FactPlan, source: str | None, amounts: Sequence[str], apart: str = "") -> str:
    """The groupings of a plan, each told apart also by the column `apart`."""
    inner = source or f"({finest(plan)})"
    dimensions = [f"f.{d} AS {d}" for d in plan.by]
    flags = [f"GROUPING(f.{d}) AS g_{d}" for d in plan.by]
    more = [apart] if apart else []
    grouped = [["s.period_id", *(f"f.{d}" for d in g), *more] for g in plan.groupings]
    sets = ", ".join(f"({', '.join(columns)})" for columns in grouped)
    return (
        f"SELECT s.period_id AS period_id, {', '.join([*dimensions, *flags, *amounts])} "  # noqa: S608 names come from the schemas
        f"FROM {inner} f JOIN ({spans(plan)}) s ON f.period BETWEEN s.lowest AND s.highest "
        f"GROUP BY GROUPING SETS ({sets})"
    )


def direct(plan: FactPlan, grouping: tuple[str, ...], table: str | None = None) -> str:
    """SELECT dimensions, m0, m1… of one grouping in one scan; for a plan of one period, in an engine without a cube.

    Different values are counted by the database itself, so that nothing finer than the grouping has to be read.
    """
    (spans,) = plan.spans.values()
    first, last = plan.bounds
    kept = " AND ".join(
        [f"period BETWEEN {first} AND {last}", *(kept_in(d, v) for d, v in plan.where.items())]
    )
    amounts = [_direct(m, *span) for m, span in zip(plan.measures, spans, strict=True)]
    selected = ", ".join([*grouping, *(f"{amount} AS m{i}" for i, amount in enumerate(amounts))])
    grouped = f" GROUP BY {', '.join(grouping)}" if grouping else ""
    return f"SELECT {selected} FROM {table or plan.table} WHERE {kept}{grouped}"  # noqa: S608 names come from the schemas


def _direct(measure: Measure, first: int, last: int) -> str:
    holds = f"period BETWEEN {first} AND {last} AND {condition_of(measure)}"
    if measure.median:
        raise ValueError("a median is told by its values (values_of)")
    if measure.distinct is None:
        return f"SUM(CASE WHEN {holds} THEN {_amount(measure)} END)"
    return f"NULLIF(COUNT(DISTINCT CASE WHEN {holds} THEN {measure.distinct} END), 0)"


def total(measure: Measure, i: int) -> str:
    """The total of one measure over `finest` f inside its own span of `spans` s; null where nothing matched.

    Of a median, how many rows it is of.
    """
    inside = f"f.period BETWEEN s.first{i} AND s.last{i}"
    if measure.distinct is None:
        return f"SUM(CASE WHEN {inside} THEN f.m{i} END)"
    return (
        f"NULLIF(COUNT(DISTINCT CASE WHEN {inside} AND f.m{i} IS NOT NULL THEN f.{measure.distinct} END), 0)"
    )


def spans(plan: FactPlan) -> str:
    """The periods as an inline relation: period_id, lowest, highest, first0, last0, first1…"""
    rows = []
    for period_id, spans in plan.spans.items():
        spans = [plan.bucketed(span) for span in spans]
        low, high = min(first for first, _ in spans), max(last for _, last in spans)
        columns = [f"{_text(period_id)} AS period_id", f"{low} AS lowest", f"{high} AS highest"]
        columns += [f"{a} AS first{i}, {b} AS last{i}" for i, (a, b) in enumerate(spans)]
        rows.append(f"SELECT {', '.join(columns)}")
    return " UNION ALL ".join(rows)


def condition_of(measure: Measure) -> str:
    """What a row must meet to be counted by the measure."""
    tests = [_condition(condition) for condition in measure.where]
    apart = measure.distinct or measure.median
    tests += [f"{apart} IS NOT NULL"] if apart else []
    return " AND ".join(tests) or "1 = 1"


def _amount(measure: Measure) -> str:
    return "1" if measure.sum is None else f"COALESCE({measure.sum}, 0)"


def _whole(measure: Measure) -> str:
    return f"CAST(ROUND(COALESCE({measure.sum}, 0) * {10**SCALE}) AS INTEGER)"


def _is_decimal(plan: FactPlan, measure: Measure) -> bool:
    return measure.sum is not None and plan.fact.type_of(measure.sum) == ColumnType.DECIMAL


def _condition(condition: Condition) -> str:
    column = condition.column
    if condition.test == Test.IS_NULL:
        return f"{column} IS {'NULL' if condition.values[0] else 'NOT NULL'}"
    values = [literal(v) for v in condition.values]
    if condition.test == Test.BETWEEN:
        return f"{column} BETWEEN {values[0]} AND {values[1]}"
    return f"{column} IN ({', '.join(values)})"


def kept_in(dimension: str, values: tuple[str | None, ...]) -> str:
    """What a row must meet for its dimension to have one of the values; None is unknown."""
    known = [literal(v) for v in values if v is not None]
    tests = [f"{dimension} IN ({', '.join(known)})"] if known else []
    tests += [f"{dimension} IS NULL"] if None in values else []
    return f"({' OR '.join(tests) or '1 = 0'})"


def literal(value: Any) -> str:
    """A value as SQL that all engines read alike. Raises TypeError for a type they do not share."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"{value!r} has no literal that all engines share")
    return str(value)


def _text(value: str) -> str:
    """A quoted text. Backslashes are plain in all three engines (Spark: escapedStringLiterals is set)."""
    return "'" + value.replace("'", "''") + "'"
