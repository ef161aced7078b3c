"""Recurso de revisión: somebody else looks again at what was denied or modified (decision S4)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..rules.states import AppealState
from ..rules.words import APPEAL_LABELS
from .requests import Request

USER = settings.AUTH_USER_MODEL


class Appeal(models.Model):
    """One appeal against some items of a decided request; one open at a time."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="appeals")
    sequences = models.JSONField()  # of the items appealed
    grounds = models.TextField()
    state = models.CharField(
        max_length=20,
        choices=[(s.value, APPEAL_LABELS[s]) for s in AppealState],
        default=AppealState.FILED.value,
    )
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)  # why it was withdrawn, or what the reviewer adds

    class Meta:
        ordering = ["-filed_at"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["filed", "assigned"]), name="appeal_open"),
            models.Index(fields=["reviewer"], condition=Q(state="assigned"), name="appeal_held"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(state__in=["filed", "assigned"]),
                name="appeal_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["filed", "withdrawn"]) | Q(reviewer__isnull=False),
                name="appeal_has_a_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["filed", "assigned"], decided_at__isnull=True)
                | Q(
                    state__in=["upheld", "overturned", "partially_overturned", "withdrawn"],
                    decided_at__isnull=False,
                ),
                name="appeal_ended_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} · recurso"
