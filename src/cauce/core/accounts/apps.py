"""Application configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app under the short label `accounts`."""

    name = "cauce.core.accounts"
    label = "accounts"
