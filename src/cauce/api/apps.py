"""Application configuration."""

from datetime import timedelta

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The REST API and the answers it remembers by idempotency key."""

    name = "cauce.api"
    label = "api"

    def ready(self) -> None:
        from cauce.core.jobs.schedule import every

        from .idempotency import forget_old

        every("api.forget", timedelta(hours=6))(forget_old)
