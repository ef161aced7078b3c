"""Application configuration."""

from django.apps import AppConfig


class CataloguesConfig(AppConfig):
    """Registers the app under the short label `catalogues`, its audit sentences and its menu item."""

    name = "cauce.core.catalogues"
    label = "catalogues"
    verbose_name = "Catálogos"

    def ready(self) -> None:
        from . import presenters  # noqa: F401  registers the audit sentences
