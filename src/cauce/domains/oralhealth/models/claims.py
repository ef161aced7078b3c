"""Claims (reclamos): a question on a row or a field, answered by who wrote it."""

import uuid

from django.conf import settings
from django.db import models

from ..rules.states import CLAIM_LABELS, ClaimState
from .sheets import PatientRow, Sheet

USER = settings.AUTH_USER_MODEL


class Claim(models.Model):
    """One question, from any level, about a sheet, a row or one field of it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="claims")
    row = models.ForeignKey(PatientRow, models.PROTECT, null=True, blank=True, related_name="claims")
    field = models.CharField(max_length=40, blank=True)
    question = models.TextField()
    state = models.CharField(
        max_length=10,
        choices=[(s.value, CLAIM_LABELS[s]) for s in ClaimState],
        default=ClaimState.RAISED.value,
    )
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    changes = models.JSONField(default=dict, blank=True)  # field → [before, after]
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-raised_at"]
        indexes = [
            models.Index(fields=["sheet", "state"]),
            models.Index(fields=["state"], condition=~models.Q(state="closed"), name="claim_open"),
        ]

    def __str__(self) -> str:
        return self.question[:60]
