"""Which jobs a person sees: their own, and those of the places where they may read jobs."""

from datetime import datetime

from django.db.models import Q, QuerySet

from cauce.core.accounts import access
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import NotAllowed

from .models import Job
from .rules import RULES


def visible_jobs(user: User, at: datetime) -> QuerySet[Job]:
    """Jobs the person may see, newest first."""
    return Job.objects.filter(pk__in=_reached(user, at)).select_related("by", "place")


def _reached(user: User, at: datetime) -> QuerySet[Job]:
    """One without a place (a file still unread) is where whoever asked for it works; the schedule's own is everybody's
    who reads jobs."""
    scope = Q(by=user)
    for place in access.places(user, Permission.JOBS_READ, at):
        theirs = Q(by__isnull=True) | Q(by__grants__place__path__startswith=place.path)
        scope |= Q(place__path__startswith=place.path) | (Q(place__isnull=True) & theirs)
    return Job.objects.filter(scope)


def require_access(user: User, job: Job, at: datetime) -> None:
    """Raise NotAllowed unless the job is the person's own or within their JOBS_READ."""
    if job.by_id == user.pk or _reached(user, at).filter(pk=job.pk).exists():
        return
    refused = RULES["JOB-02"].problem()
    raise NotAllowed(refused.message, rule=refused.rule, remedy=refused.remedy)
