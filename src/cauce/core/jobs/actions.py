"""What people do with jobs."""

from datetime import datetime

from cauce.core.accounts.models import User
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import NotNow

from .models import Job
from .queries import require_access
from .rules import RULES


@action("jobs.job.cancel")
def cancel_job(*, by: User, at: datetime, job: Job) -> Job:
    """Stop a job: at once while it waits; a running one stops at its next step. Raises NotAllowed, NotNow."""
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    require_access(by, job, at)
    if not job.is_active:
        ended = RULES["JOB-01"].problem(state=job.get_state_display())
        raise NotNow(ended.message, rule=ended.rule, remedy=ended.remedy)
    job.cancel_requested = True
    if job.state == Job.State.QUEUED:
        job.state, job.finished_at = Job.State.CANCELLED, at
    job.save(update_fields=["cancel_requested", "state", "finished_at"])
    record(action="jobs.job.cancel", by=by, at=at, subject=job, place=job.place, data={"title": job.title})
    return job
