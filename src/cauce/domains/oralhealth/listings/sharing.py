"""With whom a person may share a listing that is kept at a place."""

from datetime import datetime

from cauce.core.accounts.access import can
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from ..models import Listing

Visibility = Listing.Visibility
Kind = OrgUnit.Kind


def may_publish(user: User, place: OrgUnit, at: datetime) -> bool:
    """Whether the person shares a listing of that place with everybody."""
    return can(user, Permission.ORAL_LISTING_PUBLISH, place, at)


def offered(user: User, place: OrgUnit, at: datetime) -> list[tuple[str, str]]:
    """(key, words) of each way to share it: a place only with what it is part of."""
    ways = [Visibility.PRIVATE]
    if place.kind == Kind.FACILITY:
        ways.append(Visibility.FACILITY)
    if place.kind in (Kind.FACILITY, Kind.REGION):
        ways.append(Visibility.REGION)
    if may_publish(user, place, at):
        ways.append(Visibility.ALL)
    return [(way.value, str(way.label)) for way in ways]
