"""Which events a person may read, and the filters of the log."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from cauce.core.accounts.access import places
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from .models import Event


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What the log is filtered by; None or "" does not filter. Days are local, both inclusive."""

    since: date | None = None
    until: date | None = None
    person: str = ""  # part of the name
    action: str = ""
    place: OrgUnit | None = None


def events_for(user: User, at: datetime) -> QuerySet[Event]:
    """The events within the person's reach, newest first; those without a place only at the tree's top."""
    scope = Q(pk__in=[])
    for place in places(user, Permission.AUDIT_READ, at):
        scope |= Q(place__path__startswith=place.path)
        if place.parent_id is None:
            scope |= Q(place__isnull=True)
    return Event.objects.filter(scope).select_related("by", "place").order_by("-sequence")


def filtered(events: QuerySet[Event], wanted: LogFilter) -> QuerySet[Event]:
    """The events that match every filter given."""
    if wanted.since:
        events = events.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        events = events.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.person:
        events = events.filter(by_name__icontains=wanted.person)
    if wanted.action:
        events = events.filter(action=wanted.action)
    if wanted.place:
        events = events.filter(place__path__startswith=wanted.place.path)
    return events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
