"""Requests as people look for them: queues, what one holds, what one asked, what is late."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cauce.core.accounts.access import places, roots
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from ..models import Appeal, Assignment, BlindReview, InfoRequest, ReadLog, Request
from ..rules.states import AppealState, RequestState

_SHOWN = ("unit", "region", "patient", "requester")


def regions_of(user: User, permission: Permission, at: datetime) -> QuerySet[OrgUnit]:
    """The regions where a person holds a permission (also from above). Few: the queue reads its index by them."""
    reach = Q(pk__in=[])
    for place in roots(user, permission, at):
        reach |= Q(path__startswith=place.path)
    return OrgUnit.objects.filter(reach, kind__in=[OrgUnit.Kind.ENTITY, OrgUnit.Kind.REGION])


def queue(user: User, at: datetime) -> QuerySet[Request]:
    """What waits for a reviewer: their regions and specialities, nobody's yet, not their own; soonest due first."""
    regions = list(regions_of(user, Permission.AUTH_REVIEW, at).values_list("pk", flat=True))
    specialities = list(user.review_specialities.values_list("speciality", flat=True))
    # Looked at row by row, by its index: what others hold is many times one page.
    held = Assignment.objects.filter(request=OuterRef("pk"), released_at__isnull=True)
    return (
        Request.objects.filter(state=RequestState.IN_REVIEW, region__in=regions, speciality__in=specialities)
        .filter(~Exists(held))
        .exclude(Q(requester=user) | Q(registered_by=user))
        .select_related(*_SHOWN)
        .order_by("due_at", "pk")
    )


def held_by(user: User) -> QuerySet[Request]:
    """What a reviewer has claimed, also while information is awaited; soonest due first."""
    held = Assignment.objects.filter(reviewer=user, released_at__isnull=True).values("request")
    return Request.objects.filter(pk__in=held).select_related(*_SHOWN).order_by("due_at", "pk")


def requests_of(user: User) -> QuerySet[Request]:
    """What a physician asked for, or somebody typed for them; latest first."""
    mine = Request.objects.filter(requester=user) | Request.objects.filter(registered_by=user)
    return mine.select_related(*_SHOWN).order_by("-saved_at", "-pk")


def by_source(system: str, identifier: str) -> Request | None:
    """The request that an outside system sent under its own identifier; a repeated one answers with the first."""
    if not identifier:
        return None
    return Request.objects.filter(source_system=system[:200], source_id=identifier[:120]).first()


def to_answer(user: User) -> QuerySet[InfoRequest]:
    """Questions that wait for a requester, oldest first."""
    mine = Q(request__requester=user) | Q(request__registered_by=user)
    open_ = InfoRequest.objects.filter(mine, answered_at__isnull=True, request__state="info_requested")
    return open_.select_related("request__unit").order_by("asked_at")


def late(user: User, at: datetime) -> QuerySet[Request]:
    """Open requests past their term where a person oversees, longest first."""
    regions = list(regions_of(user, Permission.AUTH_OVERSIGHT, at).values_list("pk", flat=True))
    waiting = [RequestState.IN_REVIEW.value, RequestState.INFO_REQUESTED.value]
    found = Request.objects.filter(state__in=waiting, region__in=regions, due_at__lt=at)
    return found.select_related(*_SHOWN).order_by("due_at", "pk")


def appeals_to_assign(user: User, at: datetime) -> QuerySet[Appeal]:
    """Appeals that nobody has yet, soonest due first."""
    regions = list(regions_of(user, Permission.AUTH_APPEAL_ASSIGN, at).values_list("pk", flat=True))
    found = Appeal.objects.filter(state=AppealState.FILED, request__region__in=regions)
    return found.select_related("request__unit", "filed_by").order_by("due_at")


def appeals_held_by(user: User) -> QuerySet[Appeal]:
    """Appeals that wait for a reviewer, soonest due first."""
    found = Appeal.objects.filter(state=AppealState.ASSIGNED, reviewer=user)
    return found.select_related("request__unit", "filed_by").order_by("due_at")


def appeals_assigned(user: User, at: datetime) -> QuerySet[Appeal]:
    """Appeals that a reviewer has, where a person assigns them: soonest due first."""
    regions = list(regions_of(user, Permission.AUTH_APPEAL_ASSIGN, at).values_list("pk", flat=True))
    found = Appeal.objects.filter(state=AppealState.ASSIGNED, request__region__in=regions)
    return found.select_related("request__unit", "filed_by").order_by("due_at")


def appeals_settled(user: User, at: datetime) -> QuerySet[Appeal]:
    """Appeals that a person decided, or that ended where they assign them; latest first."""
    regions = list(regions_of(user, Permission.AUTH_APPEAL_ASSIGN, at).values_list("pk", flat=True))
    ended = Appeal.objects.filter(decided_at__isnull=False)
    found = ended.filter(Q(reviewer=user) | Q(request__region__in=regions))
    return found.select_related("request__unit", "filed_by").order_by("-decided_at", "-pk")


def double_reviews_of(user: User) -> QuerySet[BlindReview]:
    """Second opinions that wait for a reviewer, oldest first."""
    found = BlindReview.objects.filter(reviewer=user, answered_at__isnull=True)
    return found.select_related("request__unit").order_by("assigned_at")


def reads_of(request: Request) -> QuerySet[ReadLog]:
    """Who looked at a request, latest first; for the auditor."""
    return request.reads.select_related("by")


def reach_of(user: User, permission: Permission, at: datetime) -> list[OrgUnit]:
    """The topmost places where a person holds a permission."""
    return list(places(user, permission, at).order_by("path"))
