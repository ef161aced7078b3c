"""Extracts of SIHO loaded in bulk: yearly figures of an ESE, or of a department's hospitals of a level (its peers)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .checks import CheckVersion
from .exact import ExactField
from .hospitals import LEVELS, Hospital


class SihoLoad(models.Model):
    """One file: where it came from and how many figures it brought.

    checked_with: the configuration of the checks that day, None for the initial one; warnings: those confirmed.
    """

    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    origin = models.CharField(max_length=200)
    synthetic = models.BooleanField(default=False)
    figures = models.PositiveIntegerField()
    checked_with = models.ForeignKey(CheckVersion, models.PROTECT, null=True, blank=True, related_name="+")
    warnings = models.PositiveIntegerField(default=0, db_default=0)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-loaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class SihoFigure(models.Model):
    """A yearly figure of a row of the Cuadros. hospital: whose; without one, `department` (its name) and `level`."""

    load = models.ForeignKey(SihoLoad, models.CASCADE, related_name="rows")
    hospital = models.ForeignKey(Hospital, models.CASCADE, null=True, blank=True, related_name="siho")
    department = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=LEVELS)
    year = models.PositiveSmallIntegerField()
    cuadro = models.CharField(max_length=24)
    row = models.CharField(max_length=32)
    value = ExactField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hospital", "year", "cuadro", "row"],
                condition=Q(hospital__isnull=False),
                name="siho_once_an_ese",
            ),
            models.UniqueConstraint(
                fields=["department", "level", "year", "cuadro", "row"],
                condition=Q(hospital__isnull=True),
                name="siho_once_a_department",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hospital or self.department} {self.year} {self.row}"
