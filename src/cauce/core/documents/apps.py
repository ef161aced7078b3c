"""Application configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the app under the short label `documents`."""

    name = "cauce.core.documents"
    label = "documents"

    def ready(self) -> None:
        """Make the audit sentences known."""
        from . import presenters  # noqa: F401
