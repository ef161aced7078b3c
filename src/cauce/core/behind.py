"""One piece of database work in a second thread of the same transaction, while the first one only computes.

A bulk import on PostgreSQL waits for the server half of the time; with this the rules of the next batch run
meanwhile. The connection is lent to the thread: the caller asks the database nothing between `start` and `wait`.
On SQLite, where the work is done by this very process, `start` does it at once.
"""

import threading
from collections.abc import Callable

from django.db import connection, connections


class Behind:
    """Holds at most one piece of work. `put` it, `start` it, `wait` for it (which raises what it raised)."""

    def __init__(self) -> None:
        self._work: Callable[[], None] | None = None
        self._thread: threading.Thread | None = None
        self._error: BaseException | None = None

    def put(self, work: Callable[[], None]) -> None:
        """Keep the next piece of work, after the one before is done."""
        self.finish()
        self._work = work

    def start(self) -> None:
        """Begin what was put."""
        if self._work is None or self._thread is not None:
            return
        if connection.vendor != "postgresql":
            self.finish()
            return
        lent = connections[connection.alias]
        lent.inc_thread_sharing()
        self._thread = threading.Thread(target=self._run, args=(lent, self._work), name="behind", daemon=True)
        self._work = None
        self._thread.start()

    def wait(self) -> None:
        """Until what was started is done. Raises what it raised."""
        if self._thread is None:
            return
        self._thread.join()
        self._thread = None
        connection.dec_thread_sharing()
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def finish(self) -> None:
        """Wait, and do what was put and never started."""
        self.wait()
        if self._work is not None:
            work, self._work = self._work, None
            work()

    def _run(self, lent, work: Callable[[], None]) -> None:  # type: ignore[no-untyped-def]
        connections[lent.alias] = lent
        try:
            work()
        except BaseException as error:  # told in `wait`
            self._error = error

    def __enter__(self) -> "Behind":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        """Never leave the thread at work: whoever comes next owns the connection alone."""
        if kind is None:
            self.finish()
        elif self._thread is not None:
            self._thread.join()
            self._thread = self._work = None
            connection.dec_thread_sharing()
