"""Running one job: claim it, run its kind's function, write how it ended."""

import logging
import secrets
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from cauce.core.accounts.access import home_of
from cauce.core.errors import Refusal

from .models import Job
from .notices import tell
from .pulse import DirectReport, Pulse
from .registry import KINDS, Cancelled, JobHandle

logger = logging.getLogger(__name__)
State = Job.State


@task()
def run_job(job_id: int) -> None:
    """Run a queued job to its end; does nothing when it was cancelled or taken by another worker."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=State.QUEUED).update(
        state=State.RUNNING, started_at=now, heartbeat_at=now, attempts=_one_more()
    )
    if not claimed:
        return
    job = Job.objects.select_related("by", "place").get(pk=job_id)
    # Inside a transaction (tests) another thread would not see the job; there the report writes directly.
    with DirectReport(job) if connection.in_atomic_block else Pulse(job) as report:
        handle = JobHandle(job.pk, job.params, job.by, job.place, now, report)
        with home_of(job.by, now).forms():
            outcome = _outcome(job, handle)
    # By attempt: if the reaper gave this run up too early, the truth still wins; a newer run is not touched.
    Job.objects.filter(pk=job.pk, attempts=job.attempts).update(finished_at=timezone.now(), **outcome)
    tell(Job.objects.select_related("by").get(pk=job.pk), timezone.now())


def _one_more() -> Any:
    from django.db.models import F

    return F("attempts") + 1


def _outcome(job: Job, handle: JobHandle) -> dict[str, Any]:
    """The fields that say how the run ended."""
    try:
        result = KINDS[job.kind].function(handle)
    except Cancelled:
        return {"state": State.CANCELLED, "message": _("Cancelado a petición.")}
    except Refusal as refusal:
        sentence = f"{refusal} {refusal.remedy}".strip()
        return {"state": State.FAILED, "error": sentence[:500]}
    except Exception:
        trace_id = secrets.token_hex(4)
        logger.exception("job %s (%s) failed, trace %s", job.pk, job.kind, trace_id)
        return {
            "state": State.FAILED,
            "trace_id": trace_id,
            "error": _(
                "El trabajo se detuvo por un error interno. Vuelva a intentarlo; si se repite, "
                "comunique a soporte la referencia %(trace)s."
            )
            % {"trace": trace_id},
        }
    done: dict[str, Any] = {"state": State.DONE, "result": result or {}, "error": ""}
    if job.progress_total:
        done["progress_done"] = job.progress_total
    return done
