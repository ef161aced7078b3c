"""What the module's papers are about, when no other table says it."""

from django.db import models

from cauce.core.organisations.models import OrgUnit


class Bulletin(models.Model):
    """The statistical bulletin of a place and a period; its issues are documents, version after version."""

    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    period = models.CharField(max_length=10)  # 202603 or 2026

    class Meta:
        ordering = ["-period"]
        constraints = [models.UniqueConstraint(fields=["place", "period"], name="bulletin_once")]

    def __str__(self) -> str:
        return f"{self.place} · {self.period}"
