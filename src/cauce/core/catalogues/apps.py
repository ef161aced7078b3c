"""Application configuration."""

from django.apps import AppConfig


class CataloguesConfig(AppConfig):
    """Registers the app under the short label `catalogues`."""

    name = "cauce.core.catalogues"
    label = "catalogues"
