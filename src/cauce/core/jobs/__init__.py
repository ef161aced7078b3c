"""Background work that people can see: progress, cancelling, and what happens after a crash.

@jobs.register("exchange.match", title=_("Emparejamiento"), idempotent=True)
def run(job: JobHandle) -> dict: …          # job.params, job.at, job.by, job.progress(3, 10, "…")

jobs.start("exchange.match", by=…, at=…, title=…, params={…}, place=…)
"""

from typing import TYPE_CHECKING, Any

from .registry import Cancelled, JobHandle, register

if TYPE_CHECKING:
    from .models import Job

__all__ = ["Cancelled", "JobHandle", "register", "start"]


def start(kind: str, **arguments: Any) -> "Job":
    """See `starting.start`; imported late, since models are not ready when apps load."""
    from .starting import start as start_job

    return start_job(kind, **arguments)
