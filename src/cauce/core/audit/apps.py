"""Application configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the app under the short label `audit`."""

    name = "cauce.core.audit"
    label = "audit"
