"""Is the process alive, and is the system ready: one small answer each, for a load balancer and for people."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

MINIMUM_FREE = 500 * 1024 * 1024  # bytes; below this the next signed copies may not fit
WORKER_SILENCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Check:
    """The answer of one check: fine or not, and a Spanish sentence. `vital`: without it nothing works."""

    name: str
    ok: bool
    detail: str
    vital: bool = True


def readiness(at: datetime) -> list[Check]:
    """All checks; none raises."""
    checks: list[Callable[[datetime], Check]] = [_database, _migrations, _worker, _disk]
    return [_guarded(check, at) for check in checks]


def _guarded(check: Callable[[datetime], Check], at: datetime) -> Check:
    name = check.__name__.strip("_")
    try:
        return check(at)
    except Exception as error:
        return Check(name, False, type(error).__name__)


def _database(_at: datetime) -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Check("database", True, connection.vendor)


def _migrations(_at: datetime) -> Check:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Check("migrations", not waiting, f"{len(waiting)} por aplicar")


def _worker(at: datetime) -> Check:
    """Not vital: pages work without it; background work waits."""
    from cauce.core.jobs.models import WorkerBeat

    alive = WorkerBeat.objects.filter(at__gte=at - WORKER_SILENCE).count()
    return Check("worker", alive > 0, f"{alive} en marcha", vital=False)


def _disk(_at: datetime) -> Check:
    free = min(shutil.disk_usage(folder).free for folder in (settings.VAR_DIR, _documents()))
    return Check("disk", free >= MINIMUM_FREE, f"{free // 1_048_576} MB libres")


def _documents() -> Path:
    """The documents folder, or the nearest one that exists above it."""
    folder = Path(settings.CAUCE_DOCUMENTS_DIR)
    return next(path for path in (folder, *folder.parents) if path.exists())
