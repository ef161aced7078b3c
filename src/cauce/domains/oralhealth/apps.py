"""Application configuration."""

from django.apps import AppConfig


class OralHealthConfig(AppConfig):
    """Registers the module's menu, audit sentences and indicators."""

    name = "cauce.domains.oralhealth"
    label = "oralhealth"
    verbose_name = "Salud bucal"

    def ready(self) -> None:
        from . import (  # noqa: F401  they register the menu and the audit sentences
            menu,
            presenters,
            presenters_epidemiology,
            source,
        )

        source.connect()
