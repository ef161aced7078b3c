"""Jobs as people see them, what the schedule ran last, and which workers are alive."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cauce.core.organisations.models import OrgUnit


class Job(models.Model):
    """One piece of background work: who asked, how far it is, how it ended."""

    class State(models.TextChoices):
        QUEUED = "queued", _("En espera")
        RUNNING = "running", _("En curso")
        DONE = "done", _("Terminado")
        FAILED = "failed", _("Con error")
        CANCELLED = "cancelled", _("Cancelado")

    kind = models.CharField(max_length=60, db_index=True)  # key of registry.KINDS
    title = models.CharField(_("trabajo"), max_length=200)
    state = models.CharField(_("estado"), max_length=10, choices=State, default=State.QUEUED, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs")
    place = models.ForeignKey(OrgUnit, models.PROTECT, null=True, related_name="+")
    params = models.JSONField(default=dict)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)  # 0: not known yet
    message = models.CharField(max_length=300, blank=True)
    result = models.JSONField(null=True)  # the kind's own facts; "url" is where the result is seen
    error = models.CharField(max_length=500, blank=True)  # a sentence for the person
    trace_id = models.CharField(max_length=16, blank=True)  # finds the traceback in the logs
    attempts = models.PositiveSmallIntegerField(default=0)
    task_id = models.CharField(max_length=64, blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_index=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
                name="job_finished_says_when",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_active(self) -> bool:
        """Waiting or running."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def percent(self) -> int | None:
        """0 to 100, or None while the total is not known."""
        if not self.progress_total:
            return None
        return min(100, self.progress_done * 100 // self.progress_total)


class ScheduledRun(models.Model):
    """When an entry of the schedule ran last; claiming it keeps two workers from running it twice."""

    name = models.CharField(max_length=80, primary_key=True)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class WorkerBeat(models.Model):
    """A worker process says that it lives."""

    worker = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.worker
