"""Brigades, exams and studies within a person's reach, and their figures."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from cauce.core.accounts.access import roots, within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from ..models import Brigade, Exam, Study
from ..rules.dmft import Counts
from ..rules.dmft import Exam as Counted


def brigades_in_reach(user: User, at: datetime) -> QuerySet[Brigade]:
    """Brigades that the person may read, latest first, with `seen` exams counted."""
    return (
        Brigade.objects.filter(reach(user, Permission.ORAL_READ, at, "facility"))
        .select_related("facility", "study")
        .annotate(seen=Count("exams"))
        .order_by("-date", "school", "group", "pk")
    )


def studies_in_reach(user: User, at: datetime) -> QuerySet[Study]:
    """Studies of the person's places and of the places above them (a national survey concerns every facility)."""
    below = reach(user, Permission.ORAL_READ, at, "place")
    above = Q(pk__in=[])
    for place in roots(user, Permission.ORAL_READ, at):
        above |= Q(place_id__in=place.ancestor_ids())
    return Study.objects.filter(below | above).select_related("place").annotate(seen=Count("exams"))


def facilities_where(user: User, permission: Permission, at: datetime) -> QuerySet[OrgUnit]:
    """Oral-health facilities where the person holds a permission, by name."""
    return within(OrgUnit.objects.filter(oralhealth__isnull=False).order_by("name"), user, permission, at)


def open_studies_for(facilities: Iterable[OrgUnit]) -> QuerySet[Study]:
    """Open studies that some of the facilities may enter."""
    ids = {pk for facility in facilities for pk in (*facility.ancestor_ids(), facility.pk)}
    return Study.objects.filter(place_id__in=ids, closed_at=None).select_related("place")


def counted(exams: Iterable[Exam]) -> list[Counted]:
    """Stored exams as the indexes take them; the counts were made from the teeth when they were saved."""
    return [
        Counted(
            exam.person,
            exam.age,
            exam.sex,
            exam.group,
            _counts(exam.decayed, exam.missing, exam.filled),
            _counts(exam.primary_decayed, exam.primary_extracted, exam.primary_filled),
        )
        for exam in exams
    ]


def _counts(decayed: int | None, missing: int | None, filled: int | None) -> Counts | None:
    if decayed is None or missing is None or filled is None:
        return None
    return Counts(decayed + missing + filled, decayed, missing, filled)


def next_key(brigade: Brigade) -> str:
    """The key after the highest numbered one, with as many figures: "013" after "012"; "001" first."""
    keys = [k for k in brigade.exams.values_list("person", flat=True) if re.fullmatch(r"\d{1,9}", k)]
    last = max(keys, key=int, default="000")
    return f"{int(last) + 1:0{len(last)}d}"


def reach(user: User, permission: Permission, at: datetime, path: str) -> Q:
    """What lies at or below the places where the person holds a permission."""
    found = Q(pk__in=[])
    for place in roots(user, permission, at):
        found |= Q(**{f"{path}__path__startswith": place.path})
    return found
