"""Review by a specialist: claim, release, pass on, ask, and decide item by item (rule 5)."""

from collections.abc import Sequence
from datetime import datetime

from cauce.core.accounts.access import require
from cauce.core.accounts.confirm import require_second_factor
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.catalogues.models import Entry
from cauce.core.errors import Invalid, Problem
from cauce.core.organisations.models import OrgUnit

from .. import clock, notices
from ..catalogue import is_centre, speciality_labels
from ..deciding import ACTS, conclude_when_whole, decide, grant, touch
from ..journal import Journal
from ..models import Assignment, Decision, InfoRequest, Item, Request, ServicePolicy
from ..places import local, today_at
from ..policies import (
    check_conflict,
    check_item,
    check_owner,
    check_reason,
    check_request,
    check_version,
    not_allowed,
    not_now,
)
from ..rules.decisions import Asked, ItemDecision, problems
from ..rules.states import ItemState
from ..rules.table import broken
from .common import locked


@action("authorizations.request.claim")
def claim_request(*, by: User, at: datetime, request: Request) -> Assignment:
    """Take a request from the queue of one's speciality; claiming what one holds changes nothing.

    Raises NotAllowed (AP-40 to AP-43, AP-49), NotNow (AP-44 somebody has it, AP-46).
    """
    require(by, Permission.AUTH_REVIEW, request.region, at)
    request = locked(request)
    check_request("claim", "tomar", request)
    if not by.review_specialities.filter(speciality=request.speciality).exists():
        label = speciality_labels().get(request.speciality, request.speciality)
        raise not_allowed("AP-49", speciality=label)
    check_conflict(by, request, at)
    held = holder(request)
    if held and held.reviewer_id == by.pk:
        return held
    if held:
        when = local(held.claimed_at, request.unit)
        raise not_now("AP-44", who=held.reviewer.display_name, at=when)
    assignment = Assignment.objects.create(request=request, reviewer=by, claimed_at=at)
    _record("claim", by, at, request)
    return assignment


@action("authorizations.request.release")
def release_request(*, by: User, at: datetime, request: Request, reason: str = "") -> Request:
    """Give a request back to the queue; what was already decided stays decided."""
    require(by, Permission.AUTH_REVIEW, request.region, at)
    request = locked(request)
    check_request("release", "liberar", request)
    held = held_by(request, by)
    held.released_at, held.reason = at, reason.strip()[:300]
    held.save()
    _record("release", by, at, request, reason=reason.strip())
    return request


@action("authorizations.request.refer")
def refer_request(*, by: User, at: datetime, request: Request, speciality: str, reason: str) -> Request:
    """Pass a request to the queue of another speciality (its other items may need it)."""
    require(by, Permission.AUTH_REVIEW, request.region, at)
    request = locked(request)
    transition = check_request("refer_speciality", "pasar a otra especialidad", request)
    held, reason = held_by(request, by), check_reason(reason)
    if speciality not in speciality_labels():
        raise Invalid([broken("AP-38", "speciality", value=speciality[:60])])
    held.released_at, held.reason = at, reason[:300]
    held.save()
    request.speciality = speciality
    touch(request, by, at)
    request.save()
    _record("refer", by, at, request, {"speciality": speciality}, reason)
    notices.tell(transition, request, by=by, at=at, title=f"Solicitud {request.folio}: por revisar")
    return request


@action("authorizations.information.ask")
def ask_information(
    *, by: User, at: datetime, request: Request, question: str, sequences: Sequence[int] = ()
) -> InfoRequest:
    """Ask the requester for what is missing; the clock stops until the answer (or its cap).

    sequences: the items that wait for it; all that are pending when empty. Raises Invalid (AP-56, AP-59).
    """
    require(by, Permission.AUTH_REVIEW, request.region, at)
    request = locked(request)
    transition = check_request("ask_info", "pedir información", request)
    held_by(request, by)
    check_conflict(by, request, at)
    if not question.strip():
        raise Invalid([broken("AP-56", "question")])
    pending = list(request.items.filter(state=ItemState.PENDING))
    chosen = [item for item in pending if not sequences or item.sequence in set(sequences)]
    unknown = sorted(set(sequences) - {item.sequence for item in chosen})
    if unknown or not chosen:
        raise Invalid([broken("AP-59", "items", value=", ".join(map(str, unknown)) or "—")])
    for item in chosen:
        item.state = str(check_item("ask_info", item).target)
        item.save(update_fields=["state"])
    info = InfoRequest.objects.create(
        request=request,
        sequences=[item.sequence for item in chosen],
        question=question.strip(),
        asked_at=at,
        asked_by=by,
    )
    clock.pause(request, at, info)
    request.state = str(transition.target)
    touch(request, by, at)
    request.save()
    facts = {"folio": request.folio, "items": len(chosen)}
    record(
        action="authorizations.information.ask", by=by, at=at, subject=request, place=request.unit, data=facts
    )
    title = f"Solicitud {request.folio}: falta información"
    notices.tell(transition, request, by=by, at=at, title=title, body=info.question)
    return info


@action("authorizations.information.answer")
def answer_information(*, by: User, at: datetime, info: InfoRequest, answer: str) -> Request:
    """The requester answers (evidence is added apart); the items wait for the specialist again, the clock runs."""
    request = locked(info.request)
    check_owner(by, request, at)
    transition = check_request("answer_info", "responder", request)
    info = request.info_requests.get(pk=info.pk)
    if info.answered_at is not None:
        raise not_now("AP-46", state="respondida", act="responder otra vez", who="quien revisa")
    if not answer.strip():
        raise Invalid([broken("AP-57", "answer")])
    info.answer, info.answered_at, info.answered_by = answer.strip(), at, by
    info.save()
    for item in request.items.filter(state=ItemState.INFO_NEEDED):
        item.state = str(check_item("answer_info", item).target)
        item.save(update_fields=["state"])
    clock.resume(request, at)
    request.state = str(transition.target)
    touch(request, by, at)
    request.save()
    record(
        action="authorizations.information.answer",
        by=by,
        at=at,
        subject=request,
        place=request.unit,
        data={"folio": request.folio},
    )
    notices.tell(transition, request, by=by, at=at, title=f"Solicitud {request.folio}: respondieron")
    return request


@action("authorizations.items.decide")
def decide_items(
    *,
    by: User,
    at: datetime,
    request: Request,
    decisions: Sequence[ItemDecision],
    version: int | None = None,
) -> Request:
    """Decide some or all pending items; granted ones get their number, the last one settles the request.

    Raises Invalid with every problem (AP-50 to AP-55, AP-59), NotAllowed (AP-40 to AP-43, AP-45), Conflict (AP-48).
    """
    require(by, Permission.AUTH_REVIEW, request.region, at)
    request = locked(request)
    check_request("decide", "resolver", request)
    check_version(request, version)
    check_conflict(by, request, at)
    held_by(request, by)
    require_second_factor(by)
    chosen = checked_decisions(request, decisions, {ItemState.PENDING}, at)
    check_conflict(by, request, at, places=[place.pk for *_rest, place in chosen if place])
    journal = Journal(by, at, request.unit)
    kept = []
    for item, decision, service, place in chosen:
        act = ACTS[ItemState(decision.outcome)]
        kept.append(
            decide(
                item,
                decision,
                act,
                level=Decision.Level.REVIEW,
                by=by,
                at=at,
                service=service,
                place=place,
            )
        )
        grant(item, kept[-1], by=by, at=at, journal=journal)
    facts = {"folio": request.folio, "decisions": {d.item.sequence: d.outcome for d in kept}}
    journal.note("authorizations.items.decide", request, facts)
    touch(request, by, at)
    if not conclude_when_whole(request, by=by, at=at, journal=journal):
        request.save()
    journal.record()
    return request


Chosen = tuple[Item, ItemDecision, Entry | None, OrgUnit | None]


def checked_decisions(
    request: Request, decisions: Sequence[ItemDecision], states: set[ItemState], at: datetime
) -> list[Chosen]:
    """Each decision with its item and what it grants instead; Invalid with every problem of all."""
    items = {i.sequence: i for i in request.items.select_related("service", "policy", "place").all()}
    found: list[Problem] = [] if decisions else [broken("AP-50", "items")]
    chosen: list[Chosen] = []
    seen: set[int] = set()
    for decision in decisions:
        item = items.get(decision.sequence)
        if item is None or item.state not in states or decision.sequence in seen:
            found.append(broken("AP-59", f"items.{decision.sequence}", value=decision.sequence))
            continue
        seen.add(decision.sequence)
        item.request = request
        asked = Asked(
            item.service_code, item.quantity, item.place.code if item.place else "", request.emergency
        )
        found += problems(decision, asked)
        service, place = _service(decision, item, found, at), _place(decision, item, found, at)
        chosen.append((item, decision, service, place))
    if found:
        raise Invalid(found)
    return chosen


def _service(decision: ItemDecision, item: Item, found: list[Problem], at: datetime) -> Entry | None:
    """The other service granted; it must be in the catalogue."""
    if decision.service in ("", item.service_code):
        return None
    day = today_at(item.request.unit, at)
    row = ServicePolicy.objects.filter(code=decision.service, valid_from__lte=day).select_related("entry")
    policy = row.order_by("-valid_from").first()
    if policy is None:
        found.append(broken("AP-16", f"items.{item.sequence}.service", value=decision.service[:60]))
        return None
    return policy.entry


def _place(decision: ItemDecision, item: Item, found: list[Problem], at: datetime) -> OrgUnit | None:
    """The unit where it is granted; it must do the service."""
    if not decision.place:
        return None
    place, code = f"items.{item.sequence}.place", decision.service or item.service_code
    unit = OrgUnit.objects.filter(code=decision.place).first()
    if unit is None or not is_centre(unit, code, today_at(item.request.unit, at)):
        found.append(broken("AP-32", place, value=decision.place[:60], service=item.service.label))
        return None
    return unit


def holder(request: Request) -> Assignment | None:
    """Who has the request now."""
    return request.assignments.filter(released_at__isnull=True).select_related("reviewer").first()


def held_by(request: Request, by: User) -> Assignment:
    """The person's own open assignment; NotAllowed (AP-45) when they have none."""
    held = holder(request)
    if held is None or held.reviewer_id != by.pk:
        raise not_allowed("AP-45")
    return held


def _record(
    verb: str, by: User, at: datetime, request: Request, data: dict | None = None, reason: str = ""
) -> None:
    record(
        action=f"authorizations.request.{verb}",
        by=by,
        at=at,
        subject=request,
        place=request.unit,
        reason=reason,
        data={"folio": request.folio, **(data or {})},
    )
