"""What runs by itself, and how often: a table in code. Modules add theirs with `every(…)` in `ready`.

Entries are short; long work starts a job. With several workers each entry runs once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import IntegrityError, transaction

from .models import ScheduledRun

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A function of the instant, run every `interval` at most."""

    name: str
    interval: timedelta
    function: Callable[[datetime], object]


SCHEDULE: dict[str, Entry] = {}


def every(name: str, interval: timedelta) -> Callable[[Callable[[datetime], object]], Callable]:
    """Add a function of the instant to the schedule."""

    def decorate(function: Callable[[datetime], object]) -> Callable[[datetime], object]:
        SCHEDULE[name] = Entry(name, interval, function)
        return function

    return decorate


def run_due(at: datetime) -> list[str]:
    """Run every entry whose time has come; names of those that ran. One that fails does not stop the others."""
    ran = []
    for entry in list(SCHEDULE.values()):
        if not _claim(entry, at):
            continue
        try:
            entry.function(at)
            ran.append(entry.name)
        except Exception:
            logger.exception("scheduled %s failed; it runs again in %s", entry.name, entry.interval)
    return ran


def _claim(entry: Entry, at: datetime) -> bool:
    """Whether it is due and nobody else took it first."""
    due = ScheduledRun.objects.filter(name=entry.name, last_at__lte=at - entry.interval)
    if due.update(last_at=at):
        return True
    if ScheduledRun.objects.filter(name=entry.name).exists():
        return False
    try:
        with transaction.atomic():
            ScheduledRun.objects.create(name=entry.name, last_at=at)
    except IntegrityError:
        return False
    return True


@every("jobs.reap", timedelta(seconds=30))
def _reap(at: datetime) -> None:
    from .reaper import reap

    reap(at)


@every("sessions.clear", timedelta(hours=12))
def _clear_sessions(at: datetime) -> None:
    call_command("clearsessions")


@every("jobs.prune", timedelta(hours=24))
def _prune(at: datetime) -> None:
    """Places in the queue that were served two weeks ago (the jobs themselves stay)."""
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.finished().filter(finished_at__lt=at - timedelta(days=14)).delete()
