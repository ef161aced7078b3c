"""Django's SQLite backend, with writers that wait in a queue instead of inside SQLite (decision 0054).

SQLite lets one transaction write at a time, and who waits for it polls: nobody is next, and under load some wait for
seconds while others pass. It polls inside the connection's own lock, too: where Python's collector frees a cursor of
that connection in the very thread that writes, both stand still until patience ends. Here waiting threads stand in
line, and only the first one asks again, outside SQLite.
"""

import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from .turns import Turns

FIRST_PAUSE, LONGEST_PAUSE = (
    0.0005,
    0.01,
)  # seconds; other processes write too, so the first in line has to ask
DEFAULT_PATIENCE = 5.0  # seconds, as sqlite3.connect
# Busy for now; a snapshot that is too old (SQLITE_BUSY_SNAPSHOT) does not become newer by waiting.
FOR_NOW = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY, sqlite3.SQLITE_BUSY_TIMEOUT}

_queues: dict[str, Turns] = defaultdict(Turns)
_making = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """OPTIONS as Django's; `timeout`: seconds that a writer waits for its turn before "database is locked"."""

    patience = DEFAULT_PATIENCE

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """A connection that says at once that another one writes; what opens it still waits inside SQLite."""
        self.patience = float(conn_params.get("timeout", DEFAULT_PATIENCE))
        with _making:
            self.queue = _queues[str(conn_params["database"])]
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA busy_timeout = 0")
        return connection

    def create_cursor(self, name: str | None = None) -> "PatientCursor":
        """A cursor that waits for its turn to write."""
        cursor: PatientCursor = self.connection.cursor(factory=PatientCursor)
        cursor.queue, cursor.patience = self.queue, self.patience
        return cursor

    def _commit(self) -> None:
        """Commit; without a write-ahead log a reader may hold it up for a moment."""
        _until(time.monotonic() + self.patience, super()._commit)  # type: ignore[misc]  # the stubs leave it out


class PatientCursor(base.SQLiteCursorWrapper):
    """Begins transactions, and runs statements that stand alone, when it is its turn."""

    queue: Turns
    patience: float

    def execute(self, query: str, params: Any = None) -> Any:
        """As Django's. Raises sqlite3.OperationalError ("database is locked") when patience ends."""
        if self.connection.in_transaction:
            return super().execute(query, params)
        if query.startswith("BEGIN"):
            return self._in_turn(lambda: base.SQLiteCursorWrapper.execute(self, query, params))
        return self._patiently(lambda: base.SQLiteCursorWrapper.execute(self, query, params))

    def executemany(self, query: str, param_list: Any) -> Any:
        """As Django's; the rows are kept, to be given again after a wait."""
        if self.connection.in_transaction:
            return super().executemany(query, param_list)
        rows = list(param_list)
        return self._patiently(lambda: base.SQLiteCursorWrapper.executemany(self, query, rows))

    def _patiently(self, run: Callable[[], Any]) -> Any:
        """Most statements read, and readers never wait: only who is told to joins the queue."""
        try:
            return run()
        except sqlite3.OperationalError as error:
            if not _busy(error):
                raise
        return self._in_turn(run)

    def _in_turn(self, run: Callable[[], Any]) -> Any:
        end = time.monotonic() + self.patience
        if not self.queue.acquire(self.patience):
            return run()  # the last try; it says what is wrong
        try:
            return _until(end, run)
        finally:
            self.queue.release()


def _until(end: float, run: Callable[[], Any]) -> Any:
    pause = FIRST_PAUSE
    while True:
        try:
            return run()
        except (sqlite3.OperationalError, OperationalError) as error:
            if not _busy(error) or time.monotonic() >= end:
                raise
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)


def _busy(error: Exception) -> bool:
    """Of SQLite's error, or of Django's around it."""
    return getattr(error.__cause__ or error, "sqlite_errorcode", None) in FOR_NOW
