"""The facility's month: consolidation (Formulario 2), agreements, analysis (3), comparison (4), reopenings."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cauce.core.organisations.models import OrgUnit

from ..rules.states import MONTH_LABELS, MonthState

USER = settings.AUTH_USER_MODEL
PARTIES = [
    ("direccion-medica", "Dirección médica"),
    ("planificacion", "Unidad de planificación"),
    ("reges", "Registros y Estadísticas de Salud (REGES)"),
    ("jefe-clinica", "Jefe de clínicas dentales"),
]


class FacilityMonth(models.Model):
    """Where a facility's month stands. `sent_at`: handed to the region; with how many rows says the consolidation."""

    facility = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    month = models.PositiveIntegerField()  # 202603
    state = models.CharField(
        max_length=12, choices=[(s.value, MONTH_LABELS[s]) for s in MonthState], default=MonthState.OPEN.value
    )
    version = models.PositiveIntegerField(default=0)  # of the last consolidation
    outdated = models.BooleanField(default=False)  # something changed after the last consolidation
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-month"]
        indexes = [models.Index(fields=["month", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["facility", "month"], name="facility_month_once"),
            models.CheckConstraint(
                condition=~Q(state="locked") | Q(locked_at__isnull=False), name="month_locked_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility} · {self.month}"


class Consolidation(models.Model):
    """One consolidation of a month; earlier versions are kept. `figures`: the three sheets of Formulario 2."""

    month = models.ForeignKey(FacilityMonth, models.PROTECT, related_name="consolidations")
    version = models.PositiveIntegerField()
    figures = models.JSONField()
    sheets = models.PositiveIntegerField()
    patients = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    outdated = models.BooleanField(default=False)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["month", "version"], name="consolidation_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.month} v{self.version}"

    @property
    def with_data(self) -> bool:
        """Sent is not sent with data."""
        return self.patients > 0


class Agreement(models.Model):
    """One party agrees with one consolidation."""

    consolidation = models.ForeignKey(Consolidation, models.PROTECT, related_name="agreements")
    party = models.CharField(max_length=20, choices=PARTIES)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    comment = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consolidation", "party"], name="agreement_once")]

    def __str__(self) -> str:
        return self.party


class MonthReopening(models.Model):
    """A locked month opened again, with its reason."""

    month = models.ForeignKey(FacilityMonth, models.PROTECT, related_name="reopenings")
    version = models.PositiveIntegerField()  # the consolidation it withdrew
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.month} · {self.at:%Y-%m-%d}"


class Analysis(models.Model):
    """Formulario 3: what the month's figures mean, written on a consolidation."""

    consolidation = models.OneToOneField(Consolidation, models.PROTECT, related_name="analysis")
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    outdated = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.consolidation}"


class Comparison(models.Model):
    """Formulario 4: one indicator of the month against its standard, with conclusion and feedback."""

    consolidation = models.ForeignKey(Consolidation, models.PROTECT, related_name="comparisons")
    indicator = models.CharField(max_length=10)  # I-1
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)  # null: not computable
    standard = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    direction = models.CharField(max_length=4, choices=[("up", "up"), ("down", "down")])
    conclusion = models.TextField()
    feedback = models.TextField(blank=True)
    outdated = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    result = models.ForeignKey(
        "indicators.StoredResult", models.SET_NULL, null=True, blank=True, related_name="+"
    )  # the value with the versions of definition and data that it was made from
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consolidation", "indicator"], name="comparison_once")]

    def __str__(self) -> str:
        return self.indicator

    @property
    def meets(self) -> bool | None:
        """Whether the value reaches the standard; None when either is missing."""
        if self.value is None or self.standard is None:
            return None
        return self.value >= self.standard if self.direction == "up" else self.value <= self.standard


class Standard(models.Model):
    """The value that the norm sets for an indicator, at a place and below, from a year on."""

    indicator = models.CharField(max_length=10)
    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=14, decimal_places=4)
    source = models.CharField(max_length=200)  # which norm says so
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "place", "year"], name="standard_once")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}: {self.value}"
