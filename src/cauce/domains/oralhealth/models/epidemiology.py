"""The epidemiological record: studies, school brigades and exams tooth by tooth.

The layout of annex 5 is missing from the source; this form is the project's own (spec 4, C).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cauce.core.organisations.models import OrgUnit

USER = settings.AUTH_USER_MODEL


class Study(models.Model):
    """A sentinel site, a survey or a special investigation (p. 46)."""

    class Phase(models.TextChoices):
        SENTINEL = "centinela", _("Sitio centinela")
        SURVEY = "encuesta", _("Encuesta")
        SPECIAL = "especial", _("Investigación especial")

    class Frequency(models.TextChoices):
        MONTH = "mensual", _("Mensual")
        QUARTER = "trimestral", _("Trimestral")
        HALF = "semestral", _("Semestral")
        YEAR = "anual", _("Anual")

    phase = models.CharField(max_length=10, choices=Phase)
    name = models.CharField(max_length=160)
    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    purpose = models.TextField(blank=True)
    frequency = models.CharField(max_length=10, choices=Frequency, blank=True)  # of a sentinel site
    events = models.CharField(max_length=120, blank=True)  # what is watched: keys, blank-separated
    groups = models.CharField(max_length=120, blank=True)  # population groups: keys, blank-separated
    sample_urban = models.PositiveIntegerField(null=True, blank=True)  # planned persons; null: not planned
    sample_rural = models.PositiveIntegerField(null=True, blank=True)
    conclusion = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="study_name_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="study_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Brigade(models.Model):
    """A school brigade: one day at one school with one group of pupils, examined tooth by tooth."""

    class Area(models.TextChoices):
        URBAN = "urbana", _("Urbana")
        RURAL = "rural", _("Rural")
        INDIGENOUS = "indigena", _("Indígena")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facility = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    study = models.ForeignKey(Study, models.PROTECT, null=True, blank=True, related_name="brigades")
    date = models.DateField()
    school = models.CharField(max_length=120)
    group = models.CharField(max_length=40, blank=True)  # "5.º A"
    population_group = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=10, choices=Area, blank=True)
    province = models.CharField(max_length=2, blank=True)
    district = models.CharField(max_length=2, blank=True)
    corregimiento = models.CharField(max_length=2, blank=True)
    pupils = models.PositiveSmallIntegerField(null=True, blank=True)  # of the group; null: not known
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-date", "school", "group"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "date", "school", "group"], name="brigade_once"),
        ]

    def __str__(self) -> str:
        return " · ".join(part for part in (self.school, self.group, f"{self.date:%d/%m/%Y}") if part)


class Exam(models.Model):
    """One person examined one day. Counts are kept beside the teeth, null where the dentition was not recorded."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facility = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    study = models.ForeignKey(Study, models.PROTECT, null=True, blank=True, related_name="exams")
    brigade = models.ForeignKey(Brigade, models.PROTECT, null=True, blank=True, related_name="exams")
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
    group = models.CharField(max_length=40, blank=True)
    population_group = models.CharField(max_length=20, blank=True)
    risk_situations = models.CharField(max_length=80, blank=True)  # keys, blank-separated
    periodontal = models.CharField(max_length=1, blank=True)
    occlusion = models.CharField(max_length=1, blank=True)
    prosthetic_need = models.CharField(max_length=1, blank=True)
    fluorosis = models.CharField(max_length=1, blank=True)
    lesion = models.CharField(max_length=1, blank=True)
    note = models.CharField(max_length=200, blank=True)
    decayed = models.PositiveSmallIntegerField(null=True)
    missing = models.PositiveSmallIntegerField(null=True)
    filled = models.PositiveSmallIntegerField(null=True)
    primary_decayed = models.PositiveSmallIntegerField(null=True)
    primary_extracted = models.PositiveSmallIntegerField(null=True)
    primary_filled = models.PositiveSmallIntegerField(null=True)
    warnings = models.CharField(max_length=120, blank=True)  # confirmed rule ids
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-date", "person"]
        indexes = [models.Index(fields=["facility", "month"]), models.Index(fields=["study", "date"])]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "date", "person"],
                condition=Q(brigade__isnull=True),
                name="exam_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["brigade", "person"],
                condition=Q(brigade__isnull=False),
                name="exam_once_a_brigade",
            ),
            models.CheckConstraint(
                condition=Q(decayed__isnull=True) | Q(decayed__lte=32 - F("missing") - F("filled")),
                name="exam_cpod_to_32",
            ),
            models.CheckConstraint(
                condition=Q(primary_decayed__isnull=True)
                | Q(primary_decayed__lte=20 - F("primary_extracted") - F("primary_filled")),
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
