"""Recurso de revisión: filed within its term, decided by another reviewer, its outcome in place of the decision."""

from collections.abc import Sequence
from datetime import datetime

from cauce.core.accounts.access import can, require
from cauce.core.accounts.confirm import require_second_factor
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid

from .. import notices
from ..deciding import decide, derive_outcome, touch
from ..issuing import issue
from ..journal import Journal
from ..models import Appeal, Authorisation, Decision, Item, Request
from ..places import local
from ..policies import (
    check_appeal,
    check_authorisation,
    check_conflict,
    check_owner,
    check_reason,
    check_request,
    not_allowed,
    not_now,
)
from ..reports.authorisation import withdraw_stopped_papers
from ..rules.clocks import Kind, end_of
from ..rules.decisions import ItemDecision
from ..rules.states import APPEALABLE_ITEM, GRANTED_ITEM, OPEN_APPEAL, AuthorisationState, ItemState
from ..rules.table import broken
from ..terms import appeal_until, term_for
from .common import locked
from .reviewing import Chosen, checked_decisions

LIVE = (AuthorisationState.ACTIVE, AuthorisationState.PARTIALLY_USED, AuthorisationState.SUSPENDED)


@action("authorizations.appeal.file")
def file_appeal(
    *, by: User, at: datetime, request: Request, sequences: Sequence[int], grounds: str
) -> Appeal:
    """Appeal what was denied or modified, within the term from the decision.

    Raises Invalid (AP-60 nothing to appeal, AP-63 grounds), NotNow (AP-46, AP-61 too late, AP-62 one is open),
    NotAllowed.
    """
    require(by, Permission.AUTH_APPEAL_FILE, request.unit, at)
    request = locked(request)
    check_owner(by, request, at)
    check_request("appeal", "presentar un recurso", request)
    _check_none_open(request)
    until = appeal_until(request)
    if until and at > until:
        raise not_now("AP-61", until=local(until, request.unit))
    grounds = check_reason(grounds, "grounds", "AP-63")
    chosen = request.items.filter(sequence__in=set(sequences), state__in=APPEALABLE_ITEM)
    found = sorted(chosen.values_list("sequence", flat=True))
    if not found or len(found) != len(set(sequences)):
        raise Invalid([broken("AP-60", "items")])
    due = end_of(at, term_for(Kind.APPEAL_ANSWER, request.unit, at))
    appeal = Appeal.objects.create(
        request=request, sequences=found, grounds=grounds, filed_at=at, filed_by=by, due_at=due
    )
    _record("file", by, at, appeal, {"items": len(found)})
    people = notices.people_with(Permission.AUTH_APPEAL_ASSIGN, request.region, at)
    notices.send_later(
        people, "authorizations.appeal", f"Recurso de {request.folio}: por asignar", request, at
    )
    return appeal


def _check_none_open(request: Request) -> None:
    found = Appeal.objects.filter(request=request, state__in=OPEN_APPEAL).first()
    if found:
        raise not_now("AP-62", at=local(found.filed_at, request.unit))


@action("authorizations.appeal.assign")
def assign_appeal(*, by: User, at: datetime, appeal: Appeal, reviewer: User) -> Appeal:
    """The coordination gives an appeal to a reviewer who has not decided the request and has no conflict.

    Raises NotNow (AP-68), Invalid (AP-64), NotAllowed (AP-40 to AP-43 of the reviewer).
    """
    appeal = _locked(appeal)
    require(by, Permission.AUTH_APPEAL_ASSIGN, appeal.request.region, at)
    transition = check_appeal("assign", "asignar", appeal)
    if not can(reviewer, Permission.AUTH_APPEAL_DECIDE, appeal.request.region, at):
        raise Invalid([broken("AP-64", "reviewer", name=reviewer.display_name)])
    check_conflict(reviewer, appeal.request, at, Decision.Level.APPEAL)
    appeal.state, appeal.reviewer, appeal.assigned_at = str(transition.target), reviewer, at
    appeal.save()
    _record("assign", by, at, appeal, {"reviewer": reviewer.display_name})
    title = f"Recurso de {appeal.request.folio}: asignado a usted"
    notices.tell(transition, appeal.request, by=by, at=at, title=title, appeal=appeal)
    return appeal


@action("authorizations.appeal.decide")
def decide_appeal(
    *, by: User, at: datetime, appeal: Appeal, decisions: Sequence[ItemDecision], note: str = ""
) -> Appeal:
    """Decide every item appealed: the same answer again, or more. The items' decisions and numbers follow; the
    history stays.

    Raises Invalid (AP-36 worse than before, AP-50 to AP-55, AP-67), NotNow (AP-68), NotAllowed (AP-40 to AP-43, AP-66).
    """
    appeal = _locked(appeal)
    request = appeal.request
    require(by, Permission.AUTH_APPEAL_DECIDE, request.region, at)
    check_appeal("uphold", "resolver", appeal)
    if appeal.reviewer_id != by.pk:
        raise not_allowed("AP-66", who=appeal.reviewer.display_name if appeal.reviewer else "—")
    check_conflict(by, request, at, Decision.Level.APPEAL)
    require_second_factor(by)
    chosen = checked_appeal(appeal, decisions, at)
    check_conflict(by, request, at, Decision.Level.APPEAL, [place.pk for *_rest, place in chosen if place])
    journal = Journal(by, at, request.unit)
    acts = [_apply(appeal, one, by, at, journal) for one in chosen]
    transition = check_appeal(_outcome(acts), "resolver", appeal)
    appeal.state, appeal.decided_at, appeal.note = str(transition.target), at, note.strip()
    appeal.save()
    touch(request, by, at)
    derive_outcome(request)
    facts = {"folio": request.folio, "outcome": appeal.state, "request_outcome": request.outcome}
    journal.note("authorizations.appeal.decide", appeal, facts, appeal.note)
    journal.record()
    withdraw_stopped_papers(by=by, at=at, request=request)
    title = f"Recurso de {request.folio}: {appeal.get_state_display().lower()}"
    notices.tell(transition, request, by=by, at=at, title=title, appeal=appeal)
    return appeal


def checked_appeal(appeal: Appeal, decisions: Sequence[ItemDecision], at: datetime) -> list[Chosen]:
    """All items appealed and no other, none worse than before."""
    missing = set(appeal.sequences) - {d.sequence for d in decisions}
    if missing:
        raise Invalid([broken("AP-67", "items", missing=", ".join(map(str, sorted(missing))))])
    other = [d.sequence for d in decisions if d.sequence not in appeal.sequences]
    if other:
        raise Invalid([broken("AP-59", f"items.{n}", value=n) for n in other])
    chosen = checked_decisions(appeal.request, decisions, set(APPEALABLE_ITEM), at)
    worse = [broken("AP-36", f"items.{i.sequence}") for i, d, _s, _p in chosen if _is_worse(i, d)]
    if worse:
        raise Invalid(worse)
    return chosen


def _is_worse(item: Item, decision: ItemDecision) -> bool:
    """A modified item is not denied, nor given less."""
    if item.state != ItemState.MODIFIED:
        return False
    less = (decision.quantity or item.quantity) < (item.quantity_granted or 0)
    return decision.outcome == ItemState.DENIED or less


def _apply(appeal: Appeal, chosen: Chosen, by: User, at: datetime, journal: Journal) -> str:
    """Keep one item's decision of the appeal; which act it was."""
    item, decision, service, place = chosen
    act = _act(item, decision, service, place)
    kept = decide(
        item,
        decision,
        act,
        level=Decision.Level.APPEAL,
        by=by,
        at=at,
        service=service,
        place=place,
        appeal=appeal,
    )
    if act != "uphold" and item.state in GRANTED_ITEM:
        _renumber(item, kept, by, at, journal)
    return act


def _act(item: Item, decision: ItemDecision, service, place) -> str:
    if decision.outcome == ItemState.APPROVED:
        return "overturn_approve"
    if decision.outcome == ItemState.DENIED:
        return "uphold"
    same = (
        item.state == ItemState.MODIFIED
        and (decision.quantity or item.quantity) == item.quantity_granted
        and (service or item.service) == item.service_granted
        and (place or item.place) == item.place_granted
    )
    return "uphold" if same else "overturn_modify"


def _renumber(item: Item, decision: Decision, by: User, at: datetime, journal: Journal) -> None:
    """A new number for what is granted now, less what was used of the old one, which ends."""
    old = Authorisation.objects.select_for_update().filter(item=item).order_by("-pk").first()
    used = sum(item.authorisations.values_list("consumed", flat=True))
    if old and old.state in LIVE:
        old.state = str(check_authorisation("replace", "sustituir", old).target)
        old.state_at, old.state_by = at, by
        old.state_reason = "Sustituida por lo resuelto en el recurso de revisión."
        old.save(update_fields=["state", "state_at", "state_by", "state_reason"])
        facts = {"number": old.number, "state": old.state}
        journal.note("authorizations.authorisation.revoke", old, facts, old.state_reason)
    left = (decision.quantity or 0) - used
    if left > 0:
        issue(item, decision, by=by, at=at, journal=journal, units=left, replaces=old)


def _outcome(acts: Sequence[str]) -> str:
    """Which way the appeal ends: all stay, all are granted as asked, or something in between."""
    if set(acts) == {"uphold"}:
        return "uphold"
    return "overturn" if set(acts) == {"overturn_approve"} else "overturn_partly"


@action("authorizations.appeal.withdraw")
def withdraw_appeal(*, by: User, at: datetime, appeal: Appeal, reason: str) -> Appeal:
    """The requester desists; the decision stays."""
    appeal = _locked(appeal)
    require(by, Permission.AUTH_APPEAL_FILE, appeal.request.unit, at)
    check_owner(by, appeal.request, at)
    transition = check_appeal("withdraw", "desistir", appeal)
    appeal.note = check_reason(reason)
    appeal.state, appeal.decided_at = str(transition.target), at
    appeal.save()
    _record("withdraw", by, at, appeal, reason=appeal.note)
    title = f"Recurso de {appeal.request.folio}: desistido"
    notices.tell(transition, appeal.request, by=by, at=at, title=title, appeal=appeal)
    return appeal


def _locked(appeal: Appeal) -> Appeal:
    """The appeal as it is now, its request locked first: so no two acts can wait for each other."""
    request = locked(appeal.request)
    found = Appeal.objects.select_for_update(of=("self",)).select_related("reviewer").get(pk=appeal.pk)
    found.request = request
    return found


def _record(
    verb: str, by: User, at: datetime, appeal: Appeal, data: dict | None = None, reason: str = ""
) -> None:
    record(
        action=f"authorizations.appeal.{verb}",
        by=by,
        at=at,
        subject=appeal,
        place=appeal.request.unit,
        reason=reason,
        data={"folio": appeal.request.folio, **(data or {})},
    )
