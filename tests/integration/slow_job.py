"""Two kinds of job for the kill tests; each writes an audit event inside its own transaction."""

from django.db import transaction

from cauce.core import jobs
from cauce.core.audit.log import record


def work(job: jobs.JobHandle) -> dict:
    """One event; `middle` is where the process is killed."""
    with transaction.atomic():
        record(action="test.worked", by=job.by, at=job.at, data={"job": job.id})
        middle()
    return {"done": True}


def middle() -> None:
    """Between writing and committing."""


jobs.register("test.repeatable", idempotent=True)(work)
jobs.register("test.once")(work)
