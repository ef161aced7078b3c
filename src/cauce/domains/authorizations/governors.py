"""Who keeps what holds beyond one place: a service's policy (the whole country), a person's licence and queues
(every place where they work).
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from cauce.core.accounts.access import can, can_at_root, holders, require, require_at_root
from cauce.core.accounts.models import Grant, User
from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import ROLES
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.trees import root_of

MODULE = "authorizations"
MODULE_ROLES = tuple(key for key, role in ROLES.items() if role.module == MODULE)


def may_set_policies(user: User, at: datetime) -> bool:
    """Whether the person sets how services are authorised: a policy has no place, it holds in the whole tree."""
    return can_at_root(user, Permission.AUTH_SERVICES, MODULE, at)


def require_policies(user: User, at: datetime) -> OrgUnit:
    """The place where policies hold, the tree's root; NotAllowed unless `may_set_policies`."""
    return require_at_root(user, Permission.AUTH_SERVICES, MODULE, at)


def who_sets_policies(at: datetime) -> tuple[str, list[str]]:
    """(the place where the permission is needed, the names of who has it there), for the page that says so."""
    root = root_of(MODULE)
    if root is None:
        return "", []
    return root.name, [one.display_name for one in holders(Permission.AUTH_SERVICES, root, at)]


def workplaces(people: Collection[User], at: datetime) -> dict[int, list[OrgUnit]]:
    """Person id → where they have a role of the module, now or from a later day on; one query."""
    held = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    grants = Grant.objects.filter(held, user__in=people, role__in=MODULE_ROLES).select_related("place")
    found: dict[int, list[OrgUnit]] = {person.pk: [] for person in people}
    for grant in grants:
        found[grant.user_id].append(grant.place)
    return found


def kept_by(user: User, people: Collection[User], at: datetime) -> set[int]:
    """Ids of those whose licence and queues `user` keeps: who coordinates at each of their places.

    Who works nowhere in the module is for the whole country's coordination.
    """
    whole = may_set_policies(user, at)
    return {
        pk
        for pk, places in workplaces(people, at).items()
        if whole or (places and all(can(user, Permission.AUTH_SERVICES, place, at) for place in places))
    }


def require_professional(user: User, person: User, at: datetime) -> OrgUnit | None:
    """NotAllowed unless the person is `kept_by` the user; the place where they work, or the root for several or none."""
    places = workplaces([person], at)[person.pk]
    if person.pk not in kept_by(user, [person], at):
        for place in places:
            require(user, Permission.AUTH_SERVICES, place, at)
        require_policies(user, at)
    return places[0] if len(places) == 1 else root_of(MODULE)
