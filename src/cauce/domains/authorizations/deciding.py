"""Writing decisions on items and what follows: the item's state, its number, the request's outcome. No permissions here.

The order matters to the guards: first the decision, then the item, then the number, then the request.
"""

from datetime import datetime

from cauce.core.accounts.models import User

from . import clock, notices
from .issuing import issue
from .journal import Journal
from .models import Appeal, CriteriaVersion, Decision, Item, Request
from .policies import check_item, check_request
from .rules.decisions import ItemDecision
from .rules.header import header
from .rules.states import GRANTED_ITEM, OPEN_ITEM, ItemState
from .rules.words import OUTCOME_LABELS

ACTS = {ItemState.APPROVED: "approve", ItemState.MODIFIED: "modify", ItemState.DENIED: "deny"}


def decide(
    item: Item,
    decision: ItemDecision,
    act: str,
    *,
    level: int,
    by: User | None,
    at: datetime,
    service=None,
    place=None,
    appeal: Appeal | None = None,
) -> Decision:
    """Keep a decision and move the item by `act`. service, place: what is granted instead (None: as asked)."""
    transition = check_item(act, item)
    granted = decision.outcome in GRANTED_ITEM
    quantity = (decision.quantity or item.quantity) if granted else None
    kept = Decision.objects.create(
        item=item,
        level=level,
        outcome=decision.outcome,
        reason_code=decision.reason_code,
        clause=decision.clause.strip()[:300],
        criteria=CriteriaVersion.objects.filter(pk=decision.criteria).first() if decision.criteria else None,
        patient_sentence=decision.patient_sentence.strip(),
        would_change=decision.would_change.strip(),
        note=decision.note.strip(),
        service=service if granted else None,
        quantity=quantity,
        place=place if granted else None,
        appeal=appeal,
        at=at,
        by=by,
    )
    item.state = str(transition.target)
    item.quantity_granted = quantity
    item.service_granted = (service or item.service) if granted else None
    item.place_granted = (place or item.place) if granted else None
    item.waits_for_capacity = decision.waits_for_capacity or decision.reason_code == "capacity"
    item.save()
    return kept


def grant(item: Item, decision: Decision, *, by: User | None, at: datetime, journal: Journal) -> None:
    """Issue the number of a granted item."""
    if item.state in GRANTED_ITEM:
        issue(item, decision, by=by, at=at, journal=journal)


def conclude_when_whole(request: Request, *, by: User | None, at: datetime, journal: Journal) -> bool:
    """Close a request whose items are all settled: decided, or cancelled when nothing is left. Saves it.

    Returns whether it closed. The outcome is the header of its items, nothing else.
    """
    states = list(request.items.values_list("state", flat=True))
    if any(state in OPEN_ITEM for state in states):
        return False
    outcome = header(states)
    if set(states) == {ItemState.CANCELLED}:
        return _cancel_empty(request, by=by, at=at, outcome=outcome)
    transition = check_request("conclude", "cerrar la resolución", request)
    request.state, request.outcome, request.decided_at = str(transition.target), outcome, at
    clock.stop(request, at)
    _release(request, at)
    request.save()
    label = OUTCOME_LABELS[outcome]
    facts = {
        "folio": request.folio,
        "outcome": str(outcome),
        "gross_seconds": request.gross_seconds,
        "net_seconds": request.net_seconds,
    }
    journal.note("authorizations.request.conclude", request, facts)
    notices.tell(transition, request, by=by, at=at, title=f"Solicitud {request.folio}: {label.lower()}")
    return True


def _cancel_empty(request: Request, *, by: User | None, at: datetime, outcome: str) -> bool:
    transition = check_request("cancel_empty", "cancelar", request)
    request.state, request.outcome = str(transition.target), outcome
    clock.stop(request, at)
    _release(request, at)
    request.save()
    notices.tell(transition, request, by=by, at=at, title=f"Solicitud {request.folio}: cancelada")
    return True


def _release(request: Request, at: datetime) -> None:
    request.assignments.filter(released_at__isnull=True).update(released_at=at)


def derive_outcome(request: Request) -> None:
    """The outcome again from the items, after an appeal. Saves it."""
    request.outcome = header(request.items.values_list("state", flat=True))
    request.save(update_fields=["outcome", "version", "saved_at", "saved_by"])


def touch(request: Request, by: User | None, at: datetime) -> None:
    """A change by somebody: version, when and who. The caller saves."""
    request.version += 1
    request.saved_at = at
    if by is not None:
        request.saved_by = by
