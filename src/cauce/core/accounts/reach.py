"""Which people an administrator may manage: those whose places lie within their own reach."""

from datetime import datetime

from django.db.models import Q, QuerySet

from .access import can, places, require
from .models import User
from .permissions import Permission


def people_in_reach(user: User, at: datetime) -> QuerySet[User]:
    """Accounts that `user` may see in the administration: with a grant within reach, or without any."""
    scope = Q(grants__isnull=True)
    for place in places(user, Permission.PEOPLE_MANAGE, at):
        scope |= Q(grants__place__path__startswith=place.path)
    return User.objects.filter(scope).distinct()


def require_reach(by: User, person: User, at: datetime) -> None:
    """Raise NotAllowed unless `by` manages people at every place where `person` has ever held a role."""
    require(by, Permission.PEOPLE_MANAGE, None, at)
    for grant in person.grants.select_related("place"):
        require(by, Permission.PEOPLE_MANAGE, grant.place, at)


def is_in_reach(by: User, person: User, at: datetime) -> bool:
    """Boolean of `require_reach`."""
    managed = all(
        can(by, Permission.PEOPLE_MANAGE, g.place, at) for g in person.grants.select_related("place")
    )
    return managed and can(by, Permission.PEOPLE_MANAGE, None, at)
