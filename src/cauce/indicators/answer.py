"""Fresh answers: closed months from the snapshot, open ones from the live tables, totalled together.

Every number says until when it counts (`as_of`) and from which definitions and data it was made.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import duckdb
from django.db import connection

from . import embedded
from .assemble import Groups, cells, read_groups
from .facts import ColumnType, FactTable, Grain
from .model import Indicator
from .query import Cell, Query
from .snapshot import parts_of, path_of
from .sql import FactPlan, finest, plan, unscaled

_KINDS = {ColumnType.TEXT: "VARCHAR", ColumnType.INTEGER: "BIGINT"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The cells, and what they were made from.

    as_of: the instant they count up to; data_version: a hash of the closed months' files and of what the open
    months held (equal data, equal version); closed: how many months of facts came from the snapshot.
    """

    cells: list[Cell]
    as_of: datetime
    data_version: str
    closed: int


def answer(query: Query, facts: Mapping[str, FactTable], tables: Mapping[str, str], at: datetime) -> Answer:
    """Answer a query over the snapshot and the live database. tables: fact → live table or view."""
    plans = plan(query, facts, tables)
    groups: Groups = {}
    version = hashlib.sha256()
    closed_months = 0
    with embedded.cursor() as duck:
        for one in plans:
            closed = parts_of(one.fact, *one.bounds) if one.fact.grain != Grain.YEAR else {}
            live = _live_rows(one, closed)
            digests = [closed[month].digest for month in sorted(closed)]
            told = [one.fact.name, digests, sorted([[str(v) for v in row] for row in live])]
            version.update(json.dumps(told).encode())
            closed_months += len(closed)
            _fill(duck, one, [str(path_of(part)) for part in closed.values()], live)
            groups[one.fact.name] = read_groups(one, lambda sql: duck.execute(sql).fetchall(), "finest")
    return Answer(cells(query, facts, plans, groups), at, version.hexdigest(), closed_months)


def definition_version(indicator: Indicator) -> str:
    """A hash of all that defines the indicator's value. What it does not use is told as before there was any."""
    unused = {("median", None), ("share", False)}
    told = asdict(
        indicator,
        dict_factory=lambda pairs: {
            k: v for k, v in pairs if k not in ("median", "share") or (k, v) not in unused
        },
    )
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()


def _live_rows(one: FactPlan, closed: Iterable[int]) -> Sequence[Sequence[Any]]:
    """The finest grain of the months that are not in the snapshot; no question when all of them are."""
    spans = open_spans(one, set(closed))
    if not spans:
        return []
    # Ranges that are wanted, not months that are not: an index on the days can be used.
    table = one.table
    if spans != [one.bounds]:
        wanted = " OR ".join(f"period BETWEEN {first} AND {last}" for first, last in spans)
        table = f"(SELECT * FROM {one.table} WHERE {wanted}) live"  # noqa: S608
    with connection.cursor() as cursor:
        scaled = connection.vendor == "sqlite"
        cursor.execute(finest(one, table, scaled=scaled))
        return unscaled(one, cursor.fetchall()) if scaled else cursor.fetchall()


def open_spans(one: FactPlan, closed: set[int]) -> list[tuple[int, int]]:
    """The ranges of the column `period` that no closed month holds, joined where they meet."""
    first, last = one.bounds
    if not closed:
        return [(first, last)]
    scale = 100 if one.fact.grain == Grain.DAY else 1
    spans: list[tuple[int, int]] = []
    joined = False
    for month in _months(first // scale, last // scale):
        if month in closed:
            joined = False
            continue
        low, high = (month * 100 + 1, month * 100 + 31) if scale == 100 else (month, month)
        low, high = max(low, first), min(high, last)
        spans = [*spans[:-1], (spans[-1][0], high)] if joined else [*spans, (low, high)]
        joined = True
    return spans


def _months(first: int, last: int) -> Iterable[int]:
    """202511, 202512, 202601…, both ends included."""
    while first <= last:
        yield first
        first = first + 1 if first % 100 < 12 else first + 89


def _fill(
    duck: duckdb.DuckDBPyConnection, one: FactPlan, files: list[str], live: Sequence[Sequence[Any]]
) -> None:
    """Table `finest` with the groups of both sources."""
    columns = [
        ("period", "INTEGER"),
        *((d, "VARCHAR") for d in one.by),
        *((c, _KINDS[one.fact.type_of(c)]) for c in one.apart),
        *((f"m{i}", "DECIMAL(38,4)") for i in range(len(one.measures))),
    ]
    duck.execute("DROP TABLE IF EXISTS temp.finest")
    duck.execute(f"CREATE TEMP TABLE finest ({', '.join(' '.join(column) for column in columns)})")
    if files:
        listed = ", ".join(f"'{file}'" for file in files)
        duck.execute(f"INSERT INTO finest {finest(one, f'read_parquet([{listed}])')}")
    if live:
        # As whole columns of text: literals and executemany take many times longer.
        texts = [[None if v is None else str(v) for v in column] for column in zip(*live, strict=True)]
        marks = ", ".join(f"CAST(unnest(?::VARCHAR[]) AS {kind})" for _name, kind in columns)
        duck.execute(f"INSERT INTO finest SELECT {marks}", texts)
