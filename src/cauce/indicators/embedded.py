"""The process's one DuckDB, in memory: opening one takes longer than most answers, a cursor of it nothing."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

_lock = threading.Lock()
_opened: dict[int, duckdb.DuckDBPyConnection] = {}  # by process: a forked worker opens its own


@contextmanager
def cursor() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own to the shared database, for one question at a time.

    Only temporary tables: each cursor has its own, gone when it closes.
    """
    with _lock:
        root = _opened.get(os.getpid())
        if root is None:
            root = _opened[os.getpid()] = duckdb.connect()
            # A snapshot's file never changes (its name is its digest): its footer is read once.
            root.execute("SET GLOBAL parquet_metadata_cache = true")
        own = root.cursor()
    try:
        yield own
    finally:
        own.close()
