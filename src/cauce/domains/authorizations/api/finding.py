"""Finding things for the person who calls. Requests are not listed by others: an unknown uid does not exist."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest

from cauce.api.answers import not_found
from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from ..models import Appeal, Authorisation, BlindReview, Item, Request, Signal, Use
from ..rules.table import broken


def a_request(uid: UUID) -> Request:
    """A request by its uid; who may act on it or read it, the action says. Raises NotFound."""
    return _or_missing(Request.objects.select_related("unit__area", "region", "requester").filter(uid=uid))


def an_item(uid: UUID, sequence: int) -> Item:
    """One item of a request. Raises NotFound."""
    return _or_missing(Item.objects.select_related("request").filter(request__uid=uid, sequence=sequence))


def an_appeal(uid: UUID) -> Appeal:
    """An appeal by its uid. Raises NotFound."""
    return _or_missing(Appeal.objects.select_related("request__region", "reviewer").filter(uid=uid))


def an_authorisation(number: str) -> Authorisation:
    """For coordination, which holds the number's region. Raises NotFound."""
    return _or_missing(Authorisation.objects.select_related("item__request").filter(number=number[:24]))


def a_use(key: UUID) -> Use:
    """A use by the key it was sent with. Raises NotFound."""
    return _or_missing(Use.objects.select_related("unit", "authorisation").filter(key=key))


def a_double_review(pk: int) -> BlindReview:
    """A second opinion. Raises NotFound."""
    return _or_missing(BlindReview.objects.select_related("request__region").filter(pk=pk))


def a_signal(pk: int) -> Signal:
    """A signal. Raises NotFound."""
    return _or_missing(Signal.objects.select_related("place").filter(pk=pk))


def a_unit(code: str) -> OrgUnit:
    """A unit by its code. Raises NotFound."""
    return _or_missing(OrgUnit.objects.select_related("area").filter(code=code))


def a_unit_to_write(request: HttpRequest, code: str) -> OrgUnit:
    """A unit where the person asks, or types for who asks. Raises NotFound, NotAllowed."""
    unit = a_unit(code)
    if not can(request.user, Permission.AUTH_TRANSCRIBE, unit, request.now):
        require(request.user, Permission.AUTH_WRITE, unit, request.now)
    return unit


def a_person(username: str, rule: str, place: str) -> User:
    """An account by its username; an unknown one is refused as one without the permission is (`rule`)."""
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise Invalid([broken(rule, place, name=username[:60])])
    return found


def a_requester(username: str) -> User | None:
    """The physician for whom somebody types; None when blank. Raises Invalid (AP-28)."""
    return a_person(username, "AP-28", "requester") if username else None


def below(user: Any, permission: Permission, at: Any, prefix: str) -> Q:
    """Rows whose place at `prefix` is where the person holds the permission, or below."""
    from cauce.core.accounts.access import roots

    reach = Q(pk__in=[])
    for place in roots(user, permission, at):
        reach |= Q(**{f"{prefix}__path__startswith": place.path})
    return reach


def _or_missing(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise not_found()
    return found
