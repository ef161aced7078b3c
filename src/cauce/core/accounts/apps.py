"""Application configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app under the short label `accounts`."""

    name = "cauce.core.accounts"
    label = "accounts"

    def ready(self) -> None:
        from django.utils.translation import gettext

        from cauce.core import translation

        translation.use(gettext)

        from . import finding, menu, presenters, signals  # noqa: F401  they register themselves

        menu.install()
        finding.install()
