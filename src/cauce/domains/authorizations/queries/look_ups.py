"""Who looked which number up, and who tries numbers that are not there (rule 8: every look-up is logged)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cauce.core.accounts.access import roots
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission

from ..models import LookUp

ANSWER_LABELS = {
    "found": "se mostró",
    "not_here": "no era de su centro",
    "unknown": "no existe",
    "malformed": "mal escrito",
    "limited": "demasiadas consultas",
}
MISSES = ("unknown", "malformed", "not_here", "limited")
MANY = 5  # misses of one person in the span shown, from which they are named


@dataclass(frozen=True, slots=True)
class LookUpFilter:
    """What the look-ups are narrowed by; None or "" does not. Days are local, both inclusive."""

    person: str = ""
    typed: str = ""
    answer: str = ""
    since: date | None = None
    until: date | None = None


def look_ups_in_reach(user: User, at: datetime) -> QuerySet[LookUp]:
    """Look-ups made at units where the person audits, newest first."""
    scope = Q(pk__in=[])
    for place in roots(user, Permission.AUTH_READ_LOG, at):
        scope |= Q(unit__path__startswith=place.path)
    return LookUp.objects.filter(scope).select_related("by", "unit", "authorisation").order_by("-at", "-pk")


def filtered(rows: QuerySet[LookUp], wanted: LookUpFilter) -> QuerySet[LookUp]:
    """The look-ups that match every filter given."""
    if wanted.person:
        name = Q(by__username__icontains=wanted.person)
        for word in wanted.person.split():
            name |= Q(by__first_name__icontains=word) | Q(by__last_name__icontains=word)
        rows = rows.filter(name)
    if wanted.typed:
        rows = rows.filter(
            Q(typed__icontains=wanted.typed) | Q(authorisation__number__icontains=wanted.typed)
        )
    if wanted.answer in ANSWER_LABELS:
        rows = rows.filter(answer=wanted.answer)
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return rows


def who_misses(rows: QuerySet[LookUp]) -> list[dict[str, Any]]:
    """People with many look-ups that found nothing for them, most first: {by__username, …, n}."""
    names = ("by__username", "by__first_name", "by__last_name")
    found = rows.filter(answer__in=MISSES).order_by().values(*names).annotate(n=Count("pk"))
    return list(found.filter(n__gte=MANY).order_by("-n")[:10])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
