"""A missed term is told and published; nothing is decided by it (rule 6)."""

from datetime import datetime

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record

from .. import notices
from ..models import Appeal, Request
from ..places import local
from ..rules.states import OPEN_APPEAL, OPEN_REQUEST
from .common import locked


@action("authorizations.request.escalate")
def escalate_request(*, by: User | None, at: datetime, request: Request) -> Request:
    """Mark a missed term once, and tell the coordination and whoever has the request (by None: the schedule).

    The state does not change: silence neither approves nor denies. What is not late, or was told, stays as it is.
    """
    if by is not None:
        require(by, Permission.AUTH_OVERSIGHT, request.region, at)
    request = locked(request)
    late = request.state in OPEN_REQUEST and request.due_at is not None and request.due_at < at
    if not late or request.escalated_at is not None:
        return request
    request.escalated_at = at
    request.save(update_fields=["escalated_at"])
    _tell("authorizations.request.escalate", by, at, request, request, request.due_at)
    return request


@action("authorizations.appeal.escalate")
def escalate_appeal(*, by: User | None, at: datetime, appeal: Appeal) -> Appeal:
    """The same for an appeal that nobody has decided in time."""
    if by is not None:
        require(by, Permission.AUTH_OVERSIGHT, appeal.request.region, at)
    appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    if appeal.state not in OPEN_APPEAL or appeal.due_at >= at or appeal.escalated_at is not None:
        return appeal
    appeal.escalated_at = at
    appeal.save(update_fields=["escalated_at"])
    _tell("authorizations.appeal.escalate", by, at, appeal, appeal.request, appeal.due_at)
    return appeal


def _tell(action_name: str, by: User | None, at: datetime, subject, request: Request, due_at) -> None:
    due = local(due_at, request.unit)
    record(
        action=action_name,
        by=by,
        at=at,
        subject=subject,
        place=request.unit,
        data={"folio": request.folio, "due": due},
    )
    people = notices.people_with(Permission.AUTH_APPEAL_ASSIGN, request.region, at)
    people += [a.reviewer for a in request.assignments.filter(released_at__isnull=True)]
    title = f"Plazo vencido: {request.folio}"
    notices.send_later(people, action_name, title, request, at, f"Venció el {due}.")
