"""DuckDB, the embedded default: over Parquet files, or any relation it can see."""

from collections.abc import Mapping

import duckdb

from ..assemble import cells, read_groups
from ..facts import FactTable
from ..query import Cell, Query
from ..sql import plan


def compute(
    query: Query,
    facts: Mapping[str, FactTable],
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, str] | None = None,
) -> list[Cell]:
    """Answer over the connection's relations. tables: fact → relation, e.g. "read_parquet('…/*.parquet')"."""
    plans = plan(query, facts, tables)
    groups = {p.fact.name: read_groups(p, lambda sql: connection.execute(sql).fetchall()) for p in plans}
    return cells(query, facts, plans, groups)
