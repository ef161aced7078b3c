"""What the region or the nation sends back to a facility about its month, and what the facility answers."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from cauce.core.organisations.models import OrgUnit

from .months import Consolidation

USER = settings.AUTH_USER_MODEL


class Feedback(models.Model):
    """Realimentación (004, p. 78): sent from a place above on a consolidated month, answered by its facility."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    consolidation = models.ForeignKey(Consolidation, models.PROTECT, related_name="feedback")
    place = models.ForeignKey(
        OrgUnit, models.PROTECT, related_name="+"
    )  # the region or the nation that sends it
    text = models.TextField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="feedback_answer_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.consolidation} · {self.place}"
