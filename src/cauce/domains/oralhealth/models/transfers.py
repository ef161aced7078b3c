"""Files of daily-record rows that were brought in: looked at first, then accepted or discarded."""

import uuid
import zlib
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cauce.core.jobs.models import Job

USER = settings.AUTH_USER_MODEL


class RowsImport(models.Model):
    """One file. counts: of actions.importing.ImportReport; report: every problem kept, as CSV, compressed."""

    class State(models.TextChoices):
        CHECKING = "checking", _("En revisión")
        WAITING = "waiting", _("Espera su decisión")
        REFUSED = "refused", _("Con errores")
        STORING = "storing", _("Guardándose")
        STORED = "stored", _("Guardado")
        DISCARDED = "discarded", _("Descartado")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    filename = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    counts = models.JSONField(default=dict)  # sheets, rows, patients, errors, warnings by rule, left_out
    problems = models.JSONField(default=list)  # the first ones, for the page
    report = models.BinaryField(default=bytes)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["storing", "stored", "discarded"]) | Q(decided_at__isnull=False),
                name="rows_import_decided_says_when",
            )
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def waits(self) -> bool:
        """Whether a person has to decide."""
        return self.state in (self.State.WAITING, self.State.REFUSED)

    def keep_report(self, lines: Any) -> None:
        """Keep the CSV (chunks of bytes) of all problems."""
        self.report = zlib.compress(b"".join(lines))

    def report_csv(self) -> bytes:
        """The CSV of all problems."""
        return zlib.decompress(bytes(self.report)) if self.report else b""
