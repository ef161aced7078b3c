"""Apache Spark, where a country outgrows one machine. Needs Java and the extra `spark`."""

from collections.abc import Mapping
from typing import Any

from ..assemble import cells, read_groups
from ..facts import FactTable
from ..query import Cell, Query
from ..sql import plan

# Backslashes in texts are plain, as in the other engines; a wrong cast is an error, not a null.
CONFIGURATION = {
    "spark.sql.parser.escapedStringLiterals": "true",
    "spark.sql.ansi.enabled": "true",
    "spark.ui.enabled": "false",
}


def local_session(name: str = "cauce") -> Any:
    """A Spark session on this machine. Raises ImportError without pyspark, RuntimeError without Java."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName(name).master("local[*]")
    for key, value in CONFIGURATION.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def compute(
    query: Query, facts: Mapping[str, FactTable], session: Any, tables: Mapping[str, str] | None = None
) -> list[Cell]:
    """Answer over the session's tables or views. tables: fact → relation, e.g. "parquet.`…/visits`"."""
    plans = plan(query, facts, tables)
    groups = {p.fact.name: read_groups(p, lambda sql: session.sql(sql).collect()) for p in plans}
    return cells(query, facts, plans, groups)
