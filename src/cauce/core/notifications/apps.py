"""Application configuration."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """In-app notices and e-mail."""

    name = "cauce.core.notifications"
    label = "notifications"

    def ready(self) -> None:
        from . import presenters, schedule  # noqa: F401  register sentences and the mail's schedule
