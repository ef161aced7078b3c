"""Application configuration."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """The indicator engine's snapshot and stored results."""

    name = "cauce.indicators"
    label = "indicators"
