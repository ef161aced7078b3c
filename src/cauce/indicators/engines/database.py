"""The live database: PostgreSQL runs the whole SQL text; SQLite runs the finest grain and Python totals it."""

from collections.abc import Mapping
from typing import Any

from ..assemble import Groups, cells, read_groups, rollup
from ..facts import FactTable
from ..query import Cell, Query
from ..sql import cube, finest, plan


def compute(
    query: Query, facts: Mapping[str, FactTable], connection: Any, tables: Mapping[str, str] | None = None
) -> list[Cell]:
    """Answer over a Django database connection (vendor "postgresql" or "sqlite")."""
    plans = plan(query, facts, tables)
    groups: Groups = {}
    with connection.cursor() as cursor:
        for one in plans:
            cursor.execute(cube(one) if connection.vendor == "postgresql" else finest(one))
            rows = cursor.fetchall()
            groups[one.fact.name] = (
                read_groups(one, rows) if connection.vendor == "postgresql" else rollup(one, rows)
            )
    return cells(query, facts, plans, groups)
