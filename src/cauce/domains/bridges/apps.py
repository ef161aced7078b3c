"""Application configuration."""

from django.apps import AppConfig
from django.conf import settings


class BridgesConfig(AppConfig):
    """Connects the modules that are on, after each has registered its own."""

    name = "cauce.domains.bridges"
    label = "bridges"
    verbose_name = "Puentes entre módulos"

    def ready(self) -> None:
        from . import connect

        connect(settings.CAUCE_MODULES)
