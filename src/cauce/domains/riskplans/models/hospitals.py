"""A public hospital (ESE) and its risk category by year. Document 003; spec 3, "What a plan holds"."""

from django.db import models

from cauce.core.organisations.models import OrgUnit

from ..rules.hospitals import CATEGORIES, CHARACTERS, LEVELS


class Hospital(models.Model):
    """An ESE: a place of the tree under its department or district; the municipality is the place's area."""

    unit = models.OneToOneField(OrgUnit, models.PROTECT, related_name="hospital")
    code = models.CharField(max_length=12, unique=True)
    level = models.PositiveSmallIntegerField(choices=LEVELS)
    character = models.CharField(max_length=12, choices=CHARACTERS)
    population = models.PositiveIntegerField(null=True, blank=True)  # the population it serves
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["unit__name"]

    def __str__(self) -> str:
        return self.unit.name


class RiskCategory(models.Model):
    """The risk category of a year, with the act of the Ministry that set it."""

    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="categories")
    year = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=8, choices=CATEGORIES)
    act = models.CharField(max_length=160)

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["hospital", "year"], name="risk_category_once_a_year")]

    def __str__(self) -> str:
        return f"{self.hospital} · {self.year} · {self.get_category_display()}"
