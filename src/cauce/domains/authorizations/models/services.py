"""What is known of each service: whether it needs authorisation, for how long one is good, and who may do it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit

from ..rules.codes import CATEGORY_LABELS, PRIORITY_LABELS

USER = settings.AUTH_USER_MODEL


class ServicePolicy(models.Model):
    """How a service is authorised, from `valid_from` on; a change is a new row. `code` is the entry's.

    speciality: code of who reviews; validity_days: how long a number is good; max_units: the most that one item
    may ask (null: no limit); product_code: the same service in module 1's catalogue, for the bridge.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    category = models.CharField(max_length=20, choices=[(c.value, t) for c, t in CATEGORY_LABELS.items()])
    speciality = models.CharField(max_length=60)
    in_basic_catalogue = models.BooleanField()
    unit_label = models.CharField(max_length=40, default="estudio")
    validity_days = models.PositiveSmallIntegerField(default=90)
    max_units = models.PositiveSmallIntegerField(null=True, blank=True)
    sided = models.BooleanField(default=False)  # laterality is asked
    product_code = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="service_policy_once"),
            models.CheckConstraint(condition=Q(validity_days__gte=1), name="service_policy_good_for_a_day"),
            models.CheckConstraint(
                condition=Q(max_units__isnull=True) | Q(max_units__gte=1), name="service_policy_units"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class UnitExemption(models.Model):
    """A service that a unit may do without authorisation (decision S7). Both dates inclusive."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    service_code = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300)  # which norm or agreement says so
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "service_code", "since"], name="exemption_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="exemption_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.service_code}"


class ServiceCentre(models.Model):
    """A unit that may do a service, and so use its authorisations. Both dates inclusive."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    service_code = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["service_code", "unit"])]
        constraints = [
            models.UniqueConstraint(fields=["unit", "service_code", "since"], name="centre_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="centre_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.service_code}"


class ClockRule(models.Model):
    """A term, at a place and below, from a day on; the nearest place wins, and the defaults are in rules/clocks.py.

    kind: answer | appeal_filing | appeal_answer | emergency; priority: "" for any; unit: hours | calendar_days |
    business_days; pause_cap_hours: the most that waiting for information may stop the clock.
    """

    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    priority = models.CharField(
        max_length=10, blank=True, choices=[(p.value, t) for p, t in PRIORITY_LABELS.items()]
    )
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=14)
    pause_cap_hours = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    origin = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "priority", "valid_from"], name="clock_rule_once"
            ),
            models.CheckConstraint(condition=Q(amount__gte=1), name="clock_rule_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.place} · {self.kind} · {self.amount} {self.unit}"
