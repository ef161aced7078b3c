"""Application configuration."""

from django.apps import AppConfig


class RiskPlansConfig(AppConfig):
    """Registers the module's audit sentences and what it does by itself."""

    name = "cauce.domains.riskplans"
    label = "riskplans"
    verbose_name = "Planes de riesgo (PGIR)"

    def ready(self) -> None:
        from . import presenters  # noqa: F401  they register themselves
