"""A hospital's quarterly report: its sections (one a Cuadro), figures, activities done, evidence and comments.

Sized for 1,000 ESE × 15 years × 4 quarters × 400 figures: 24 million figures, read by report or by period and cell.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..rules.states import REPORT_LABELS, SECTION_LABELS, ReportState, SectionState
from .checks import CheckVersion
from .exact import ExactField
from .plans import Activity, Plan, PlanVersion

USER = settings.AUTH_USER_MODEL
SOURCES = [
    ("typed", "Escrita"),
    ("file", "Libro importado"),
    ("siho", "Extracto SIHO"),
    ("bridge", "Otro módulo"),
]


class QuarterReport(models.Model):
    """One hospital, one quarter ("2026Q1"). plan_version: the one in force for that quarter, kept with the report.

    checked_with: the configuration of the checks at its last sending; None: never sent, or with the initial one.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reports")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="reports")
    period = models.CharField(max_length=6)
    state = models.CharField(
        max_length=12,
        choices=[(k.value, v) for k, v in REPORT_LABELS.items()],
        default=ReportState.DRAFT.value,
    )
    due_at = models.DateTimeField()  # the hospital's term
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    checked_with = models.ForeignKey(CheckVersion, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    evaluated_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-period", "plan__hospital__unit__name"]
        constraints = [models.UniqueConstraint(fields=["plan", "period"], name="report_once_a_quarter")]
        indexes = [models.Index(fields=["period", "state"], name="report_by_period")]

    def __str__(self) -> str:
        return f"{self.plan.hospital} · {self.period}"


class Section(models.Model):
    """One Cuadro of a report (key of rules/cuadros.py, or "medidas") as the territory sees it."""

    report = models.ForeignKey(QuarterReport, models.CASCADE, related_name="sections")
    cuadro = models.CharField(max_length=24)
    state = models.CharField(
        max_length=12,
        choices=[(k.value, v) for k, v in SECTION_LABELS.items()],
        default=SectionState.PENDING.value,
    )
    reason = models.TextField(blank=True)  # why it was returned
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "cuadro"], name="section_once")]

    def __str__(self) -> str:
        return f"{self.report} · {self.cuadro}"


class Figure(models.Model):
    """An executed figure and where it came from: typed, or a file with its sheet and cell. Exact decimal."""

    report = models.ForeignKey(QuarterReport, models.CASCADE, related_name="figures")
    cuadro = models.CharField(max_length=24)
    row = models.CharField(max_length=32)
    column = models.CharField(max_length=16)
    value = ExactField()
    source = models.CharField(max_length=8, choices=SOURCES, default="typed")
    origin = models.CharField(max_length=200, blank=True)  # file name and digest
    cell = models.CharField(max_length=40, blank=True)  # "Flujo!D8"
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "cuadro", "row", "column"], name="figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.cuadro}.{self.row}.{self.column}"


class FigureChange(models.Model):
    """What a figure was before: append-only, so that every figure can be followed back."""

    report = models.ForeignKey(QuarterReport, models.CASCADE, related_name="changes")
    cuadro = models.CharField(max_length=24)
    row = models.CharField(max_length=32)
    column = models.CharField(max_length=16)
    before = ExactField(null=True)
    after = ExactField(null=True)
    source = models.CharField(max_length=8, choices=SOURCES)
    origin = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["report", "cuadro", "row", "column"], name="figure_history")]

    def __str__(self) -> str:
        return f"{self.cuadro}.{self.row}.{self.column}: {self.before} → {self.after}"


class ActivityProgress(models.Model):
    """What the report says of an activity: done, when, for how much. It counts as executed only with evidence."""

    report = models.ForeignKey(QuarterReport, models.CASCADE, related_name="progress")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="progress")
    done = models.BooleanField(default=False)
    done_on = models.DateField(null=True, blank=True)
    amount = ExactField(null=True, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "activity"], name="progress_once"),
            models.CheckConstraint(
                condition=Q(done=False) | Q(done_on__isnull=False), name="progress_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.activity}"


class Evidence(models.Model):
    """A file that supports an activity, or a section of the report."""

    report = models.ForeignKey(QuarterReport, models.CASCADE, related_name="evidence")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="evidence")
    cuadro = models.CharField(max_length=24, blank=True)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    path = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """A comment on a report or one of its sections; who answers writes another."""

    report = models.ForeignKey(QuarterReport, models.CASCADE, related_name="comments")
    cuadro = models.CharField(max_length=24, blank=True)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.report} · {self.cuadro or 'informe'}"


class Explanation(models.Model):
    """Why a balance account moved so much, or why a consistency warning stands (its identity's name)."""

    report = models.ForeignKey(QuarterReport, models.CASCADE, related_name="explanations")
    subject = models.CharField(max_length=60)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "subject"], name="explanation_once")]

    def __str__(self) -> str:
        return f"{self.report} · {self.subject}"
