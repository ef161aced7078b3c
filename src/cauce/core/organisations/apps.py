"""Application configuration."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Registers the app under the short label `organisations`."""

    name = "cauce.core.organisations"
    label = "organisations"

    def ready(self) -> None:
        from . import presenters  # noqa: F401  registers the audit sentences
