"""What the indicators need besides the RDA: hospital months, school rinses, resources, population."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cauce.core.organisations.models import OrgUnit

USER = settings.AUTH_USER_MODEL


class HospitalMonth(models.Model):
    """The hospital's monthly form (indicators 10 to 14). Blank is not zero: null says not reported."""

    facility = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    month = models.PositiveIntegerField()
    sex = models.CharField(max_length=1, blank=True)  # "" without breakdown
    age_group = models.CharField(max_length=6, blank=True)
    postoperative_deaths = models.PositiveIntegerField(null=True, blank=True)  # within 10 days (A28)
    operations = models.PositiveIntegerField(null=True, blank=True)
    discharges = models.PositiveIntegerField(null=True, blank=True)
    interconsultation_discharges = models.PositiveIntegerField(null=True, blank=True)
    bed_days = models.PositiveIntegerField(null=True, blank=True)
    surgical_interventions = models.PositiveIntegerField(null=True, blank=True)
    laboratory_tests = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "month", "sex", "age_group"], name="hospital_month_once"
            ),
            models.CheckConstraint(
                condition=Q(postoperative_deaths__isnull=True)
                | Q(operations__isnull=True)
                | Q(postoperative_deaths__lte=F("operations")),
                name="hospital_deaths_to_operations",
            ),
            models.CheckConstraint(
                condition=Q(interconsultation_discharges__isnull=True)
                | Q(discharges__isnull=True)
                | Q(interconsultation_discharges__lte=F("discharges")),
                name="hospital_interconsultation_to_discharges",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility} {self.month}"


class RinseRegister(models.Model):
    """A school's fluoride rinses in a school year (indicator 16): pupils, how many follow, weeks covered."""

    facility = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    school = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=1, blank=True)
    age_group = models.CharField(max_length=6, blank=True)
    enrolled = models.PositiveIntegerField()
    covered = models.PositiveIntegerField()
    weeks = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "school", "year", "sex", "age_group"], name="rinse_register_once"
            ),
            models.CheckConstraint(condition=Q(covered__lte=F("enrolled")), name="rinse_covered_to_enrolled"),
            models.CheckConstraint(condition=Q(weeks__lte=53), name="rinse_weeks_of_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.year}"


class Resource(models.Model):
    """Dentists of a facility in a year (indicators 8 and 9); the facility itself counts as one."""

    facility = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    dentists = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "year"], name="resource_once")]

    def __str__(self) -> str:
        return f"{self.facility} {self.year}"


class Population(models.Model):
    """Persons of an area or a facility in a year, by sex and age (the lowest of their group)."""

    class Kind(models.TextChoices):
        RESIDENTS = "residents", "Población estimada"
        RESPONSIBILITY = "responsibility", "Población de responsabilidad"
        PREGNANCIES = "pregnancies", "Embarazadas esperadas"

    kind = models.CharField(max_length=14, choices=Kind)
    year = models.PositiveSmallIntegerField()
    # The facility that answers for them, or the region where they live (the sector when unknown).
    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    province = models.CharField(max_length=2, blank=True)
    district = models.CharField(max_length=2, blank=True)
    corregimiento = models.CharField(max_length=2, blank=True)
    comarca = models.CharField(max_length=2, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    age = models.SmallIntegerField(default=-1)  # -1: not broken down (a null would not be unique)
    persons = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["kind", "year"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "place", "province", "district", "corregimiento", "sex", "age"],
                name="population_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.persons}"


class PopulationLoad(models.Model):
    """One version of a place's population of a kind and year, as it was loaded; the latest is the one in force.

    content: its rows as CSV, compressed (zlib), so that every version can be read again.
    """

    kind = models.CharField(max_length=14, choices=Population.Kind)
    year = models.PositiveSmallIntegerField()
    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    rows = models.PositiveIntegerField()
    persons = models.PositiveBigIntegerField()
    content = models.BinaryField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "place", "version"], name="population_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} v{self.version}"
