"""The keys whose packages are believed, the packages made here, and those that came."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cauce.core.jobs.models import Job
from cauce.core.organisations.models import OrgUnit

USER = settings.AUTH_USER_MODEL


def period_text(period: str) -> str:
    """2026-03 for 202603; other periods as they are."""
    return f"{period[:4]}-{period[4:]}" if len(period) == 6 and period.isdigit() else period


class TrustedKey(models.Model):
    """A public key that may speak for a place and what is below it. Revoked, never deleted."""

    public = models.CharField(max_length=43)  # Ed25519, base64url
    key_id = models.CharField(max_length=16, db_index=True)
    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)  # how it was checked
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["place__name", "-added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["public", "place"], condition=Q(revoked_at__isnull=True), name="trusted_key_once"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(reason=""), name="revoked_key_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key_id} · {self.place}"


class IssuedPackage(models.Model):
    """A package made here. The same content keeps its number; another content takes the next."""

    kind = models.CharField(max_length=60)
    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    period = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    content = models.CharField(max_length=64)
    records = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "place", "period", "number"], name="issued_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.period} n.º {self.number}"

    @property
    def period_text(self) -> str:
        """The period as people write it."""
        return period_text(self.period)


class ReceivedPackage(models.Model):
    """A package that came, and the fate of each of its records (`report`) or why it was refused whole (`problem`)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("En espera")
        DONE = "done", _("Importado")
        REFUSED = "refused", _("Rechazado")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    kind = models.CharField(max_length=60, blank=True)
    place = models.ForeignKey(OrgUnit, models.PROTECT, null=True, related_name="+")
    period = models.CharField(max_length=20, blank=True)
    number = models.PositiveIntegerField(null=True)
    content = models.CharField(max_length=64, blank=True)
    key_id = models.CharField(max_length=16, blank=True)
    made_at = models.CharField(max_length=40, blank=True)
    made_by = models.CharField(max_length=300, blank=True)
    problem = models.JSONField(null=True)  # rule, message, remedy
    counts = models.JSONField(default=dict)  # outcome → records
    report = models.JSONField(default=list)  # see fates.Fate
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["kind", "place", "period", "-number"], name="received_package_last")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refused") | Q(problem__isnull=False), name="refused_package_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(place__isnull=False, number__isnull=False),
                name="imported_package_says_what",
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def period_text(self) -> str:
        """The period as people write it."""
        return period_text(self.period)

    @property
    def made(self) -> datetime | None:
        """When it was exported, as its maker says."""
        try:
            found = datetime.fromisoformat(self.made_at)
        except ValueError:
            return None
        return found if found.tzinfo else None
