"""Sheets and claims as people look for them."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from cauce.core.accounts.access import places
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from ..models import Claim, Sheet
from ..rules.states import ClaimState, SheetState

PATIENT = Q(rows__continues__isnull=True, rows__isnull=False)


def sheets_in_reach(user: User, at: datetime) -> QuerySet[Sheet]:
    """Sheets that the person may read, latest first, with `patients` counted."""
    return (
        Sheet.objects.filter(reach(user, Permission.ORAL_READ, at, "facility"))
        .select_related("facility", "saved_by")
        .annotate(patients=Count("rows", filter=PATIENT))
        .order_by("-date", "professional", "pk")
    )


def open_sheets_of(user: User) -> QuerySet[Sheet]:
    """The person's own sheets still being written, oldest first."""
    return Sheet.objects.filter(user=user, state=SheetState.OPEN).order_by("date", "pk")


def sheets_to_review(user: User, at: datetime) -> QuerySet[Sheet]:
    """Sent sheets that wait for the person as head of clinic, oldest first."""
    where = reach(user, Permission.ORAL_REVIEW, at, "facility")
    return (
        Sheet.objects.filter(where, state=SheetState.SENT).select_related("facility").order_by("date", "pk")
    )


def claims_to_answer(user: User, at: datetime) -> QuerySet[Claim]:
    """Claims on what the person wrote (or, for a head of clinic, on the clinic's sheets), not yet answered."""
    mine = Q(sheet__user=user) | Q(sheet__saved_by=user)
    where = mine | reach(user, Permission.ORAL_REVIEW, at, "sheet__facility")
    return _claims().filter(where, state=ClaimState.RAISED).order_by("raised_at")


def claims_to_close(user: User, at: datetime) -> QuerySet[Claim]:
    """Answered or corrected claims that the person may close."""
    where = reach(user, Permission.ORAL_CLAIM, at, "sheet__facility")
    return (
        _claims().filter(where, state__in=[ClaimState.ANSWERED, ClaimState.CORRECTED]).order_by("raised_at")
    )


def claims_in_reach(user: User, at: datetime) -> QuerySet[Claim]:
    """Every claim on sheets that the person may read, latest first."""
    return _claims().filter(reach(user, Permission.ORAL_READ, at, "sheet__facility")).order_by("-raised_at")


def claims_of(facility: OrgUnit, month: int) -> QuerySet[Claim]:
    """Every claim of a facility's month, latest first."""
    return _claims().filter(sheet__facility=facility, sheet__month=month)


def _claims() -> QuerySet[Claim]:
    return Claim.objects.select_related("sheet__facility", "sheet__user", "row", "raised_by", "answered_by")


def reach(user: User, permission: Permission, at: datetime, path: str) -> Q:
    """Rows whose facility (at `path`) lies where the person holds the permission."""
    found = Q(pk__in=[])
    for place in places(user, permission, at):
        found |= Q(**{f"{path}__path__startswith": place.path})
    return found
