"""The worker process: serves the queue, runs the schedule, says that it lives."""

import logging
import os
import secrets
import socket
import threading
from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from .models import WorkerBeat
from .schedule import run_due

logger = logging.getLogger(__name__)
SECONDS = 5.0


def serve(*, interval: float = 0.5, once: bool = False) -> None:
    """Serve until SIGTERM or SIGINT (the running job ends first); `once`: until the queue is empty."""
    from django_tasks_db.management.commands.db_worker import Worker

    name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
    worker = Worker(
        queue_names=["default"],
        interval=interval,
        batch=once,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name[:64],
        excluded_queue_names=[],
    )
    if once:
        worker.run()
        return
    worker.configure_signals()
    stop = threading.Event()
    side = threading.Thread(target=_beside, args=(name, stop), name="schedule", daemon=True)
    side.start()
    try:
        worker.run()
    finally:
        stop.set()
        WorkerBeat.objects.filter(worker=name).delete()


def _beside(name: str, stop: threading.Event) -> None:
    """Heartbeat and schedule, every few seconds, on a connection of this thread."""
    while not stop.is_set():
        try:
            beat(name)
            run_due(timezone.now())
        except DatabaseError:
            logger.warning("worker %s could not write its heartbeat", name, exc_info=True)
            connection.close()
        stop.wait(SECONDS)
    connection.close()


def beat(name: str) -> None:
    """Say that this worker lives; forget workers silent for a day."""
    now = timezone.now()
    if not WorkerBeat.objects.filter(worker=name).update(at=now):
        WorkerBeat.objects.create(worker=name, started_at=now, at=now)
        WorkerBeat.objects.filter(at__lt=now - timedelta(days=1)).delete()
