"""What is watched beside the exams (source 004, p. 48): protective factors, costs, the yearly audit of records."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cauce.core.organisations.models import OrgUnit

from .sheets import PatientRow

USER = settings.AUTH_USER_MODEL


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
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-date", "point"]
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
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-month", "activity", "programme"]
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
    """The yearly audit of a facility's clinical records (p. 48): a sample drawn by a seed, looked at one by one.

    `frame` patients could be drawn, `size` were; `seen` and `complying` count those looked at so far.
    """

    facility = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=40, default="")
    frame = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField()
    complying = models.PositiveIntegerField()
    findings = models.TextField(blank=True)
    result = models.TextField(blank=True)  # what is concluded and what will be done
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "year"], name="record_audit_once"),
            models.CheckConstraint(
                condition=Q(complying__lte=F("seen")), name="record_audit_complying_to_seen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility} {self.year}"


class AuditedRecord(models.Model):
    """One record of the sample: what each criterion was found to be ("1" yes, "0" no, "9" does not apply)."""

    audit = models.ForeignKey(RecordAudit, models.CASCADE, related_name="records")
    position = models.PositiveSmallIntegerField()
    row = models.ForeignKey(
        PatientRow, models.PROTECT, related_name="+"
    )  # the patient's visit that was drawn
    answers = models.JSONField(default=dict)
    finding = models.CharField(max_length=300, blank=True)
    complies = models.BooleanField(null=True)  # null: not looked at
    version = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "position"], name="audited_record_position_once"),
            models.UniqueConstraint(fields=["audit", "row"], name="audited_record_once"),
        ]

    def __str__(self) -> str:
        return f"{self.audit} · {self.position}"
