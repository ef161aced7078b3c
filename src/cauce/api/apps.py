"""Application configuration."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The REST API and the answers it remembers by idempotency key."""

    name = "cauce.api"
    label = "api"
