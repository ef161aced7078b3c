"""Application configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """Registers the audit sentences and the help of imports."""

    name = "cauce.core.imports"
    label = "imports"
    verbose_name = "Importaciones"

    def ready(self) -> None:
        from cauce.web import help

        from . import pending, presenters  # noqa: F401  register the to-do list and the audit sentences

        help.register("imports", _("Importaciones"), {"importar": _("Importar unidades y catálogos")})
