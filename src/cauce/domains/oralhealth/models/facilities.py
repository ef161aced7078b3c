"""What the oral-health module must know of a facility beyond the tree."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cauce.core.organisations.models import OrgUnit


class Facility(models.Model):
    """Profile of a facility: its ten-digit code, its institution, where it stands, and what it may do."""

    class Institution(models.TextChoices):
        MINSA = "MINSA", _("Ministerio de Salud")
        CSS = "CSS", _("Caja de Seguro Social")

    unit = models.OneToOneField(OrgUnit, models.PROTECT, related_name="oralhealth")
    code = models.CharField(max_length=10, unique=True)  # kept whole (A1); leading zeros matter
    institution = models.CharField(max_length=5, choices=Institution)
    province = models.CharField(max_length=2)
    district = models.CharField(max_length=2, blank=True)
    corregimiento = models.CharField(max_length=2, blank=True)
    comarca = models.CharField(max_length=2, blank=True)
    is_hospital = models.BooleanField(default=False)  # 42, 43, 44 only here (p. 27)
    can_sedate = models.BooleanField(default=False)  # 32 only where equipped (p. 26)
    has_network = models.BooleanField(default=True)  # without it, the month arrives as a package

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{10}$"), name="facility_code_ten_digits"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.unit}"
