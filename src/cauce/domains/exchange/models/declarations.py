"""What one reporting entity declares in one round, and what happens to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round

from ..rules.lines import CAUSES
from ..rules.states import LIGHT_OF, Light, State


class Declaration(models.Model):
    """The declaration of one entity (institution × state) in one round."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="declarations")
    entity = models.ForeignKey(OrgUnit, models.PROTECT, related_name="declarations")
    state = models.CharField(max_length=12, choices=[(s, s) for s in State], default=State.OPEN)
    answer = models.BooleanField(_("¿tiene excedentes y/o faltantes?"), null=True)
    final_version = models.PositiveIntegerField(default=0)  # number of the last issued final version
    finalised_at = models.DateTimeField(null=True, blank=True)
    finalised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    units_total = models.PositiveIntegerField(null=True)  # Total, Con, Sin: only once finalised (M11)
    units_with = models.PositiveIntegerField(null=True)
    units_without = models.PositiveIntegerField(null=True)
    reopened_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "entity"], name="declaration_once"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(finalised_at__isnull=False, answer__isnull=False),
                name="declaration_finalised_says_when_and_what",
            ),
            models.CheckConstraint(
                condition=Q(units_total__isnull=True)
                | Q(units_total=models.F("units_with") + models.F("units_without")),
                name="declaration_total_is_with_plus_without",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity} · {self.round}"

    @property
    def light(self) -> Light:
        """Red open, amber finalised, green signed copy in."""
        return LIGHT_OF[State(self.state)]

    @property
    def is_open(self) -> bool:
        """Not finalised."""
        return self.state == State.OPEN


class Line(models.Model):
    """Surplus and/or shortage of one product in one unit. Quantities are monthly; null is "not reported"."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="lines")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    product = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    speciality = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # the sheet it was written on
    surplus_events = models.PositiveIntegerField(null=True)
    surplus_patients = models.PositiveIntegerField(null=True)
    shortage_cause = models.CharField(max_length=12, blank=True, choices=CAUSES.items())
    shortage_events = models.PositiveIntegerField(null=True)
    shortage_patients = models.PositiveIntegerField(null=True)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["declaration", "unit", "speciality"])]
        constraints = [
            models.UniqueConstraint(fields=["declaration", "unit", "product"], name="line_once"),
            models.CheckConstraint(
                condition=(
                    Q(surplus_patients__gte=1) | Q(surplus_patients__isnull=True, surplus_events__isnull=True)
                )
                & (Q(surplus_events__isnull=True) | Q(surplus_events__gte=1)),
                name="line_surplus_whole",
            ),
            models.CheckConstraint(
                condition=(
                    (Q(shortage_patients__gte=1) & ~Q(shortage_cause=""))
                    | Q(shortage_patients__isnull=True, shortage_events__isnull=True, shortage_cause="")
                )
                & (Q(shortage_events__isnull=True) | Q(shortage_events__gte=1)),
                name="line_shortage_whole",
            ),
            models.CheckConstraint(
                condition=Q(surplus_patients__isnull=False) | Q(shortage_patients__isnull=False),
                name="line_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.product}"


class Sheet(models.Model):
    """The version of one grid (unit × speciality), raised by each saving: two people never overwrite silently."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    speciality = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration", "unit", "speciality"], name="sheet_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.speciality} · {self.version}"


class Reopening(models.Model):
    """A coordinator let an entity change a finalised declaration, for a written reason."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="reopenings")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    withdrawn_version = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.declaration} · {self.at:%Y-%m-%d}"


class PaperReceipt(models.Model):
    """The signed report arrived on paper (spec 1, rule 9)."""

    class Condition(models.TextChoices):
        COMPLETE = "complete", _("Completo y firmado")
        UNSIGNED = "unsigned", _("Faltan firmas")
        DAMAGED = "damaged", _("Dañado o incompleto")

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="paper_receipts")
    final_version = models.PositiveIntegerField()
    received_date = models.DateField()
    reference = models.CharField(max_length=80)
    condition = models.CharField(max_length=12, choices=Condition)
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-recorded_at"]

    def __str__(self) -> str:
        return f"{self.declaration} · {self.reference}"


class ProductRequest(models.Model):
    """A product missing from the catalogue, asked for from the grid (spec 1, rule 11)."""

    class State(models.TextChoices):
        PENDING = "pending", _("En espera")
        APPROVED = "approved", _("Aprobada")
        DECLINED = "declined", _("No aprobada")

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="product_requests")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    speciality = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    label = models.CharField(max_length=300)
    justification = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")  # the product it became

    class Meta:
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return self.label
