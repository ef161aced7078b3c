"""Application configuration."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """The indicator engine's snapshot and stored results."""

    name = "cauce.indicators"
    label = "indicators"

    def ready(self) -> None:
        from . import keeping  # noqa: F401  registers the job and its schedule
