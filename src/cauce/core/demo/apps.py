"""Application configuration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registers the sentences of the seeding's audit events."""

    name = "cauce.core.demo"
    label = "demo"

    def ready(self) -> None:
        from . import presenters  # noqa: F401  registers the audit sentences
