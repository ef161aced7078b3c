"""How a running job tells its progress, and hears that it should stop.

The work may sit in one long transaction or inside a solver that never comes back for a minute.
So a small thread with its own connection writes the progress and the heartbeat, and reads the
wish to cancel; the work itself only sets numbers in memory.
"""

import logging
import threading
from types import TracebackType

from django.db import DatabaseError, connection
from django.utils import timezone

from .models import Job

logger = logging.getLogger(__name__)
SECONDS = 1.0


class DirectReport:
    """Writes at each call, on the caller's connection."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def __enter__(self) -> "DirectReport":
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def __call__(self, done: int, total: int, message: str) -> bool:
        """Write the progress; True when cancelling was asked for."""
        self.job.progress_done, self.job.progress_total, self.job.message = done, total, message[:300]
        return beat(self.job)


class Pulse:
    """Writes once a second from a thread of its own."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._stop = threading.Event()
        self._cancel = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"pulse-{job.pk}", daemon=True)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def __call__(self, done: int, total: int, message: str) -> bool:
        """Remember the progress; True when cancelling was asked for."""
        self.job.progress_done, self.job.progress_total, self.job.message = done, total, message[:300]
        return self._cancel.is_set()

    def _run(self) -> None:
        try:
            while True:
                stopping = self._stop.wait(SECONDS)
                try:
                    if beat(self.job):
                        self._cancel.set()
                except DatabaseError as error:  # SQLite: the work itself holds the lock; next second, then
                    logger.debug("no heartbeat of job %s: %s", self.job.pk, error)
                if stopping:
                    return
        finally:
            connection.close()


def beat(job: Job) -> bool:
    """Write progress and heartbeat; True when cancelling was asked for."""
    row = Job.objects.filter(pk=job.pk, attempts=job.attempts, state=Job.State.RUNNING)
    row.update(
        progress_done=job.progress_done,
        progress_total=job.progress_total,
        message=job.message,
        heartbeat_at=timezone.now(),
    )
    return row.filter(cancel_requested=True).exists()
