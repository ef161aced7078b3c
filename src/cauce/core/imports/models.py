"""Files brought in to be imported: kept with who brought them and what came of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Import(models.Model):
    """One file: looked at first, then accepted or discarded by a person."""

    class State(models.TextChoices):
        WAITING = "waiting", _("En revisión")
        APPLIED = "applied", _("Aplicada")
        DISCARDED = "discarded", _("Descartada")

    kind = models.CharField(_("qué se importa"), max_length=30)  # of kinds.py: modules add theirs
    filename = models.CharField(_("archivo"), max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()  # kept in the database: whole or not there, like its effect
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="import_decided_says_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.filename} ({self.kind_label})"

    @property
    def kind_label(self) -> str:
        """What people read for its kind; the key of one whose module is switched off."""
        from .kinds import KINDS

        return str(KINDS[self.kind].label) if self.kind in KINDS else self.kind
