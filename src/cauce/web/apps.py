"""Application configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """The web shell: base pages, components, theme, help."""

    name = "cauce.web"
    label = "web"

    def ready(self) -> None:
        from . import help, help_topics, search, search_core

        help.register("web", _("Uso de Cauce"), help_topics.TITLES)
        search.register("pages", _("Páginas"), search_core.pages)
        search.register("papers", _("Documentos por folio"), search_core.papers)
        search.register("help", _("Temas de ayuda"), search_core.topics)
