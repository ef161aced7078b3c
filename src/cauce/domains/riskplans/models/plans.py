"""A plan, its versions (the original and at most one approved modification), its programme and its instruments."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ..rules.states import VERSION_LABELS, VersionState
from .exact import ExactField
from .hospitals import Hospital

USER = settings.AUTH_USER_MODEL
KINDS = [("original", "Plan original"), ("modification", "Modificación")]
INSTRUMENTS = [
    ("performance", "Convenio de desempeño"),
    ("restructuring", "Acuerdo de reestructuración de pasivos"),
    ("liquidation", "Acto de liquidación"),
    ("merger", "Acto de fusión"),
    ("payment", "Acuerdo de pago con acreedores"),
    ("trust", "Encargo fiduciario o cuenta especial"),
]
INSTRUMENT_STATES = [
    ("proposed", "En trámite"),
    ("signed", "Suscrito"),
    ("running", "En ejecución"),
    ("finished", "Cumplido"),
    ("broken", "Incumplido"),
]


class Plan(models.Model):
    """A hospital's plan (PGIR). remitted_on, cause: how the Ministry of Finance sent it to the Superintendencia."""

    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="plans")
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    remitted_on = models.DateField(null=True, blank=True)
    cause = models.CharField(max_length=300, blank=True)
    presented_on = models.DateField(null=True, blank=True)
    viable_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["hospital__unit__name", "first_year"]
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="plan_years_in_order"),
            models.UniqueConstraint(fields=["hospital", "first_year"], name="plan_once_a_start"),
        ]

    def __str__(self) -> str:
        return f"{self.hospital} · {self.first_year}-{self.last_year}"


class PlanVersion(models.Model):
    """The original or the modification. cutoff: the quarter before the proposal ("2026Q1"), of a modification."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    kind = models.CharField(max_length=12, choices=KINDS)
    state = models.CharField(
        max_length=12,
        choices=[(k.value, v) for k, v in VERSION_LABELS.items()],
        default=VersionState.DRAFT.value,
    )
    cutoff = models.CharField(max_length=6, blank=True)
    reason = models.TextField(blank=True)
    requested_at = models.DateTimeField(null=True, blank=True)
    requested_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decision_note = models.TextField(blank=True)
    effective_from = models.CharField(max_length=6, blank=True)  # first quarter that it governs
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=Q(kind="original"), name="plan_one_original"),
            # P14: at most one approved modification, and one on its way, whatever door it comes by.
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(kind="modification") & ~Q(state="refused"),
                name="plan_one_modification",
            ),
            models.CheckConstraint(
                condition=Q(kind="original") | ~Q(cutoff=""), name="plan_modification_has_cutoff"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} · {self.get_kind_display()}"


class PlannedFigure(models.Model):
    """A programmed figure of a version: cuadro, row, column and period ("2026Q1"). Exact decimal."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="figures")
    period = models.CharField(max_length=6)
    cuadro = models.CharField(max_length=24)
    row = models.CharField(max_length=32)
    column = models.CharField(max_length=16)
    value = ExactField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "period", "cuadro", "row", "column"], name="planned_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cuadro}.{self.row}.{self.column} {self.period}"


class Activity(models.Model):
    """A row of the matrix of measures: what is to be done, by whom, when and for how much."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="activities")
    number = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=120)
    measure = models.CharField(max_length=300)
    name = models.CharField(max_length=300)
    responsible = models.CharField(max_length=160)
    starts_on = models.DateField()
    due_on = models.DateField()
    amount = ExactField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="activity_numbered_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="activity_dates_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class Instrument(models.Model):
    """An agreement or act that goes with the plan, with its file and state."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="instruments")
    kind = models.CharField(max_length=16, choices=INSTRUMENTS)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=INSTRUMENT_STATES, default="proposed")
    signed_on = models.DateField(null=True, blank=True)
    amount = ExactField(null=True, blank=True)
    note = models.TextField(blank=True)
    file = models.CharField(max_length=200, blank=True)  # digest of the stored upload
    file_name = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "kind", "title"]

    def __str__(self) -> str:
        return self.title
