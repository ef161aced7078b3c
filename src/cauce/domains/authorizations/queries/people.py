"""People of the module as coordination keeps them: their roles and places, licence, queues, teams, interests."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from cauce.core.accounts.access import roots
from cauce.core.accounts.models import Grant, User
from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import ROLES, roles_with

from ..governors import MODULE_ROLES
from ..models import CareTeam, CareTeamMember, DeclaredInterest, Professional, ReviewerSpeciality

REVIEWERS = frozenset(role.key for role in roles_with(Permission.AUTH_REVIEW))


@dataclass(slots=True)
class Person:
    """A person with their roles in the module, "Médico solicitante, Unidad 1" each."""

    user: User
    roles: list[str] = field(default_factory=list)
    reviewer: bool = False
    licence: str = ""
    speciality: str = ""
    reviews: list[str] = field(default_factory=list)


def grants_in_reach(user: User, permission: Permission, at: datetime) -> QuerySet[Grant]:
    """Grants of the module in force within the person's reach."""
    scope = Q(pk__in=[])
    for place in roots(user, permission, at):
        scope |= Q(place__path__startswith=place.path)
    held = Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    return Grant.objects.filter(scope, held, role__in=MODULE_ROLES, user__is_active=True)


def people_in_reach(user: User, permission: Permission, at: datetime) -> QuerySet[User]:
    """The people of those grants, by name."""
    ids = grants_in_reach(user, permission, at).values("user")
    return User.objects.filter(pk__in=ids).order_by("last_name", "first_name", "username")


def described(users: Any, at: datetime) -> list[Person]:
    """People with their roles, licence and queues; a handful of queries whatever their number."""
    rows = {one.pk: Person(one) for one in users}
    held = Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    for grant in Grant.objects.filter(held, user__in=rows, role__in=MODULE_ROLES).select_related("place"):
        row = rows[grant.user_id]
        row.roles.append(f"{ROLES[grant.role].name}, {grant.place.name}")
        row.reviewer = row.reviewer or grant.role in REVIEWERS
    for one in Professional.objects.filter(user__in=rows):
        rows[one.user_id].licence, rows[one.user_id].speciality = one.licence, one.speciality
    served = ReviewerSpeciality.objects.filter(user__in=rows).order_by("speciality")
    for pk, code in served.values_list("user", "speciality"):
        rows[pk].reviews.append(code)
    return list(rows.values())


def teams_in_reach(user: User, permission: Permission, at: datetime) -> QuerySet[CareTeam]:
    """Care teams of units within reach, with their members, present ones first."""
    scope = Q(pk__in=[])
    for place in roots(user, permission, at):
        scope |= Q(unit__path__startswith=place.path)
    members = CareTeamMember.objects.select_related("user").order_by("until_at", "user__last_name")
    found = CareTeam.objects.filter(scope).select_related("unit").order_by("unit__name", "name")
    return found.prefetch_related(Prefetch("members", members))


def interests_in_reach(user: User, permission: Permission, at: datetime) -> QuerySet[DeclaredInterest]:
    """Interests that people within reach declared, newest first."""
    ids = grants_in_reach(user, permission, at).values("user")
    return _with_names(DeclaredInterest.objects.filter(user__in=ids))


def interests_of(user: User) -> QuerySet[DeclaredInterest]:
    """A person's own, newest first."""
    return _with_names(DeclaredInterest.objects.filter(user=user))


def _with_names(found: QuerySet[DeclaredInterest]) -> QuerySet[DeclaredInterest]:
    return found.select_related("user", "person", "unit").order_by("until_at", "-since_at")
