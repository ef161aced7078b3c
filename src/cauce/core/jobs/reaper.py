"""What a crash leaves behind: jobs that nobody runs any more."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .models import Job
from .notices import tell
from .registry import KINDS
from .starting import enqueue

MAX_ATTEMPTS = 2  # an idempotent job is run once more, not for ever


def reap(at: datetime) -> int:
    """Settle every job whose worker has gone; returns how many."""
    limit = at - timedelta(seconds=settings.CAUCE_JOB_STALE_SECONDS)
    return _reap_running(at, limit) + _requeue_lost(limit)


def _reap_running(at: datetime, limit: datetime) -> int:
    """Running without a heartbeat: queue again once if that does no harm, else say that it failed."""
    with transaction.atomic():
        stale = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=limit)
        dead = list(stale.select_for_update(skip_locked=True, of=("self",)))
        for job in dead:
            kind = KINDS.get(job.kind)
            if kind and kind.idempotent and job.attempts < MAX_ATTEMPTS and not job.cancel_requested:
                _queue_again(job)
            else:
                _fail(job, at)
    return len(dead)


def _queue_again(job: Job) -> None:
    job.state, job.started_at, job.heartbeat_at = Job.State.QUEUED, None, None
    job.progress_done, job.message = 0, _("Se interrumpió; comienza de nuevo.")
    job.save(update_fields=["state", "started_at", "heartbeat_at", "progress_done", "message"])
    enqueue(job)


def _fail(job: Job, at: datetime) -> None:
    job.state, job.finished_at = Job.State.FAILED, at
    job.error = _(
        "El proceso que lo ejecutaba se detuvo (por ejemplo, se apagó el equipo). "
        "Lo que estaba a medias no se guardó; inícielo de nuevo."
    )
    job.save(update_fields=["state", "finished_at", "error"])
    tell(job, at)


def _requeue_lost(limit: datetime) -> int:
    """Waiting, but its place in the queue was taken by a worker that died before it began."""
    waiting = list(Job.objects.filter(state=Job.State.QUEUED, created_at__lt=limit).exclude(task_id=""))
    held = DBTaskResult.objects.filter(pk__in=[job.task_id for job in waiting]).filter(
        Q(status=TaskResultStatus.READY) | Q(status=TaskResultStatus.RUNNING, started_at__gte=limit)
    )
    alive = {str(pk) for pk in held.values_list("pk", flat=True)}
    lost = [job for job in waiting if job.task_id not in alive]
    for job in lost:
        with transaction.atomic():
            enqueue(job)
    return len(lost)
