"""UVR weights, the definition in force, evaluations, and the texts that analysts write into the reports."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cauce.core.organisations.models import OrgUnit

from ..rules.states import EVALUATION_LABELS, EvaluationState
from .exact import ExactField
from .reports import QuarterReport

USER = settings.AUTH_USER_MODEL


class UvrTable(models.Model):
    """A dated table of UVR weights. The source gives none: loaded by the administrator; the demo's are synthetic (P16)."""

    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    origin = models.CharField(max_length=200)
    synthetic = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_from", "-pk"]

    def __str__(self) -> str:
        return self.name


class UvrWeight(models.Model):
    """The weight of one production concept (a row of the Cuadro Producción)."""

    table = models.ForeignKey(UvrTable, models.CASCADE, related_name="weights")
    concept = models.CharField(max_length=32)
    weight = ExactField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "concept"], name="uvr_weight_once"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="uvr_weight_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.concept}: {self.weight}"


class DefinitionVersion(models.Model):
    """A dated definition of the evaluation (rules/definition.py as stored): row weights and directions. Immutable."""

    number = models.PositiveSmallIntegerField(unique=True)
    valid_from = models.DateField()
    content = models.JSONField()
    note = models.CharField(max_length=300)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"definición {self.number}"


class Evaluation(models.Model):
    """The Superintendencia's evaluation of a report: the definition, inputs and result that it used, whole.

    aspects: the seven texts of the evaluation report by key and the IVC recommendations;
    a closed one never changes, reopening makes a new one.
    """

    report = models.ForeignKey(QuarterReport, models.PROTECT, related_name="evaluations")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        max_length=8,
        choices=[(k.value, v) for k, v in EVALUATION_LABELS.items()],
        default=EvaluationState.OPEN.value,
    )
    definition = models.JSONField()
    uvr_table = models.ForeignKey(UvrTable, models.PROTECT, null=True, related_name="+")
    inputs = models.JSONField()
    result = models.JSONField()
    total = ExactField(null=True)
    compliant = models.BooleanField(null=True)
    aspects = models.JSONField(default=dict, blank=True)
    recommended_category = models.CharField(max_length=8, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    reopened_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="evaluation_numbered_once"),
            models.UniqueConstraint(fields=["report"], condition=Q(state="open"), name="evaluation_one_open"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(closed_at__isnull=False), name="evaluation_closed_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} · evaluación {self.number}"


class Narrative(models.Model):
    """What an analyst wrote in one part of a territory's or the Ministry's report, in place of its tables' comments."""

    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    period = models.CharField(max_length=12)  # "2026Q1", or "2025April" for the year to 31 March
    part = models.CharField(max_length=60)  # "presentation", "conclusions", "hospital.<code>.flow" …
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "period", "part"], name="narrative_once")]

    def __str__(self) -> str:
        return f"{self.place} · {self.period} · {self.part}"


class PeriodReport(models.Model):
    """What a territory's follow-up or the Ministry's annual report is of: the subject of its issued papers."""

    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    period = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, choices=[("follow_up", "Seguimiento"), ("annual", "Anual")])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "period", "kind"], name="period_report_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.place} · {self.period}"
