"""Application configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CataloguesConfig(AppConfig):
    """Registers the app under the short label `catalogues`, its audit sentences and its help."""

    name = "cauce.core.catalogues"
    label = "catalogues"
    verbose_name = "Catálogos"

    def ready(self) -> None:
        from cauce.web import help

        from . import presenters  # noqa: F401  registers the audit sentences

        help.register("catalogues", _("Catálogos"), {"catalogos": _("Consultar y buscar en los catálogos")})
