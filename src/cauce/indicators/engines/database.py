"""The live database: PostgreSQL runs the whole SQL text; SQLite runs the finest grain and Python totals it."""

from collections.abc import Mapping
from typing import Any

from ..assemble import Groups, cells, read_groups, rollup
from ..facts import FactTable
from ..query import Cell, Query
from ..sql import finest, plan, unscaled


def compute(
    query: Query, facts: Mapping[str, FactTable], connection: Any, tables: Mapping[str, str] | None = None
) -> list[Cell]:
    """Answer over a Django database connection (vendor "postgresql" or "sqlite")."""
    plans = plan(query, facts, tables)
    groups: Groups = {}
    with connection.cursor() as cursor:

        def run(sql: str) -> list[Any]:
            cursor.execute(sql)
            return cursor.fetchall()

        for one in plans:
            if connection.vendor == "postgresql":
                groups[one.fact.name] = read_groups(one, run)
            else:
                groups[one.fact.name] = rollup(one, unscaled(one, run(finest(one, scaled=True))))
    return cells(query, facts, plans, groups)
