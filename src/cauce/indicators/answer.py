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

from .assemble import Groups, cells, read_groups
from .facts import FactTable, Grain
from .model import Indicator
from .query import Cell, Query
from .snapshot import parts_of, path_of, within
from .sql import FactPlan, cube, finest, literal, plan, unscaled

_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """The cells; the instant they count up to; a hash of the data's versions; how many closed months."""

    cells: list[Cell]
    as_of: datetime
    data_version: str
    closed: int


def answer(query: Query, facts: Mapping[str, FactTable], tables: Mapping[str, str], at: datetime) -> Answer:
    """Answer a query over the snapshot and the live database. tables: fact → live table or view."""
    plans = plan(query, facts, tables)
    groups: Groups = {}
    versions: list[tuple[str, int, int]] = []
    with duckdb.connect() as duck:
        for one in plans:
            closed = parts_of(one.fact, *one.bounds) if one.fact.grain != Grain.YEAR else {}
            versions += [(one.fact.name, month, part.version) for month, part in closed.items()]
            _fill(duck, one, [str(path_of(part)) for part in closed.values()], _live_rows(one, closed))
            groups[one.fact.name] = read_groups(one, duck.execute(cube(one, "finest")).fetchall())
    stamp = hashlib.sha256(json.dumps([sorted(versions), at.isoformat()]).encode()).hexdigest()
    return Answer(cells(query, facts, plans, groups), at, stamp, len(versions))


def definition_version(indicator: Indicator) -> str:
    """A hash of all that defines the indicator's value."""
    return hashlib.sha256(json.dumps(asdict(indicator), default=str, sort_keys=True).encode()).hexdigest()


def _live_rows(one: FactPlan, closed: Iterable[int]) -> Sequence[Sequence[Any]]:
    """The finest grain of the months that are not in the snapshot."""
    out = " OR ".join(within(one.fact, month) for month in sorted(closed))
    table = f"(SELECT * FROM {one.table} WHERE NOT ({out})) live" if out else one.table  # noqa: S608
    with connection.cursor() as cursor:
        scaled = connection.vendor == "sqlite"
        cursor.execute(finest(one, table, scaled=scaled))
        return unscaled(one, cursor.fetchall()) if scaled else cursor.fetchall()


def _fill(
    duck: duckdb.DuckDBPyConnection, one: FactPlan, files: list[str], live: Sequence[Sequence[Any]]
) -> None:
    """Table `finest` with the groups of both sources."""
    columns = [
        "period INTEGER",
        *(f"{d} VARCHAR" for d in (*one.by, *one.apart)),
        *(f"m{i} DECIMAL(38,4)" for i in range(len(one.measures))),
    ]
    duck.execute("DROP TABLE IF EXISTS finest")
    duck.execute(f"CREATE TABLE finest ({', '.join(columns)})")
    if files:
        listed = ", ".join(f"'{file}'" for file in files)
        duck.execute(f"INSERT INTO finest {finest(one, f'read_parquet([{listed}])')}")
    for start in range(0, len(live), _CHUNK):
        # Literals in bulk: DuckDB's executemany takes a millisecond a row.
        rows = ", ".join(f"({', '.join(literal(v) for v in row)})" for row in live[start : start + _CHUNK])
        duck.execute(f"INSERT INTO finest VALUES {rows}")  # noqa: S608 literals are quoted
