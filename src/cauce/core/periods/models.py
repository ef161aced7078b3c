"""Collection rounds: a named span of time in which a module receives data, with a window per institution."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from cauce.core.organisations.models import OrgUnit


class Round(models.Model):
    """A collection round ("captura del periodo 2023"). `opens_at` is inclusive, `closes_at` exclusive."""

    module = models.CharField(max_length=40)
    code = models.CharField(max_length=20)  # period id, e.g. "2026"
    name = models.CharField(max_length=120)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        ordering = ["-opens_at"]
        constraints = [
            models.UniqueConstraint(fields=["module", "code"], name="round_code_once"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="round_opens_before_it_closes"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoundWindow(models.Model):
    """Another opening and closing of a round for one institution."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="windows")
    institution = models.ForeignKey(OrgUnit, models.CASCADE, related_name="round_windows")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "institution"], name="round_window_once"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="round_window_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.institution}"


def window_for(round_: Round, institution: OrgUnit) -> tuple[datetime, datetime]:
    """(opens_at, closes_at) of the round for that institution: its own window, or the round's."""
    own = RoundWindow.objects.filter(round=round_, institution=institution).first()
    source = own or round_
    return source.opens_at, source.closes_at
