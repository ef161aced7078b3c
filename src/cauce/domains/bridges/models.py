"""What bridges keep of their own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round


class ShortageAnswer(models.Model):
    """What the entity answered to one proposed shortage (bridge "shortage"): once per round, unit and product.

    declared: patients a month that were written in the declaration; null when it was dismissed, with its reason.
    proposed: what was proposed; null when the demand behind it is too small to be shown.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    product = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    accepted = models.BooleanField()
    proposed = models.PositiveIntegerField(null=True)
    declared = models.PositiveIntegerField(null=True)
    since = models.DateField()  # of the demand that it rests on, both inclusive
    until = models.DateField()
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit", "product"], name="shortage_answered_once"),
            models.CheckConstraint(
                condition=Q(accepted=True, declared__gte=1)
                | (Q(accepted=False, declared=None) & ~Q(reason="")),
                name="shortage_answer_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.product}"
