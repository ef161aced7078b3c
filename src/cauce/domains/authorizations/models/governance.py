"""What coordination writes: criteria as versioned documents, variants of the form, signals for audit."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cauce.core.organisations.models import OrgUnit

USER = settings.AUTH_USER_MODEL


class CriteriaVersion(models.Model):
    """One published version of a criteria document. Never changed (triggers); a later one takes its place.

    document: the parsed text, as rules/criteria reads it; applies from `valid_from` (inclusive).
    """

    code = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()  # the YAML as written
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")  # applies there and below
    valid_from = models.DateField()
    withdrawn = models.BooleanField(default=False)  # this version ends the document
    note = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code", "-number"]
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="criteria_number_once")]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class VariantVersion(models.Model):
    """The own fields of a region or hospital, as one version. Never changed; old requests keep theirs."""

    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    fields = models.JSONField()  # rules/variants.py, Field
    valid_from = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["place", "-number"]
        constraints = [models.UniqueConstraint(fields=["place", "number"], name="variant_number_once")]

    def __str__(self) -> str:
        return f"{self.place} v{self.number}"


class Signal(models.Model):
    """A pattern worth an audit. It denies nothing and stops nothing."""

    class State(models.TextChoices):
        RAISED = "raised", "Por revisar"
        AUDIT = "audit", "En auditoría"
        DISMISSED = "dismissed", "Descartada"

    kind = models.CharField(max_length=16)  # rules/signals.py, Kind
    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    key = models.CharField(max_length=160)  # what it is about, so that it is raised once
    facts = models.JSONField()
    requests = models.JSONField(default=list)  # folios
    raised_at = models.DateTimeField()
    day = models.PositiveIntegerField(null=True, editable=False)  # of raising it, there: 20260314 (oversight)
    state = models.CharField(max_length=10, choices=State, default=State.RAISED)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="signal_once"),
            models.CheckConstraint(
                condition=Q(state="raised", looked_at__isnull=True)
                | (~Q(state="raised") & Q(looked_at__isnull=False, looked_by__isnull=False)),
                name="signal_looked_says_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.key}"
