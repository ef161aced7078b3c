"""The dry run of a criteria document as background work: what it is asked, what it leaves, who may look at it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse

from cauce.core import jobs
from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid
from cauce.core.jobs.models import Job
from cauce.core.organisations.models import OrgUnit

from .actions.publishing import parse_criteria
from .places import today_at, zone_at
from .queries.criteria import dry_run
from .rules.criteria.dry_run import KEPT
from .rules.table import broken

KIND = "authorizations.criteria.dry_run"


def start_trial(*, by: User, at: datetime, place: OrgUnit, text: str, since: date, until: date) -> Job:
    """Try a document on the requests of a span of days (both inclusive). Raises Invalid (AP-90, AP-95), NotAllowed."""
    require(by, Permission.AUTH_CRITERIA, place, at)
    criteria = parse_criteria(text)
    if until < since:
        raise Invalid([broken("AP-95", "until")])
    params = {"text": text, "place": place.pk, "since": since.isoformat(), "until": until.isoformat()}
    title = f"Ensayo del criterio «{criteria.title}»"[:200]
    return jobs.start(KIND, by=by, at=at, title=title, params=params, place=place)


@jobs.register(KIND, idempotent=True)
def run_trial(job: jobs.JobHandle) -> dict[str, Any]:
    """Judge the past by both; the job keeps the counts and the first changes."""
    params = job.params
    place = OrgUnit.objects.select_related("area").get(pk=params["place"])
    zone = zone_at(place)
    first, last = (date.fromisoformat(params[name]) for name in ("since", "until"))
    run = dry_run(
        parse_criteria(params["text"]),
        place,
        datetime.combine(first, time.min, zone),
        datetime.combine(last + timedelta(days=1), time.min, zone),
        today_at(place, job.at),
        kept=KEPT,
        progress=job.progress,
    )
    return {"url": reverse("authorizations:dry_run_result", args=[job.id]), **run.as_dict()}
