"""Packages and keys as a person may see them."""

from datetime import datetime

from django.db.models import Q, QuerySet

from cauce.core.accounts.access import roots, within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from .kinds import KINDS
from .models import IssuedPackage, ReceivedPackage, TrustedKey


def _reach(user: User, permission: Permission, at: datetime) -> Q:
    reach = Q(pk__in=[])
    for place in roots(user, permission, at):
        reach |= Q(place__path__startswith=place.path)
    return reach


def received_in_reach(user: User, at: datetime) -> QuerySet[ReceivedPackage]:
    """Packages of the person's places, and those that the person sent in, newest first."""
    reach = _reach(user, Permission.PACKAGE_IMPORT, at) | Q(received_by=user)
    return ReceivedPackage.objects.filter(reach).select_related("place", "received_by").defer("report")


def issued_in_reach(user: User, at: datetime) -> QuerySet[IssuedPackage]:
    """Packages made here of the person's places, newest first."""
    return IssuedPackage.objects.filter(_reach(user, Permission.PACKAGE_EXPORT, at)).select_related(
        "place", "made_by"
    )


def keys_in_reach(user: User, at: datetime) -> QuerySet[TrustedKey]:
    """Keys trusted, now or before, for the person's places."""
    found = TrustedKey.objects.filter(_reach(user, Permission.PACKAGE_TRUST, at))
    return found.select_related("place", "added_by", "revoked_by")


def places_for(user: User, permission: Permission, at: datetime) -> QuerySet[OrgUnit]:
    """Places of which there are packages, where the person holds the permission."""
    found = OrgUnit.objects.none()
    for kind in KINDS.values():
        found = found | kind.places()
    return within(found, user, permission, at).order_by("name")  # type: ignore[arg-type]
