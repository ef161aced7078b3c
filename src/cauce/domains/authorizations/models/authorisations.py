"""A number and its use: units are consumed under lock, and the database itself counts them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit

from ..rules.states import AuthorisationState
from ..rules.words import AUTHORISATION_LABELS
from .requests import Item
from .review import Decision

USER = settings.AUTH_USER_MODEL


class Authorisation(models.Model):
    """An authorisation number for an approved or modified item.

    consumed: kept by a trigger from the uses, never by code; place: the only unit that may use it (null: any
    centre of the service); valid_from, valid_until: days, both inclusive, in the region's time.
    """

    number = models.CharField(max_length=24, unique=True)  # as printed
    item = models.ForeignKey(Item, models.PROTECT, related_name="authorisations")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    service = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    service_code = models.CharField(max_length=60)
    place = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    units = models.PositiveSmallIntegerField()
    consumed = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    valid_until = models.DateField()
    state = models.CharField(
        max_length=16,
        choices=[(s.value, AUTHORISATION_LABELS[s]) for s in AuthorisationState],
        default=AuthorisationState.ACTIVE.value,
    )
    qr = models.TextField()  # signed payload, rules/qr.py
    regularises = models.BooleanField(default=False)  # an emergency already attended
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    issued_at = models.DateTimeField()
    state_at = models.DateTimeField()
    state_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    state_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        indexes = [
            models.Index(
                fields=["valid_until"],
                condition=Q(state__in=["active", "partially_used", "suspended"]),
                name="authorisation_to_expire",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(units__gte=1, consumed__gte=0, consumed__lte=F("units")),
                name="authorisation_never_beyond",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="authorisation_validity_in_order"
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state__in=["active", "partially_used", "suspended"]),
                name="authorisation_one_live",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def remaining(self) -> int:
        """Units not used yet."""
        return self.units - self.consumed


class Use(models.Model):
    """Units consumed at a centre, or the reversal of such a use. Never changed; triggers count it.

    key: chosen by who sends, so that a use sent twice counts once.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    authorisation = models.ForeignKey(Authorisation, models.PROTECT, related_name="uses")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    units = models.PositiveSmallIntegerField()
    performed_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversal")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(units__gte=1), name="use_of_something"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reason=""), name="use_reversal_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authorisation} · {self.units}"


class LookUp(models.Model):
    """Somebody asked for a number: what was typed, where, and what was answered. Never changed (triggers)."""

    typed = models.CharField(max_length=60)
    authorisation = models.ForeignKey(
        Authorisation, models.PROTECT, null=True, blank=True, related_name="look_ups"
    )
    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=12)  # found | unknown | malformed | not_here | limited

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at"], name="look_up_latest"),
            models.Index(fields=["by", "-at"], name="look_up_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.typed} · {self.answer}"
