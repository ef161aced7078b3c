"""What prior authorisation does by itself: missed terms are told, numbers expire, patterns are kept for audit."""

from datetime import datetime, timedelta

from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import roles_with
from cauce.core.jobs.schedule import every
from cauce.core.organisations.models import OrgUnit

from . import criteria_trial  # noqa: F401  the dry run registers itself
from .actions import escalate_appeal, escalate_request, expire_authorisation, raise_signal
from .models import Appeal, Authorisation, Request
from .places import today_at
from .queries.patterns import findings
from .rules.states import OPEN_APPEAL

BATCH = 500
GRACE_DAYS = 3  # what was done on the last day may still be registered
LOOK_BACK = timedelta(days=92)


@every("authorizations.escalate", timedelta(minutes=5))
def escalate_due(at: datetime) -> int:
    """Tell every term missed by now; how many. Nothing is decided by it."""
    late = Request.objects.filter(
        state__in=["in_review", "info_requested"], escalated_at__isnull=True, due_at__lt=at
    ).order_by("due_at")
    appeals = Appeal.objects.filter(state__in=OPEN_APPEAL, escalated_at__isnull=True, due_at__lt=at)
    found = 0
    for request in late[:BATCH]:
        escalate_request(by=None, at=at, request=request)
        found += 1
    for appeal in appeals.select_related("request__unit__area", "request__region")[:BATCH]:
        escalate_appeal(by=None, at=at, appeal=appeal)
        found += 1
    return found


@every("authorizations.expire", timedelta(hours=1))
def expire_due(at: datetime) -> int:
    """End the numbers whose last day and days of grace are over where they were issued; how many."""
    latest = (at + timedelta(days=1)).date()  # no zone is further ahead
    rows = Authorisation.objects.filter(
        state__in=["active", "partially_used", "suspended"],
        valid_until__lt=latest - timedelta(days=GRACE_DAYS),
    ).select_related("item__request__unit__area")
    found = 0
    for authorisation in rows.order_by("valid_until")[:BATCH]:
        if authorisation.valid_until + timedelta(days=GRACE_DAYS) <= today_at(
            authorisation.item.request.unit, at
        ):
            expire_authorisation(by=None, at=at, authorisation=authorisation)
            found += 1
    return found


@every("authorizations.signals", timedelta(hours=24))
def keep_signals(at: datetime) -> int:
    """Look for patterns in each coordination's region over the last quarter; how many there are."""
    roles = [role.key for role in roles_with(Permission.AUTH_SIGNALS)]
    places = OrgUnit.objects.filter(
        kind=OrgUnit.Kind.ENTITY, pk__in=Request.objects.values("region")
    ).distinct()
    found = 0
    for place in places if roles else []:
        for finding in findings(place, at - LOOK_BACK, at):
            raise_signal(by=None, at=at, place=place, finding=finding)
            found += 1
    return found
