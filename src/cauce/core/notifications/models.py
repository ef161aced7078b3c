"""Notices and how each person wants them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    """One notice to one person. `mail_*` says what became of its e-mail."""

    class Mail(models.TextChoices):
        NONE = "none", _("No se envía por correo")
        PENDING = "pending", _("Por enviar")
        DIGEST = "digest", _("En el resumen diario")
        SENT = "sent", _("Enviado")
        FAILED = "failed", _("No se pudo enviar")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)  # "exchange.reminder"
    title = models.CharField(_("aviso"), max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)  # address inside the product, beginning with /
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=8, choices=Mail, default=Mail.NONE, db_index=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_next_at = models.DateTimeField(null=True, blank=True)
    mail_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["user", "read_at"])]

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """How a person wants e-mail; without a row, at once."""

    class Email(models.TextChoices):
        NOW = "now", _("Un correo por cada aviso")
        DAILY = "daily", _("Un resumen al día")
        NONE = "none", _("Sin correos: solo dentro del sistema")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preference"
    )
    email = models.CharField(_("correo"), max_length=5, choices=Email, default=Email.NOW)
    digest_sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user} · {self.email}"
