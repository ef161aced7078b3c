"""Answers remembered by idempotency key."""

from django.conf import settings
from django.db import models


class RememberedAnswer(models.Model):
    """The answer to one POST with an Idempotency-Key; the same key gives it again, unrun."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(
        max_length=64
    )  # of address and body: another request with the key is an error
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="remembered_answer_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.key}"
