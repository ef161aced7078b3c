"""Application configuration."""

from django.apps import AppConfig


class OralHealthConfig(AppConfig):
    """Registers the module's audit sentences."""

    name = "cauce.domains.oralhealth"
    label = "oralhealth"
    verbose_name = "Salud bucal"

    def ready(self) -> None:
        from . import menu, presenters  # noqa: F401  they register the menu and the audit sentences
