"""The background work of the module's papers."""

from datetime import date
from typing import Any

from django.urls import reverse

from cauce.core import jobs
from cauce.core.countries import country
from cauce.core.organisations.models import OrgUnit

from ..actions.papers import JOB, issue_paper
from ..country import today
from .annual import compose_annual
from .blocks import Paper
from .follow_up import compose_follow_up


@jobs.register(JOB)
def make_paper(job: jobs.JobHandle) -> dict[str, Any]:
    """Compose and issue the report named in the parameters, for whom asked for it."""
    place = OrgUnit.objects.get(pk=job.params["place"])
    kind, period = job.params["kind"], job.params["period"]
    with country(place.country).forms():
        paper = compose(kind, place, period, job.progress, on=today(job.at))
    document = issue_paper(by=job.by, at=job.at, kind=kind, place=place, period=period, paper=paper)
    at = [place.code, period] if kind == "follow_up" else [period]
    return {"url": reverse(f"riskplans:{kind}", args=at), "folio": document.folio}


def compose(
    kind: str, place: OrgUnit, period: str, progress: Any = lambda *_: None, on: date | None = None
) -> Paper:
    """The report of that kind as it stands on a day. Raises ValueError for a period that is none."""
    if kind == "annual":
        return compose_annual(place, period, progress, on)
    return compose_follow_up(place, period, progress)
