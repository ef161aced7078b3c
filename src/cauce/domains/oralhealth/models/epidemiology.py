"""The epidemiological record: studies, exams tooth by tooth, protective factors, costs, audits of records.

The layout of annex 5 is missing from the source; this form is the project's own (spec 4, C).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cauce.core.organisations.models import OrgUnit

USER = settings.AUTH_USER_MODEL


class Study(models.Model):
    """A sentinel site, a survey or a special investigation (p. 46)."""

    class Phase(models.TextChoices):
        SENTINEL = "centinela", _("Sitio centinela")
        SURVEY = "encuesta", _("Encuesta")
        SPECIAL = "especial", _("Investigación especial")

    phase = models.CharField(max_length=10, choices=Phase)
    name = models.CharField(max_length=160)
    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    purpose = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="study_name_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="study_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Exam(models.Model):
    """One person examined one day. Counts are kept beside the teeth, null where the dentition was not recorded."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facility = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    study = models.ForeignKey(Study, models.PROTECT, null=True, blank=True, related_name="exams")
    date = models.DateField()
    month = models.PositiveIntegerField()
    period = models.PositiveIntegerField(db_index=True)  # 20260314
    person = models.CharField(max_length=40)  # the study's own key, not the cédula
    age = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    province = models.CharField(max_length=2, blank=True)
    district = models.CharField(max_length=2, blank=True)
    corregimiento = models.CharField(max_length=2, blank=True)
    school = models.CharField(max_length=120, blank=True)
    population_group = models.CharField(max_length=20, blank=True)
    risk_situations = models.CharField(max_length=80, blank=True)  # keys, blank-separated
    periodontal = models.CharField(max_length=1, blank=True)
    occlusion = models.CharField(max_length=1, blank=True)
    prosthetic_need = models.CharField(max_length=1, blank=True)
    fluorosis = models.CharField(max_length=1, blank=True)
    lesion = models.CharField(max_length=1, blank=True)
    decayed = models.PositiveSmallIntegerField(null=True)
    missing = models.PositiveSmallIntegerField(null=True)
    filled = models.PositiveSmallIntegerField(null=True)
    primary_decayed = models.PositiveSmallIntegerField(null=True)
    primary_extracted = models.PositiveSmallIntegerField(null=True)
    primary_filled = models.PositiveSmallIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-date", "person"]
        indexes = [models.Index(fields=["facility", "month"]), models.Index(fields=["study", "date"])]
        constraints = [
            models.UniqueConstraint(fields=["facility", "date", "person"], name="exam_once_a_day"),
            models.CheckConstraint(
                condition=Q(decayed__isnull=True)
                | Q(decayed__lte=32 - models.F("missing") - models.F("filled")),
                name="exam_cpod_to_32",
            ),
            models.CheckConstraint(
                condition=Q(primary_decayed__isnull=True)
                | Q(primary_decayed__lte=20 - models.F("primary_extracted") - models.F("primary_filled")),
                name="exam_ceod_to_20",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.date}"


class Tooth(models.Model):
    """The crown of one tooth (FDI) in one exam, by WHO code."""

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="teeth")
    tooth = models.CharField(max_length=2)
    crown = models.CharField(max_length=1)

    class Meta:
        ordering = ["tooth"]
        constraints = [models.UniqueConstraint(fields=["exam", "tooth"], name="exam_tooth_once")]

    def __str__(self) -> str:
        return f"{self.tooth}: {self.crown}"


class ProtectiveFactor(models.Model):
    """A measurement of a protective factor (p. 48): mg/L of fluoride in water, rinses or varnish applied."""

    class Kind(models.TextChoices):
        WATER = "fluor-agua", _("Flúor en el agua (mg/L)")
        RINSES = "enjuagatorios", _("Enjuagatorios (aplicaciones)")
        VARNISH = "barniz", _("Barniz (aplicaciones)")

    facility = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind)
    date = models.DateField()
    point = models.CharField(max_length=120)  # where the sample or the activity was
    value = models.DecimalField(max_digits=10, decimal_places=3)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "kind", "date", "point"], name="factor_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="factor_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.date}"


class Cost(models.Model):
    """Money spent on an activity or a programme in a month (p. 48), in balboas."""

    facility = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    month = models.PositiveIntegerField()
    activity = models.CharField(max_length=2, blank=True)
    programme = models.CharField(max_length=1, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "month", "activity", "programme"], name="cost_once"),
            models.CheckConstraint(
                condition=(Q(activity="") & ~Q(programme="")) | (~Q(activity="") & Q(programme="")),
                name="cost_of_activity_or_programme",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="cost_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.activity or self.programme}"


class RecordAudit(models.Model):
    """The yearly audit of a facility's clinical records (p. 48): how many were seen, how many comply."""

    facility = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    seen = models.PositiveIntegerField()
    complying = models.PositiveIntegerField()
    findings = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "year"], name="record_audit_once"),
            models.CheckConstraint(
                condition=Q(complying__lte=models.F("seen")), name="record_audit_complying_to_seen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility} {self.year}"
