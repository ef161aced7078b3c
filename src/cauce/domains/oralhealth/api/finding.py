"""Finding things for the person who calls; what is out of reach is refused or does not exist."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from cauce.api.answers import not_found
from cauce.core.accounts.access import require, within
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from ..models import Claim, Sheet


def facilities(request: HttpRequest) -> Any:
    """Facilities whose records the person may read, by code."""
    found = OrgUnit.objects.filter(oralhealth__isnull=False).select_related("oralhealth", "parent")
    return within(found, request.user, Permission.ORAL_READ, request.now).order_by("code")


def a_facility(request: HttpRequest, code: str) -> OrgUnit:
    """One of them. Raises NotFound."""
    return _or_missing(facilities(request).filter(oralhealth__code=code).first())


def a_sheet(request: HttpRequest, uid: UUID) -> Sheet:
    """A sheet that the person may read. Raises NotFound, NotAllowed."""
    found = Sheet.objects.select_related("facility__oralhealth", "user", "saved_by").filter(uid=uid).first()
    sheet = _or_missing(found)
    require(request.user, Permission.ORAL_READ, sheet.facility, request.now)
    return sheet


def a_claim(request: HttpRequest, uid: UUID) -> Claim:
    """A claim on a sheet that the person may read. Raises NotFound, NotAllowed."""
    found = Claim.objects.select_related("sheet__facility__oralhealth", "row", "raised_by").filter(uid=uid)
    claim = _or_missing(found.first())
    require(request.user, Permission.ORAL_READ, claim.sheet.facility, request.now)
    return claim


def _or_missing(found: Any) -> Any:
    if found is None:
        raise not_found()
    return found
