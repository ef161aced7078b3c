"""The background work of the module's papers."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from cauce.core import jobs
from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.countries import country
from cauce.core.jobs import files
from cauce.core.jobs.models import Job
from cauce.core.organisations.models import OrgUnit

from ..actions.papers import JOB, KINDS, issue_paper
from ..country import quarter_name, today
from .annual import compose_annual
from .blocks import Paper
from .follow_up import compose_follow_up
from .printing import preliminary
from .word import write_docx

FILE = "riskplans.file"


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


@jobs.register(FILE, idempotent=True)
def make_file(job: jobs.JobHandle) -> dict[str, Any]:
    """Write the report, still to be issued, as PDF or Word: many hospitals take longer than a page may."""
    place = OrgUnit.objects.get(pk=job.params["place"])
    kind, period, ending = job.params["kind"], job.params["period"], job.params["ending"]
    require(job.by, Permission.RISK_READ, place, job.at)  # type: ignore[arg-type]
    with country(place.country).forms():
        paper = compose(kind, place, period, job.progress, on=today(job.at))
        files.write_whole(job.id, ending, lambda path: _write(paper, ending, path, job.at, place))
    return {"url": reverse("riskplans:paper_made", args=[job.id, ending])}


def start_file(by: User, at: datetime, kind: str, place: OrgUnit, period: str, ending: str) -> Job:
    """Ask a job for the file; the person is told when it is ready. The caller has checked who may read it."""
    title = f"{KINDS[kind][0].label}: {place.name}, {quarter_name(period)} ({ending.upper()})"[:200]
    params = {"kind": kind, "place": place.pk, "period": period, "ending": ending}
    return jobs.start(FILE, by=by, at=at, title=title, params=params, place=place)


def _write(paper: Paper, ending: str, path: Path, at: datetime, place: OrgUnit) -> None:
    synthetic = place.synthetic or settings.CAUCE_ENV == "demo"
    if ending == "docx":
        write_docx(paper, path, synthetic=synthetic)
    else:
        path.write_bytes(preliminary(paper, at, synthetic=synthetic))


def compose(
    kind: str, place: OrgUnit, period: str, progress: Any = lambda *_: None, on: date | None = None
) -> Paper:
    """The report of that kind as it stands on a day. Raises ValueError for a period that is none."""
    if kind == "annual":
        return compose_annual(place, period, progress, on)
    return compose_follow_up(place, period, progress)
