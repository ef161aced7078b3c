"""The background work of the module's papers."""

from typing import Any

from django.urls import reverse

from cauce.core import jobs
from cauce.core.organisations.models import OrgUnit

from .actions.papers import JOB, issue_bulletin, scope_of
from .bulletin.composing import compose


@jobs.register(JOB)
def make_bulletin(job: jobs.JobHandle) -> dict[str, Any]:
    """Issue the bulletin named in the parameters, for whom asked for it."""
    place = OrgUnit.objects.get(pk=job.params["place"])
    made = compose(scope_of(place, job.params["period"], job.at), job.at, job.progress)
    document = issue_bulletin(by=job.by, at=job.at, place=place, made=made)
    return {"url": reverse("oralhealth:bulletin", args=[document.folio]), "folio": document.folio}
