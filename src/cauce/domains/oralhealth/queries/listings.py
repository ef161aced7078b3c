"""Which saved listings a person may open: their own, and those shared with a place of theirs."""

from datetime import datetime

from django.db.models import Q, QuerySet

from cauce.core.accounts.access import roots
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from ..models import Listing

Kind = OrgUnit.Kind


def listings_for(user: User, at: datetime) -> QuerySet[Listing]:
    """The listings that the person may open, by name; deleted ones left out."""
    places = roots(user, Permission.ORAL_INDICATORS, at)
    if not places:
        return Listing.objects.none()
    found = Listing.objects.filter(deleted_at__isnull=True).select_related("owner", "place")
    return found.filter(Q(owner=user) | Q(visibility=Listing.Visibility.ALL) | _shared_with(places))


def _shared_with(places: list[OrgUnit]) -> Q:
    """Shared with a facility or region that is, holds, or lies within one of the person's places."""
    shared = Q(pk__in=[])
    for place in places:
        shared |= Q(visibility=Listing.Visibility.FACILITY, place__path__startswith=place.path)
        region = place if place.kind != Kind.FACILITY else (place.ancestor(Kind.REGION) or place)
        shared |= Q(visibility=Listing.Visibility.REGION, place__path__startswith=region.path)
    return shared


def homes(user: User, at: datetime) -> list[OrgUnit]:
    """The places at which the person may keep a listing."""
    return sorted(roots(user, Permission.ORAL_INDICATORS, at), key=lambda place: place.path)
