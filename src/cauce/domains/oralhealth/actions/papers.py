"""Issuing the bulletin: asked for by a person, made by a job, kept with folio and seal."""

from datetime import datetime

from django.conf import settings

from cauce.core import jobs
from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.documents.actions import issue_document
from cauce.core.documents.models import IssuedDocument
from cauce.core.errors import Invalid, NotNow
from cauce.core.jobs.models import Job
from cauce.core.organisations.models import OrgUnit
from cauce.indicators.store import keep

from ..bulletin.composing import Made
from ..bulletin.scope import PLACES, Scope, read_period
from ..country import today
from ..models import Bulletin, Facility
from ..queries.indicators import documents
from ..reports.kinds import BULLETIN, TEMPLATES
from ..rules.papers import broken

JOB = "oralhealth.bulletin"


@action("oralhealth.bulletin.request")
def request_bulletin(*, by: User, at: datetime, place: OrgUnit, period: str) -> Job:
    """Ask for the bulletin of a month («202603») or a year («2026»); a job makes it and tells when it is ready.

    Raises NotAllowed, Invalid (OH-330, OH-331, OH-332).
    """
    require(by, Permission.ORAL_PAPER, place, at)
    scope = scope_of(place, period, at)
    title = f"{BULLETIN.label}: {place.name}, {scope.words}"
    job = jobs.start(
        JOB,
        by=by,
        at=at,
        title=title[:200],
        params={"place": place.pk, "period": scope.period.id},
        place=place,
    )
    facts = {"period": scope.words, "place": place.name}
    record(action="oralhealth.bulletin.request", by=by, at=at, subject=None, place=place, data=facts)
    return job


@action("oralhealth.bulletin.issue")
def issue_bulletin(*, by: User, at: datetime, place: OrgUnit, made: Made) -> IssuedDocument:
    """Seal and keep a computed bulletin with its folio; the nineteen values are kept with their versions.

    A new issue of the same place and period supersedes the one before. Raises NotAllowed, NotNow (OH-333) without data.
    """
    require(by, Permission.ORAL_PAPER, place, at)
    scope = made.scope
    if made.empty:
        said = broken("OH-333", name=place.name, value=scope.words)
        raise NotNow(said.message, rule=said.rule, remedy=said.remedy)
    bulletin, _new = Bulletin.objects.get_or_create(place=scope.place, period=scope.period.id)
    document = issue_document(
        by=by,
        at=at,
        kind=BULLETIN.code,
        subject=bulletin,
        place=scope.place,
        data=made.data,
        template=TEMPLATES / "bulletin.typ",
        title=f"{BULLETIN.label}: {scope.words}",
        synthetic=is_synthetic(place),
        pictures=made.files,
    )
    for code, value in made.values.items():
        keep(documents()[code], scope.period, place, value, data_version=made.data["data_version"], at=at)
    facts = {"folio": document.folio, "version": document.version, "period": scope.words, "place": place.name}
    record(action="oralhealth.bulletin.issue", by=by, at=at, subject=bulletin, place=place, data=facts)
    return document


def is_synthetic(place: OrgUnit) -> bool:
    """Whether anything that the place's papers count is invented."""
    if settings.CAUCE_ENV == "demo" or place.synthetic:
        return True
    return Facility.objects.filter(unit__path__startswith=place.path, unit__synthetic=True).exists()


def scope_of(place: OrgUnit, period: str, at: datetime) -> Scope:
    """Of where and when; raises Invalid (OH-330, OH-331, OH-332)."""
    found, problems = read_period(period), []
    if found is None:
        problems.append(broken("OH-330", "periodo", value=period))
    elif found.start > today(at):
        problems.append(broken("OH-331", "periodo", value=found.id))
    if place.kind not in PLACES:
        problems.append(broken("OH-332", "lugar", name=place.name))
    if problems or found is None:
        raise Invalid(problems)
    return Scope(place, found)
