"""How long a question may keep the database busy: the same limit on both, and a sentence instead of an error."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction

from cauce.core.errors import NotNow

from .spec import problem

_STEPS = 50_000  # SQLite's virtual machine steps between two looks at the clock: about a millisecond


@contextmanager
def bounded(seconds: int) -> Iterator[None]:
    """Stop what the block asks of the database after `seconds`. Raises NotNow (OH-311).

    A monotonic stopwatch, not the time of day: nothing that is computed depends on it.
    """
    limit = _postgresql if connection.vendor == "postgresql" else _sqlite
    try:
        with limit(seconds):
            yield
    except OperationalError as error:
        if not _stopped(error):
            raise
        said = problem("OH-311", seconds=seconds)
        raise NotNow(said.message, rule=said.rule, remedy=said.remedy) from error


def _stopped(error: Exception) -> bool:
    cause: Any = error.__cause__
    return "interrupted" in str(error) or getattr(cause, "sqlstate", "") == "57014"


@contextmanager
def _postgresql(seconds: int) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
        yield
        cursor.execute("SET LOCAL statement_timeout = 0")


@contextmanager
def _sqlite(seconds: int) -> Iterator[None]:
    connection.ensure_connection()
    raw, ends = connection.connection, time.monotonic() + seconds
    raw.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)
