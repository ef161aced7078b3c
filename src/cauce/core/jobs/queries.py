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
    scope = Q(by=user)
    for place in access.places(user, Permission.JOBS_READ, at):
        scope |= Q(place__path__startswith=place.path) | Q(place__isnull=True)
    return Job.objects.filter(scope).select_related("by", "place")


def require_access(user: User, job: Job, at: datetime) -> None:
    """Raise NotAllowed unless the job is the person's own or within their JOBS_READ."""
    if job.by_id == user.pk or access.can(user, Permission.JOBS_READ, job.place, at):
        return
    refused = RULES["JOB-02"].problem()
    raise NotAllowed(refused.message, rule=refused.rule, remedy=refused.remedy)
