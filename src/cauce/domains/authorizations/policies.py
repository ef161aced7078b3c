"""When an act is possible in prior authorisation, and who may not do it: `check_*` raises with the sentence."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Conflict, Invalid, NotAllowed, NotNow

from .models import Appeal, Authorisation, CareTeamMember, Decision, DeclaredInterest, Item, Request
from .places import local
from .rules.states import (
    APPEAL_TRANSITIONS,
    AUTHORISATION_TRANSITIONS,
    ITEM_TRANSITIONS,
    REQUEST_TRANSITIONS,
    AppealState,
    AuthorisationState,
    RequestState,
    Transition,
    transition,
)
from .rules.table import broken
from .rules.values import MIN_REASON
from .rules.words import APPEAL_LABELS, AUTHORISATION_LABELS, REQUEST_LABELS, REQUEST_OWNER


def not_now(rule: str, **params: object) -> NotNow:
    """The NotNow of a rule, ready to raise."""
    problem = broken(rule, **params)
    return NotNow(problem.message, rule=problem.rule, remedy=problem.remedy, who=str(params.get("who", "")))


def not_allowed(rule: str, **params: object) -> NotAllowed:
    """The NotAllowed of a rule, ready to raise."""
    problem = broken(rule, **params)
    return NotAllowed(
        problem.message, rule=problem.rule, remedy=problem.remedy, who=str(params.get("who", ""))
    )


def check_request(act: str, words: str, request: Request) -> Transition:
    """The row of the table for `act`; NotNow (AP-46) when the state does not allow it. words: the act in Spanish."""
    found = transition(REQUEST_TRANSITIONS, act, request.state)
    if found is None:
        state = RequestState(request.state)
        raise not_now(
            "AP-46", state=REQUEST_LABELS[state].lower(), act=words, who=REQUEST_OWNER[state] or "nadie"
        )
    return found


def check_item(act: str, item: Item) -> Transition:
    """The same for an item (AP-59)."""
    found = transition(ITEM_TRANSITIONS, act, item.state)
    if found is None:
        raise Invalid([broken("AP-59", f"items.{item.sequence}", value=item.sequence)])
    return found


def check_appeal(act: str, words: str, appeal: Appeal) -> Transition:
    """The same for an appeal (AP-68)."""
    found = transition(APPEAL_TRANSITIONS, act, appeal.state)
    if found is None:
        raise not_now("AP-68", state=APPEAL_LABELS[AppealState(appeal.state)].lower(), act=words)
    return found


def check_authorisation(act: str, words: str, authorisation: Authorisation) -> Transition:
    """The same for a number (AP-77), with why it is as it is."""
    found = transition(AUTHORISATION_TRANSITIONS, act, authorisation.state)
    if found is None:
        state = AUTHORISATION_LABELS[AuthorisationState(authorisation.state)].lower()
        why = authorisation.state_reason or "El médico puede solicitar otra."
        raise not_now("AP-77", state=state, act=words, why=why)
    return found


def check_owner(by: User, request: Request, at: datetime) -> None:
    """The physician who asks, or who typed it for them (AP-47); each with the permission still in force."""
    permission = Permission.AUTH_WRITE if by.pk == request.requester_id else Permission.AUTH_TRANSCRIBE
    if by.pk not in {request.requester_id, request.registered_by_id}:
        require(by, Permission.AUTH_WRITE, request.unit, at)
        raise not_allowed("AP-47", who=request.requester.display_name)
    require(by, permission, request.unit, at)


def check_version(request: Request, version: int | None) -> None:
    """Somebody saved first (AP-48); None does not ask."""
    if version is None or version == request.version:
        return
    problem = broken("AP-48", who=request.saved_by.display_name, at=local(request.saved_at, request.unit))
    raise Conflict(problem.message, rule=problem.rule, remedy=problem.remedy, theirs=request.draft)


def check_reason(text: str, place: str = "reason", rule: str = "AP-58") -> str:
    """A written reason, trimmed; Invalid when it is too short."""
    reason = text.strip()
    if len(reason) < MIN_REASON:
        raise Invalid([broken(rule, place, least=MIN_REASON)])
    return reason


def conflict_of(
    user: User,
    request: Request,
    at: datetime,
    level: int = Decision.Level.REVIEW,
    places: Iterable[int] = (),
) -> str:
    """The rule by which a person may not decide a request at a level ("" when they may): as the triggers say it.

    places: ids of units where the decision would send the patient.
    """
    if user.pk in {request.requester_id, request.registered_by_id}:
        return "AP-40"
    if _same_team(user, request, at):
        return "AP-41"
    if _interested(user, request, at, places):
        return "AP-42"
    earlier = Decision.objects.filter(item__request=request, by=user, level__lt=level)
    return "AP-43" if earlier.exists() else ""


def check_conflict(
    user: User,
    request: Request,
    at: datetime,
    level: int = Decision.Level.REVIEW,
    places: Iterable[int] = (),
) -> None:
    """Raise NotAllowed with the rule of `conflict_of`."""
    if rule := conflict_of(user, request, at, level, places):
        raise not_allowed(rule)


def _since(at: datetime, prefix: str = "") -> Q:
    return Q(**{f"{prefix}since_at__lte": at}) & (
        Q(**{f"{prefix}until_at__isnull": True}) | Q(**{f"{prefix}until_at__gt": at})
    )


def _same_team(user: User, request: Request, at: datetime) -> bool:
    theirs = CareTeamMember.objects.filter(_since(at), user_id=request.requester_id).values("team")
    return CareTeamMember.objects.filter(_since(at), user=user, team__in=theirs).exists()


def _interested(user: User, request: Request, at: datetime, places: Iterable[int]) -> bool:
    items = list(request.items.values_list("service_code", "place_id"))
    touched = (
        Q(person=request.requester_id)
        | Q(patient=request.patient_id)
        | Q(unit=request.unit_id)
        | Q(unit__in=[*places, *(place for _code, place in items if place)])
        | (Q(service_code__in=[code for code, _place in items]) & ~Q(service_code=""))
    )
    return DeclaredInterest.objects.filter(_since(at), touched, user=user).exists()
