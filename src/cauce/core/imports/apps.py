"""Application configuration."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Registers the audit sentences of imports."""

    name = "cauce.core.imports"
    label = "imports"
    verbose_name = "Importaciones"

    def ready(self) -> None:
        from . import presenters  # noqa: F401  registers the audit sentences
