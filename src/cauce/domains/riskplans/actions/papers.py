"""Issuing the module's papers with folio and seal: follow-up, evaluation, annual. Spec 3, "Workflow and reports"."""

from datetime import datetime

from django.conf import settings

from cauce.core import jobs
from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.countries import country
from cauce.core.documents.actions import issue_document
from cauce.core.documents.models import IssuedDocument
from cauce.core.jobs.models import Job
from cauce.core.organisations.models import OrgUnit

from ..models import Evaluation, PeriodReport
from ..papers.blocks import Paper, as_data
from ..papers.evaluation import compose_evaluation
from ..papers.kinds import ANNUAL, EVALUATION, FOLLOW_UP
from ..papers.printing import TEMPLATE, pictures_of
from ..policies import not_now
from ..rules.states import EvaluationState
from .common import locked_evaluation

JOB = "riskplans.paper"
KINDS = {
    "follow_up": (FOLLOW_UP, Permission.RISK_TERRITORY),
    "annual": (ANNUAL, Permission.RISK_ANNUAL_WRITE),
}


@action("riskplans.paper.request")
def request_paper(*, by: User, at: datetime, kind: str, place: OrgUnit, period: str) -> Job:
    """Ask for a territory's follow-up or the annual report to be issued; a job makes it and tells when it is ready."""
    paper, permission = KINDS[kind]
    require(by, permission, place, at)
    title = f"{paper.label}: {place.name}, {period}"[:200]
    params = {"kind": kind, "place": place.pk, "period": period}
    job = jobs.start(JOB, by=by, at=at, title=title, params=params, place=place)
    record(
        action="riskplans.paper.request",
        by=by,
        at=at,
        subject=None,
        place=place,
        data={"kind": kind, "period": period},
    )
    return job


@action("riskplans.paper.issue")
def issue_paper(
    *, by: User, at: datetime, kind: str, place: OrgUnit, period: str, paper: Paper
) -> IssuedDocument:
    """Seal a composed report; one issued before for the same place and period is superseded and kept.

    Raises NotNow RP-95 while parts are not written.
    """
    document_kind, permission = KINDS[kind]
    require(by, permission, place, at)
    if paper.gaps:
        raise not_now("RP-95", parts=_few(paper.gaps))
    subject, _made = PeriodReport.objects.get_or_create(place=place, period=period, kind=kind)
    document = _issue(by, at, document_kind.code, subject, place, paper)
    facts = {"kind": kind, "period": period, "folio": document.folio}
    record(action="riskplans.paper.issue", by=by, at=at, subject=subject, place=place, data=facts)
    return document


@action("riskplans.evaluation.issue")
def issue_evaluation(*, by: User, at: datetime, evaluation: Evaluation) -> IssuedDocument:
    """Seal the report of a closed evaluation. Raises NotNow RP-96 while it is open."""
    evaluation = locked_evaluation(evaluation)
    place = evaluation.report.plan.hospital.unit
    require(by, Permission.RISK_CLOSE, place, at)
    if evaluation.state != EvaluationState.CLOSED:
        raise not_now("RP-96")
    with country(place.country).forms():
        paper = compose_evaluation(evaluation)
    document = _issue(by, at, EVALUATION.code, evaluation, place, paper)
    facts = {"period": evaluation.report.period, "number": evaluation.number, "folio": document.folio}
    record(
        action="riskplans.evaluation.issue", by=by, at=at, subject=evaluation.report, place=place, data=facts
    )
    return document


def _issue(
    by: User, at: datetime, kind: str, subject: object, place: OrgUnit, paper: Paper
) -> IssuedDocument:
    return issue_document(
        by=by,
        at=at,
        kind=kind,
        subject=subject,  # type: ignore[arg-type]
        place=place,
        data=as_data(paper),
        template=TEMPLATE,
        title=paper.title,
        synthetic=settings.CAUCE_ENV == "demo" or place.synthetic,
        pictures=pictures_of(paper),
    )


def _few(names: list[str], most: int = 4) -> str:
    more = len(names) - most
    return "; ".join(names[:most]) + (f" y {more} más" if more > 0 else "")
