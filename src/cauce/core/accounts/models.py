"""People, their grants (a role at a place) and their API tokens."""

import hashlib

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cauce.core.organisations.models import OrgUnit


class User(AbstractUser):
    """A person (or, where configured, an entity's shared account). Never deleted: deactivated."""

    position = models.CharField(_("cargo"), max_length=160, blank=True)
    shared = models.BooleanField(_("cuenta compartida"), default=False)
    must_change_password = models.BooleanField(_("debe cambiar su contraseña"), default=False)
    theme = models.CharField(
        max_length=5,
        default="auto",
        choices=[("auto", _("Según el equipo")), ("light", _("Claro")), ("dark", _("Oscuro"))],
    )

    @property
    def display_name(self) -> str:
        """Full name, or the username when there is none."""
        return self.get_full_name() or self.username


class Grant(models.Model):
    """A person holds a role at a place, from `starts_at` until before `ends_at` (null: open end)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)  # key of roles.ROLES
    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="grants")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "place", "starts_at"], name="grant_once"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="grant_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.place}"


class ApiToken(models.Model):
    """A token that acts as its person, never with more than that person may do. Only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    read_only = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @staticmethod
    def digest_of(secret: str) -> str:
        """SHA-256 of the secret, as hex; secrets are random, so no salt is needed."""
        return hashlib.sha256(secret.encode()).hexdigest()
