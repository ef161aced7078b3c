"""Requests and numbers as somebody types a part of them, within what they have a reason to open."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from cauce.core.accounts.access import within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from ..models import Authorisation, Request
from ..rules import number
from ..rules.states import RequestState
from .requests import regions_of

_PARTS = re.compile(r"(?:(?:SOL|ST2)[\s-]*)?(?:(2[01]\d{2})[\s-]+)?0*(\d{1,8})(?:[\s-]+[0-9A-Z])?", re.ASCII)
YEARS_BACK = 2
_UNIT = (Permission.AUTH_WRITE, Permission.AUTH_TRANSCRIBE)
_OVER = (Permission.AUTH_APPEAL_ASSIGN, Permission.AUTH_READ_LOG)


def candidates(text: str, prefix: str, year: int) -> list[str]:
    """Whole numbers that a typed one may be: itself, or its sequence in this year and the two before.

    Exact numbers, so that the index answers whatever the size of the table.
    """
    if number.is_valid(text, prefix):
        return [str(number.parse(text, prefix))]
    found = _PARTS.fullmatch(text.strip().upper())
    if not found or int(found[2]) == 0:
        return []
    years: Iterable[int] = [int(found[1])] if found[1] else range(year, year - YEARS_BACK - 1, -1)
    return [str(number.Number(prefix, one, int(found[2]))) for one in years]


def reachable(user: User, at: datetime) -> Q:
    """Requests that the person has a reason to open (rules/privacy.py), as a filter."""
    units, places = OrgUnit.objects.none(), OrgUnit.objects.all()
    for permission in _UNIT:
        units |= within(places, user, permission, at)
    regions: set[int] = set()
    for permission in _OVER:
        regions |= set(regions_of(user, permission, at).values_list("pk", flat=True))
    reviewed = regions_of(user, Permission.AUTH_REVIEW, at).values_list("pk", flat=True)
    specialities = user.review_specialities.values_list("speciality", flat=True)
    waiting = Q(state=RequestState.IN_REVIEW, region__in=list(reviewed), speciality__in=list(specialities))
    taken = (
        Q(assignments__reviewer=user)
        | Q(items__decisions__by=user)
        | Q(appeals__reviewer=user)
        | Q(blind_reviews__reviewer=user)
    )
    own = Q(requester=user) | Q(registered_by=user)
    known = Q(unit__in=list(units.values_list("pk", flat=True)[:2000])) | Q(region__in=regions)
    return own | ((waiting | taken | known) & ~Q(state=RequestState.DRAFT))


def requests_numbered(user: User, text: str, at: datetime) -> QuerySet[Request]:
    """Requests by folio, whole or only its sequence."""
    folios = candidates(text, number.REQUEST, at.year)
    if not folios:
        return Request.objects.none()
    # First the few with that folio, then whether they may be opened: never the other way round.
    named = Request.objects.filter(folio__in=folios).values("pk")
    found = Request.objects.filter(reachable(user, at), pk__in=named)
    return found.select_related("unit").distinct().order_by("-submitted_at")


def numbers(user: User, text: str, at: datetime) -> QuerySet[Authorisation]:
    """Authorisations by number, of requests that the person may open."""
    known = candidates(text, number.AUTHORISATION, at.year)
    found = Authorisation.objects.filter(number__in=known)
    mine = Request.objects.filter(reachable(user, at), items__authorisations__in=found).values("pk")
    return (
        found.filter(item__request__in=mine).select_related("service", "item__request").order_by("-issued_at")
    )
