"""The life of a number apart from its use: suspended, resumed, revoked, expired."""

from datetime import datetime

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record

from .. import notices
from ..models import Authorisation
from ..policies import check_authorisation, check_reason
from ..reports.authorisation import withdraw_stopped_papers
from ..rules.states import Transition


@action("authorizations.authorisation.suspend")
def suspend_authorisation(
    *, by: User, at: datetime, authorisation: Authorisation, reason: str
) -> Authorisation:
    """Stop a number for a time, with a reason. Raises NotNow (AP-77), Invalid (AP-58), NotAllowed."""
    authorisation = _locked(authorisation)
    _require(by, Permission.AUTH_SUSPEND, authorisation, at)
    transition = check_authorisation("suspend", "suspender", authorisation)
    return _move(authorisation, transition, "suspend", by, at, check_reason(reason))


@action("authorizations.authorisation.resume")
def resume_authorisation(
    *, by: User, at: datetime, authorisation: Authorisation, reason: str
) -> Authorisation:
    """Let a suspended number live again."""
    authorisation = _locked(authorisation)
    _require(by, Permission.AUTH_SUSPEND, authorisation, at)
    act = "resume_used" if authorisation.consumed else "resume"
    transition = check_authorisation(act, "reanudar", authorisation)
    return _move(authorisation, transition, "resume", by, at, check_reason(reason))


@action("authorizations.authorisation.revoke")
def revoke_authorisation(
    *, by: User, at: datetime, authorisation: Authorisation, reason: str
) -> Authorisation:
    """End a number for good, with a reason; what was used of it stays used."""
    authorisation = _locked(authorisation)
    _require(by, Permission.AUTH_REVOKE, authorisation, at)
    transition = check_authorisation("revoke", "revocar", authorisation)
    return _move(authorisation, transition, "revoke", by, at, check_reason(reason))


@action("authorizations.authorisation.expire")
def expire_authorisation(*, by: User | None, at: datetime, authorisation: Authorisation) -> Authorisation:
    """The schedule's act (by None) when the last day and the days of grace are over."""
    authorisation = _locked(authorisation)
    if by is not None:
        _require(by, Permission.AUTH_REVOKE, authorisation, at)
    transition = check_authorisation("expire", "vencer", authorisation)
    reason = f"Venció el {authorisation.valid_until:%d/%m/%Y}."
    return _move(authorisation, transition, "expire", by, at, reason)


def _require(by: User, permission: Permission, authorisation: Authorisation, at: datetime) -> None:
    require(by, permission, authorisation.item.request.region, at)


def _move(
    authorisation: Authorisation,
    transition: Transition,
    verb: str,
    by: User | None,
    at: datetime,
    reason: str,
) -> Authorisation:
    authorisation.state, authorisation.state_at = str(transition.target), at
    authorisation.state_by, authorisation.state_reason = by, reason[:500]
    authorisation.save(update_fields=["state", "state_at", "state_by", "state_reason"])
    request = authorisation.item.request
    record(
        action=f"authorizations.authorisation.{verb}",
        by=by,
        at=at,
        subject=authorisation,
        place=request.unit,
        reason=reason,
        data={"number": authorisation.number, "state": authorisation.state},
    )
    if by is not None:
        withdraw_stopped_papers(by=by, at=at, request=request)
    title = f"Autorización {authorisation.number}: {authorisation.get_state_display().lower()}"
    notices.tell(transition, request, by=by, at=at, title=title, body=reason, authorisation=authorisation)
    return authorisation


def _locked(authorisation: Authorisation) -> Authorisation:
    related = ("item__request__unit", "item__request__region", "place")
    rows = Authorisation.objects.select_for_update(of=("self",)).select_related(*related)
    return rows.get(pk=authorisation.pk)
