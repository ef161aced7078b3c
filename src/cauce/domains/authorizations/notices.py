"""Whom each transition tells (the tables' `notifies`) and what they read. Sent after the commit, never to the actor.

A queue is told only of what is urgent: the rest waits in the reviewers' to-do lists. The patient reads it on the tracking
page; no message leaves the system.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import roles_with
from cauce.core.notifications import notify
from cauce.core.organisations.models import OrgUnit

from .models import Appeal, Authorisation, Request
from .places import above
from .rules.codes import Priority
from .rules.states import Audience, Transition


def people_with(permission: Permission, place: OrgUnit, at: datetime) -> list[User]:
    """Active people who hold a permission at a place, by a grant there or above."""
    roles = [role.key for role in roles_with(permission)]
    in_force = Q(grants__starts_at__lte=at) & (Q(grants__ends_at__isnull=True) | Q(grants__ends_at__gt=at))
    found = User.objects.filter(
        in_force, is_active=True, grants__role__in=roles, grants__place__in=above(place)
    )
    return list(found.distinct())


def tell(
    transition: Transition,
    request: Request,
    *,
    by: User | None,
    at: datetime,
    title: str,
    body: str = "",
    appeal: Appeal | None = None,
    authorisation: Authorisation | None = None,
) -> None:
    """Tell everyone the row names; title and body say neither the patient's name nor the diagnosis."""

    found: dict[int, User] = {}
    # Who they are is asked now: the act may release the request that they hold.
    for audience in transition.notifies:
        for person in people_of(audience, request, at, appeal, authorisation):
            found[person.pk] = person
    if by is not None:
        found.pop(by.pk, None)
    if not found:
        return
    send_later(found.values(), f"authorizations.{transition.act}", title, request, at, body)


def send_later(
    people: Iterable[User], kind: str, title: str, request: Request, at: datetime, body: str = ""
) -> None:
    """One notice to each person, once the act is committed."""
    unique = list({person.pk: person for person in people}.values())

    def send() -> None:
        notify(unique, kind=kind, title=title, body=body, url=link(request), at=at)

    transaction.on_commit(send, robust=True)


def people_of(
    audience: Audience,
    request: Request,
    at: datetime,
    appeal: Appeal | None = None,
    authorisation: Authorisation | None = None,
) -> Iterable[User]:
    """The people of one audience."""
    if audience == Audience.REQUESTER:
        return User.objects.filter(pk__in=[request.requester_id, request.registered_by_id], is_active=True)
    if audience == Audience.REVIEWER:
        held = request.assignments.filter(released_at__isnull=True).values("reviewer")
        return User.objects.filter(pk__in=held, is_active=True)
    if audience == Audience.QUEUE:
        return _queue(request, at) if request.priority == Priority.URGENT else []
    if audience == Audience.APPEAL_REVIEWER:
        return [appeal.reviewer] if appeal and appeal.reviewer else []
    if audience == Audience.COORDINATION:
        return people_with(Permission.AUTH_APPEAL_ASSIGN, request.region, at)
    if audience == Audience.CENTRE and authorisation and authorisation.place:
        return people_with(Permission.AUTH_CONSUME, authorisation.place, at)
    return []


def _queue(request: Request, at: datetime) -> list[User]:
    reviewers = people_with(Permission.AUTH_REVIEW, request.region, at)
    serving = User.objects.filter(
        pk__in=[person.pk for person in reviewers], review_specialities__speciality=request.speciality
    )
    return list(serving)


def link(request: Request) -> str:
    """The request's page, where pages are installed."""
    try:
        return reverse("authorizations:request", args=[request.uid])
    except NoReverseMatch:
        return ""
