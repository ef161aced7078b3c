"""What a person reaches: hospitals, plans and reports within the places of their roles."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from cauce.core.accounts.access import roots
from cauce.core.accounts.permissions import Permission

from ..models import Hospital, Plan, QuarterReport


def _scope(user: Any, permission: Permission, at: datetime, prefix: str) -> Q:
    scope = Q(pk__in=[])
    for place in roots(user, permission, at):
        scope |= Q(**{f"{prefix}unit__path__startswith": place.path})
    return scope


def hospitals(user: Any, at: datetime, permission: Permission = Permission.RISK_READ) -> QuerySet[Hospital]:
    """The ESE within reach, by name."""
    found = Hospital.objects.select_related("unit__parent", "unit__area")
    return found.filter(_scope(user, permission, at, "")).order_by("unit__name", "pk")


def plans(user: Any, at: datetime, permission: Permission = Permission.RISK_READ) -> QuerySet[Plan]:
    """The plans within reach."""
    found = Plan.objects.select_related("hospital__unit__parent", "hospital__unit__area")
    return found.filter(_scope(user, permission, at, "hospital__"))


def reports(
    user: Any, at: datetime, permission: Permission = Permission.RISK_READ
) -> QuerySet[QuarterReport]:
    """The quarterly reports within reach, latest first."""
    found = QuarterReport.objects.select_related("plan__hospital__unit__parent", "plan_version", "saved_by")
    return found.filter(_scope(user, permission, at, "plan__hospital__"))
