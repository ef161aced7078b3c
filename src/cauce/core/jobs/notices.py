"""Telling the person how their job ended."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.notifications import notify

from .models import Job
from .registry import KINDS


def tell(job: Job, at: datetime) -> None:
    """Notify who asked: it is done (unless its kind tells that itself), or it failed and why."""
    kind = KINDS.get(job.kind)
    if job.by is None or (job.state == Job.State.DONE and kind is not None and kind.tells):
        return
    titles = {
        Job.State.DONE: _("Terminó: %(title)s"),
        Job.State.FAILED: _("No se pudo terminar: %(title)s"),
    }
    if job.state not in titles:  # cancelled: by the person's own wish
        return
    notify(
        [job.by],
        kind="jobs.ended",
        title=titles[Job.State(job.state)] % {"title": job.title},
        body=job.error,
        url=reverse("jobs:detail", args=[job.pk]),
        at=at,
    )
