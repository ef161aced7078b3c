"""The one door through which a request is shown: with a reason, and kept in the read log (rule 13)."""

from dataclasses import dataclass
from datetime import datetime

from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record

from ..models import Decision, ReadLog, Request
from ..policies import check_reason, conflict_of, not_allowed
from ..rules.privacy import NEEDS_REASON, WITHOUT_IDENTITY, Basis, Relation, basis_of
from ..rules.states import RequestState

RELATED = ("unit__area", "region", "patient", "requester", "registered_by", "duplicate_of", "replaces")


@dataclass(frozen=True, slots=True)
class Reading:
    """A request as this reader may see it: `identity` False hides who the patient is; `blind` hides the decisions."""

    request: Request
    basis: Basis
    identity: bool

    @property
    def blind(self) -> bool:
        """A second opinion is given without the first."""
        return self.basis == Basis.DOUBLE


@action("authorizations.request.read", enters=False)
def read_request(*, by: User, at: datetime, request: Request, why: str = "", door: str = "page") -> Reading:
    """Open a request. Who asked for it, treats, reviews or decides it has their reason; coordination and audit write one.

    Each reading is a row of the read log; those with a written reason are events of the chain too. door: page, api,
    fhir, cli. Raises NotAllowed (AP-97), Invalid (AP-96).
    """
    require(by, Permission.AUTH_READ, request.unit, at)
    request = Request.objects.select_related(*RELATED).get(pk=request.pk)
    basis = basis_of(relation(by, request, at))
    if basis is None:
        raise not_allowed("AP-97")
    why = check_reason(why, "why", "AP-96") if basis in NEEDS_REASON else why.strip()
    identity = basis not in WITHOUT_IDENTITY
    ReadLog.objects.create(
        request=request, by=by, at=at, basis=basis, why=why[:300], identity=identity, door=door
    )
    if basis in NEEDS_REASON:
        data = {"folio": request.folio or "", "basis": basis}
        record(
            action="authorizations.request.read",
            by=by,
            at=at,
            subject=request,
            place=request.unit,
            reason=why,
            data=data,
        )
    return Reading(request, basis, identity)


def relation(user: User, request: Request, at: datetime) -> Relation:
    """What ties a person to a request now. A draft is only its authors'."""
    mine = user.pk in {request.requester_id, request.registered_by_id}
    if mine or request.state == RequestState.DRAFT:
        return Relation(is_requester=mine)
    writes = can(user, Permission.AUTH_WRITE, request.unit, at) or can(
        user, Permission.AUTH_TRANSCRIBE, request.unit, at
    )
    return Relation(
        holds=request.assignments.filter(reviewer=user, released_at__isnull=True).exists(),
        has_appeal=request.appeals.filter(reviewer=user).exists(),
        has_double=request.blind_reviews.filter(reviewer=user).exists(),
        decided=Decision.objects.filter(item__request=request, by=user).exists(),
        writes_at_unit=writes,
        may_claim=may_claim(user, request, at),
        coordinates=can(user, Permission.AUTH_APPEAL_ASSIGN, request.region, at),
        audits=can(user, Permission.AUTH_READ_LOG, request.region, at),
    )


def may_claim(user: User, request: Request, at: datetime) -> bool:
    """Whether it waits in the person's own queue without conflict."""
    return (
        request.state == RequestState.IN_REVIEW
        and can(user, Permission.AUTH_REVIEW, request.region, at)
        and user.review_specialities.filter(speciality=request.speciality).exists()
        and not conflict_of(user, request, at)
    )
