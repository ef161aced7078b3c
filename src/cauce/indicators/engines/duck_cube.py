"""Many cubes at once on DuckDB, kept columnar: for a whole set of indicators with all their breakdowns.

`duck.compute` answers one question as Python cells. Here each fact table is scanned once for all the questions,
to the finest grain that any of them needs; every cut is then totalled from the smallest table that holds it (a
cut by sex comes from the one by sex and age, not from the rows). Everything stays in temporary tables of the
connection until somebody reads it: millions of cells cost no Python object.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import duckdb

from ..assemble import exact, paired
from ..facts import ColumnType, FactTable
from ..model import Indicator, Measure
from ..query import Cell, Key, Query, own_dimensions
from ..sql import FactPlan, finest, literal, plan_together, spans, total
from ..values import Exact

Cut = frozenset[str]


class Cube:
    """Every group of every fact for all the queries, made when it is built.

    queries: they may have different dimensions and indicators, but keep the same rows (`where`); tables: fact →
    relation of the connection. The connection holds the temporary tables: one cube a connection.
    """

    def __init__(
        self,
        queries: Sequence[Query],
        facts: Mapping[str, FactTable],
        connection: duckdb.DuckDBPyConnection,
        tables: Mapping[str, str] | None = None,
    ) -> None:
        self.facts, self.connection = facts, connection
        plans = plan_together(queries, facts, tables)
        self._same = {one.fact.name: _alike(one) for one in plans}
        self._plans = {
            one.fact.name: replace(one, spans={p: one.spans[p] for p in self._same[one.fact.name].values()})
            for one in plans
        }
        self._tables: dict[tuple[str, Cut], str] = {}
        self.groups = sum(self._total(one) for one in self._plans.values())

    def relation(self, indicator: Indicator, by: Sequence[str]) -> str:
        """SQL of one cut of one indicator: period_id, the dimensions of `by`, numerator, denominator.

        Raises KeyError for a cut that no query asked for.
        """
        shared = own_dimensions(indicator.denominator, self.facts, tuple(by)) if indicator.denominator else ()
        same = set(shared) == set(by)
        both = (*indicator.numerator, *indicator.denominator)
        one_each = len(indicator.numerator) == len(indicator.denominator) == 1
        columns = ", ".join(["period_id", *by])
        if same and one_each and both[0].fact == both[1].fact:
            table, (n, d) = self._table(both[0], by), map(self._column, both)
            return (
                f"SELECT {columns}, {n} AS numerator, {d} AS denominator FROM {table} "  # noqa: S608 names come from the schemas
                f"WHERE {n} IS NOT NULL OR {d} IS NOT NULL"
            )
        top = self._side(indicator.numerator, by)
        if not indicator.denominator:
            return f"SELECT {columns}, amount AS numerator, NULL AS denominator FROM ({top})"  # noqa: S608
        met = " AND ".join(
            ["n.period_id = d.period_id", *(f"n.{d} IS NOT DISTINCT FROM d.{d}" for d in shared)]
        )
        known = ", ".join(
            f"CASE WHEN n.amount IS NULL THEN d.{c} ELSE n.{c} END AS {c}"
            if same or c == "period_id"
            else f"n.{c}"
            for c in ["period_id", *by]
        )
        return (
            f"SELECT {known}, n.amount AS numerator, d.amount AS denominator FROM ({top}) n "  # noqa: S608
            f"{'FULL' if same else 'LEFT'} JOIN ({self._side(indicator.denominator, shared)}) d ON {met}"
        )

    def cells(self, query: Query) -> list[Cell]:
        """The query's cells, as every engine gives them. The query, or a wider one, was given when building."""
        found: list[Cell] = []
        for indicator in query.indicators:
            sides = {g: self._sides(indicator, g) for g in query.groupings()}
            for period in query.periods:
                for grouping, (shared, tops, bottoms) in sides.items():
                    top, bottom = tops.get(period.id, {}), bottoms.get(period.id, {})
                    found += paired(indicator.code, period.id, query.by, grouping, shared, top, bottom)
        return found

    def _sides(self, indicator: Indicator, by: tuple[str, ...]) -> tuple:
        shared = own_dimensions(indicator.denominator, self.facts, by) if indicator.denominator else ()
        return shared, self._read(indicator.numerator, by), self._read(indicator.denominator, shared)

    def _read(self, measures: Sequence[Measure], by: tuple[str, ...]) -> dict[str, dict[Key, Exact]]:
        """Period's id → key → amount."""
        found: dict[str, dict[Key, Exact]] = {}
        if measures:
            for period_id, *key, amount in self.connection.execute(self._side(measures, by)).fetchall():
                found.setdefault(period_id, {})[tuple(key)] = exact(amount)
        return found

    def _side(self, measures: Sequence[Measure], by: Sequence[str]) -> str:
        """SQL: period_id, the dimensions, amount; measures of several facts are added."""
        columns = ", ".join(["period_id", *by])
        parts = [
            f"SELECT {columns}, {self._column(m)} AS amount FROM {self._table(m, by)} "  # noqa: S608
            f"WHERE {self._column(m)} IS NOT NULL"
            for m in measures
        ]
        if len(parts) == 1:
            return parts[0]
        return (
            f"SELECT {columns}, SUM(amount) AS amount FROM ({' UNION ALL '.join(parts)}) GROUP BY {columns}"  # noqa: S608
        )

    def _column(self, measure: Measure) -> str:
        return f"m{self._plans[measure.fact].measures.index(measure)}"

    def _table(self, measure: Measure, by: Sequence[str]) -> str:
        """The relation with the groups of every period."""
        table, same = self._tables[measure.fact, frozenset(by)], self._same[measure.fact]
        if all(period == counted for period, counted in same.items()):
            return table
        pairs = ", ".join(f"({literal(period)}, {literal(counted)})" for period, counted in same.items())
        return (
            f"(SELECT p.period_id, t.* EXCLUDE (period_id) FROM {table} t "  # noqa: S608
            f"JOIN (VALUES {pairs}) p(period_id, counted) ON p.counted = t.period_id)"
        )

    def _total(self, one: FactPlan) -> int:
        """Make the fact's tables, the widest cuts first; returns how many groups they hold together."""
        name = f"cube_{one.fact.name}"
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {finest(one)}")
        made: list[tuple[int, Cut, str]] = []
        different = any(
            not m.adds_up for m in one.measures
        )  # these do not add up: each cut from the finest grain
        for number, grouping in enumerate(sorted(one.groupings, key=len, reverse=True)):
            table, cut = f"{name}_{number}", frozenset(grouping)
            wider = (m for m in made if cut < m[1] and not different)
            above = min(wider, default=None, key=lambda m: m[0])
            select = _again(one, grouping, above[2]) if above else _first(one, grouping, name)
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {select}")
            (rows,) = self.connection.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)  # noqa: S608
            made.append((rows, cut, table))
            self._tables[one.fact.name, cut] = table
        self.connection.execute(f"DROP TABLE {name}")
        return sum(rows for rows, _cut, _table in made)


def _alike(one: FactPlan) -> dict[str, str]:
    """Period → the period whose groups it shares: the population of a year is the same in each of its months."""
    first: dict[tuple, str] = {}
    return {period: first.setdefault(spans, period) for period, spans in one.spans.items()}


def _first(one: FactPlan, grouping: Sequence[str], source: str) -> str:
    """A cut from the finest grain, each period with its own span."""
    sums = _typed(one, [_total(measure, i) for i, measure in enumerate(one.measures)])
    columns = ", ".join(["s.period_id", *(f"f.{d}" for d in grouping)])
    return (
        f"SELECT {columns}, {sums} FROM {source} f JOIN ({spans(one)}) s "  # noqa: S608
        f"ON f.period BETWEEN s.lowest AND s.highest GROUP BY {columns}"
    )


def _total(measure: Measure, i: int) -> str:
    """As in every engine; a median from its values, each as often as it was counted."""
    if measure.median is None:
        return total(measure, i)
    inside = f"f.period BETWEEN s.first{i} AND s.last{i} AND f.m{i} IS NOT NULL"
    listed = f"list(list_transform(range(CAST(f.m{i} AS BIGINT)), lambda _n: f.{measure.median})) FILTER ({inside})"
    return f"CAST(list_median(flatten({listed})) AS DECIMAL(38,1))"


def _again(one: FactPlan, grouping: Sequence[str], source: str) -> str:
    """A cut from a finer cut."""
    sums = _typed(one, [f"SUM(m{i})" for i in range(len(one.measures))])
    columns = ", ".join(["period_id", *grouping])
    return f"SELECT {columns}, {sums} FROM {source} GROUP BY {columns}"  # noqa: S608


def _typed(one: FactPlan, sums: Sequence[str]) -> str:
    """DuckDB adds whole numbers as 128 bits; 64 are twice as fast, and too large a sum is an error, not a wrong one."""
    columns = []
    for i, (measure, amount) in enumerate(zip(one.measures, sums, strict=True)):
        if measure.median:
            columns.append(f"{amount} AS m{i}")
            continue
        whole = measure.sum is None or one.fact.type_of(measure.sum) == ColumnType.INTEGER
        columns.append(f"{f'CAST({amount} AS BIGINT)' if whole else amount} AS m{i}")
    return ", ".join(columns)
