"""Who may not decide what: the same answers as `policies.conflict_of`, in four queries for many requests or many people."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from cauce.core.accounts.models import User

from ..models import CareTeamMember, Decision, DeclaredInterest, Item, Request


def conflicts_of(
    user: User, requests: Collection[Request], at: datetime, level: int = Decision.Level.REVIEW
) -> dict[int, str]:
    """request id → the rule by which the person may not decide it (AP-40 to AP-43); only those with one."""
    keys = [request.pk for request in requests]
    mates, interests = _team_mates(user, at), list(_interests(user, at))
    items: dict[int, list[tuple[str, int | None]]] = {key: [] for key in keys}
    if interests:
        for key, code, place in Item.objects.filter(request__in=keys).values_list(
            "request", "service_code", "place"
        ):
            items[key].append((code, place))
    earlier = set(
        Decision.objects.filter(item__request__in=keys, by=user, level__lt=level)
        .order_by()  # a set: sorting would read the table by its key
        .values_list("item__request", flat=True)
    )
    found = {}
    for one in requests:
        if user.pk in {one.requester_id, one.registered_by_id}:
            found[one.pk] = "AP-40"
        elif one.requester_id in mates:
            found[one.pk] = "AP-41"
        elif any(_touches(interest, one, items[one.pk]) for interest in interests):
            found[one.pk] = "AP-42"
        elif one.pk in earlier:
            found[one.pk] = "AP-43"
    return found


def conflicts_among(
    people: Collection[User], request: Request, at: datetime, level: int = Decision.Level.REVIEW
) -> dict[int, str]:
    """person id → the rule by which they may not decide this request; only those with one."""
    ids = [person.pk for person in people]
    mates = _team_mates(request.requester, at)
    items = list(request.items.values_list("service_code", "place"))
    touched = {
        interest.user_id
        for interest in DeclaredInterest.objects.filter(_since(at), user__in=ids)
        if _touches(interest, request, items)
    }
    decided = Decision.objects.filter(item__request=request, by__in=ids, level__lt=level)
    earlier = set(decided.order_by().values_list("by", flat=True))
    found = {}
    for pk in ids:
        if pk in {request.requester_id, request.registered_by_id}:
            found[pk] = "AP-40"
        elif pk in mates:
            found[pk] = "AP-41"
        elif pk in touched:
            found[pk] = "AP-42"
        elif pk in earlier:
            found[pk] = "AP-43"
    return found


def _since(at: datetime) -> Q:
    return Q(since_at__lte=at) & (Q(until_at__isnull=True) | Q(until_at__gt=at))


def _team_mates(user: User, at: datetime) -> set[int]:
    mine = CareTeamMember.objects.filter(_since(at), user=user).values("team")
    return set(CareTeamMember.objects.filter(_since(at), team__in=mine).values_list("user", flat=True))


def _interests(user: User, at: datetime) -> Collection[DeclaredInterest]:
    return DeclaredInterest.objects.filter(_since(at), user=user)


def _touches(interest: DeclaredInterest, request: Request, items: list[tuple[str, int | None]]) -> bool:
    """Whether an interest is in who asks, the patient, the unit, a place wished, or a service."""
    places = {request.unit_id, *(place for _code, place in items if place)}
    return (
        (interest.person_id is not None and interest.person_id == request.requester_id)
        or (interest.patient_id is not None and interest.patient_id == request.patient_id)
        or (interest.unit_id is not None and interest.unit_id in places)
        or (interest.service_code != "" and interest.service_code in {code for code, _place in items})
    )
