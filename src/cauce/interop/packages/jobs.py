"""Importing a package in the background; again after a crash does no harm."""

from typing import Any

from django.urls import reverse

from cauce.core import jobs

from .actions import JOB, settle
from .models import ReceivedPackage


@jobs.register(JOB, idempotent=True)
def run(job: jobs.JobHandle) -> dict[str, Any]:
    """Settle the package named in the parameters."""
    received = ReceivedPackage.objects.get(pk=job.params["package"])
    job.progress(0, 1)
    received = settle(received, by=received.received_by, at=job.at)
    return {"url": reverse("packages:received", args=[received.uid]), **received.counts}
