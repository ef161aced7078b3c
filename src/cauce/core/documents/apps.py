"""Application configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the app under the short label `documents`."""

    name = "cauce.core.documents"
    label = "documents"

    def ready(self) -> None:
        """Make the audit sentences and the daily sweep known."""
        from . import presenters, schedule  # noqa: F401
