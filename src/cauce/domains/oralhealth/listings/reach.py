"""Which part of the facts a person's listings are made of: the places where they read the indicators."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q

from cauce.core.accounts.access import require, roots
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from ..models import Facility

Where = dict[str, tuple[str | None, ...]]


def places_of(user: User, at: datetime) -> list[OrgUnit]:
    """The topmost places whose figures the person reads. Raises NotAllowed for whom has none."""
    found = sorted(roots(user, Permission.ORAL_INDICATORS, at), key=lambda place: place.path)
    if not found:
        require(user, Permission.ORAL_INDICATORS, None, at)
    return found


def within_reach(user: User, at: datetime) -> Where:
    """The filter that keeps a person's listings inside their places."""
    places = places_of(user, at)
    if any(place.kind == OrgUnit.Kind.SECTOR for place in places):
        return {}
    for kind, column in ((OrgUnit.Kind.REGION, "region"), (OrgUnit.Kind.FACILITY, "facility")):
        if all(place.kind == kind for place in places):
            return {column: tuple(place.code for place in places)}
    paths = [place.path for place in places]
    units = Facility.objects.values_list("code", "unit__path")
    return {"facility": tuple(code for code, path in units if any(path.startswith(p) for p in paths))}


def narrowed(asked: Where, reach: Where) -> Where:
    """Both filters at once; a dimension in both keeps what is in both (nothing, when they have nothing in common)."""
    found = dict(asked)
    for column, values in reach.items():
        found[column] = tuple(v for v in asked[column] if v in values) if column in asked else values
    return found


def is_synthetic(user: User, at: datetime) -> bool:
    """Whether any of what the person's listings count is invented (then every page and file says so)."""
    if settings.CAUCE_ENV == "demo":
        return True
    scope = Q()
    for place in places_of(user, at):
        scope |= Q(unit__path__startswith=place.path)
    return Facility.objects.filter(scope, unit__synthetic=True).exists()
