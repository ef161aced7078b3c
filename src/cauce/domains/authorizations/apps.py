"""Application configuration."""

from django.apps import AppConfig


class AuthorizationsConfig(AppConfig):
    """Registers the module's audit sentences and what it does by itself."""

    name = "cauce.domains.authorizations"
    label = "authorizations"
    verbose_name = "Autorización previa"

    def ready(self) -> None:
        from . import jobs, presenters  # noqa: F401  they register themselves
