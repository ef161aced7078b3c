"""Queueing jobs. The queue is a table of the same database: a job and its place in the queue commit together."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django_tasks_db.backend import DatabaseBackend

from cauce.core.accounts.models import User
from cauce.core.organisations.models import OrgUnit

from .models import Job
from .registry import KINDS


def start(
    kind: str,
    *,
    by: User | None,
    at: datetime,
    title: str,
    params: dict[str, Any] | None = None,
    place: OrgUnit | None = None,
) -> Job:
    """Queue a job of a registered kind; the caller has checked the permission. Raises KeyError for no such kind."""
    KINDS[kind]
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind, by=by, created_at=at, title=title, params=params or {}, place=place
        )
        enqueue(job)
    return job


def enqueue(job: Job) -> None:
    """Put the job in the queue, inside the caller's transaction.

    With another backend than the database's (tests run jobs at once), only after commit.
    """
    from .running import run_job

    def send() -> None:
        Job.objects.filter(pk=job.pk).update(task_id=str(run_job.enqueue(job.pk).id))

    if isinstance(run_job.get_backend(), DatabaseBackend):
        send()
    else:
        transaction.on_commit(lambda: run_job.enqueue(job.pk))
