"""Leaving a request, one of its services, or beginning again after a denial."""

from datetime import datetime

from cauce.core.accounts.models import User
from cauce.core.actions import action
from cauce.core.audit.log import record

from .. import clock, notices
from ..deciding import conclude_when_whole, touch
from ..journal import Journal
from ..models import Appeal, InfoRequest, Item, Request
from ..policies import check_item, check_owner, check_reason, check_request, not_now
from ..rules.header import header
from ..rules.states import OPEN_APPEAL, OPEN_ITEM, ItemState, RequestState
from ..stored import typed_of
from .common import locked
from .drafting import new_draft


@action("authorizations.request.cancel")
def cancel_request(*, by: User, at: datetime, request: Request, reason: str = "") -> Request:
    """The requester gives the whole request up while it is undecided; a sent one needs a reason.

    What was already granted keeps its number. Raises NotNow (AP-46), Invalid (AP-58), NotAllowed.
    """
    request = locked(request)
    check_owner(by, request, at)
    transition = check_request("cancel", "cancelar", request)
    was_sent = request.state != RequestState.DRAFT
    reason = check_reason(reason) if was_sent else reason.strip()
    for item in request.items.filter(state__in=OPEN_ITEM):
        item.state = str(check_item("cancel", item).target)
        item.save(update_fields=["state"])
    if was_sent:
        _close_question(request, by, at)
        clock.stop(request, at)
        request.outcome = header(request.items.values_list("state", flat=True))
    # Its reviewer is told after the commit, so who that is must be known before it is released.
    notices.tell(transition, request, by=by, at=at, title=f"Solicitud {request.folio or ''}: cancelada")
    request.state, request.cancelled_reason = str(transition.target), reason[:500]
    touch(request, by, at)
    request.save()
    request.assignments.filter(released_at__isnull=True).update(released_at=at)
    record(
        action="authorizations.request.cancel",
        by=by,
        at=at,
        subject=request,
        place=request.unit,
        reason=reason,
        data={"folio": request.folio or ""},
    )
    return request


@action("authorizations.item.withdraw")
def withdraw_item(*, by: User, at: datetime, item: Item, reason: str) -> Request:
    """The requester gives one service up; the others go on. The last one settles the request."""
    request = locked(item.request)
    check_owner(by, request, at)
    check_request("withdraw_item", "retirar un servicio", request)
    reason = check_reason(reason)
    item = request.items.get(pk=item.pk)
    item.state = str(check_item("withdraw_item", item).target)
    item.save(update_fields=["state"])
    journal = Journal(by, at, request.unit)
    journal.note(
        "authorizations.item.withdraw", request, {"folio": request.folio, "sequence": item.sequence}, reason
    )
    if not request.items.filter(state=ItemState.INFO_NEEDED).exists():
        _back_to_review(request, by, at)
    touch(request, by, at)
    if not conclude_when_whole(request, by=by, at=at, journal=journal):
        request.save()
    journal.record()
    return request


def _back_to_review(request: Request, by: User, at: datetime) -> None:
    """Nothing is left to ask: the question closes and the clock runs again."""
    if request.state != RequestState.INFO_REQUESTED:
        return
    transition = check_request("answer_info", "responder", request)
    _close_question(request, by, at)
    clock.resume(request, at)
    request.state = str(transition.target)


def _close_question(request: Request, by: User, at: datetime) -> None:
    InfoRequest.objects.filter(request=request, answered_at__isnull=True).update(
        answer="Retirado por quien solicita.", answered_at=at, answered_by=by
    )


@action("authorizations.request.resubmit")
def resubmit_request(*, by: User, at: datetime, request: Request) -> Request:
    """A new draft with what was denied, linked to the old request, to correct and send (decision S4).

    Raises NotNow (AP-62 appeal open, AP-65 nothing denied, AP-69 already done), NotAllowed.
    """
    old = locked(request)
    denied = check_correctable(by, at, old)
    new = new_draft(by, at, old.unit, typed_of(old, denied), old.channel, old.requester, replaces=old)
    record(
        action="authorizations.request.resubmit",
        by=by,
        at=at,
        subject=new,
        place=old.unit,
        data={"folio": old.folio},
    )
    return new


def check_correctable(by: User, at: datetime, old: Request) -> set[int]:
    """The denied items of a request that may be asked again, corrected. Raises as `resubmit_request`."""
    check_owner(by, old, at)
    denied = set(old.items.filter(state=ItemState.DENIED).values_list("sequence", flat=True))
    if old.state != RequestState.DECIDED or not denied:
        raise not_now("AP-65")
    appeal = Appeal.objects.filter(request=old, state__in=OPEN_APPEAL).first()
    if appeal:
        raise not_now("AP-62", at=f"{appeal.filed_at:%d/%m/%Y}")
    again = old.replaced_by.exclude(state=RequestState.CANCELLED).first()
    if again:
        raise not_now("AP-69", folio=again.folio or "un borrador")
    return denied
