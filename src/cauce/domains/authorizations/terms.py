"""Which term applies: the nearest jurisdiction's rule in force, or the default of rules/clocks.py."""

from dataclasses import replace
from datetime import datetime, timedelta

from cauce.core.organisations.models import OrgUnit

from .models import ClockRule, Request
from .places import above, today_at, zone_at
from .rules.clocks import DEFAULTS, Kind, Term, Unit, end_of


def rule_for(kind: Kind, place: OrgUnit, at: datetime, priority: str = "") -> ClockRule | None:
    """The nearest rule in force; one for the priority goes before one for any, a later before an earlier."""
    found = ClockRule.objects.filter(
        place__in=above(place),
        kind=kind.value,
        priority__in={priority, ""},
        valid_from__lte=today_at(place, at),
    ).select_related("place", "set_by")
    return found.order_by("-place__path", "-priority", "-valid_from").first()


def term_for(kind: Kind, place: OrgUnit, at: datetime, priority: str = "") -> Term:
    """The term of a kind at a place: that of `rule_for`, or the default."""
    rule = rule_for(kind, place, at, priority)
    zone = zone_at(place).key
    if rule is None:
        default = DEFAULTS.get((kind, priority)) or DEFAULTS[kind, ""]
        return replace(default, zone=zone)
    return Term(rule.amount, Unit(rule.unit), zone, timedelta(hours=rule.pause_cap_hours))


def appeal_until(request: Request) -> datetime | None:
    """Until when a decided request may be appealed."""
    if request.decided_at is None:
        return None
    return end_of(request.decided_at, term_for(Kind.APPEAL_FILING, request.unit, request.decided_at))
