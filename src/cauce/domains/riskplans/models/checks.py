"""Which consistency checks block and which warn, from a date on: published by the administration, never changed."""

from django.conf import settings
from django.db import models


class CheckVersion(models.Model):
    """A dated configuration of the checks. content: check → level (rules/checks.py), whole. Immutable (decision 0053)."""

    number = models.PositiveSmallIntegerField(unique=True)
    valid_from = models.DateField()
    content = models.JSONField()
    note = models.CharField(max_length=300)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"comprobaciones {self.number}"
