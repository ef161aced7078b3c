"""Application configuration."""

from django.apps import AppConfig


class PeriodsConfig(AppConfig):
    """Registers the app under the short label `periods`."""

    name = "cauce.core.periods"
    label = "periods"
