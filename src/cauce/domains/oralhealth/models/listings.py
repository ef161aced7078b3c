"""Listings that people built and kept."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cauce.core.organisations.models import OrgUnit

USER = settings.AUTH_USER_MODEL


class Listing(models.Model):
    """A saved question (listings/spec.py). What it answers depends on who reads it: each sees their own places.

    place: the owner's place; with `visibility` it says who may open it. Deleted ones are kept, so that it can be undone.
    """

    class Visibility(models.TextChoices):
        PRIVATE = "private", _("Solo yo")
        FACILITY = "facility", _("Mi instalación")
        REGION = "region", _("Mi región")
        ALL = "all", _("Todos")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("nombre"), max_length=120)
    description = models.CharField(_("descripción"), max_length=300, blank=True)
    spec = models.JSONField()
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+")
    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PRIVATE)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["owner", "deleted_at"]), models.Index(fields=["visibility"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True, deleted_by__isnull=True)
                | Q(deleted_at__isnull=False, deleted_by__isnull=False),
                name="listing_deleted_says_who",
            )
        ]

    def __str__(self) -> str:
        return self.name
