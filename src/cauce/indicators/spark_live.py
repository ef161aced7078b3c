"""The same question for Spark: closed months from the snapshot's files, open ones copied aside for it."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .answer import open_spans
from .engines import spark
from .facts import FactTable, Grain
from .query import Cell, Query
from .snapshot import parts_of, path_of, write_rows
from .sql import FactPlan, plan


def compute(
    query: Query, facts: Mapping[str, FactTable], tables: Mapping[str, str], session: Any = None
) -> list[Cell]:
    """Answer with Spark. session: one that runs; without it a local one is started and stopped.

    Raises ImportError without pyspark, RuntimeError without Java.
    """
    own = session is None
    session = session or spark.local_session("cauce-indicators")
    try:
        with tempfile.TemporaryDirectory(prefix="cauce-spark-") as folder:
            views = {one.fact.name: _view(session, one, Path(folder)) for one in plan(query, facts, tables)}
            return spark.compute(query, facts, session, views)
    finally:
        if own:
            session.stop()


def _view(session: Any, one: FactPlan, folder: Path) -> str:
    """A temporary view over the fact's files; its name."""
    closed = parts_of(one.fact, *one.bounds) if one.fact.grain != Grain.YEAR else {}
    files = [str(path_of(part)) for part in closed.values()]
    spans = open_spans(one, set(closed))
    if spans:
        open_file = folder / f"{one.fact.name}.parquet"
        write_rows(
            one.fact, one.table, " OR ".join(f"period BETWEEN {a} AND {b}" for a, b in spans), open_file
        )
        files.append(str(open_file))
    session.read.parquet(*files).createOrReplaceTempView(f"cauce_{one.fact.name}")
    return f"cauce_{one.fact.name}"
