"""Application configuration."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web shell: base pages, components, theme."""

    name = "cauce.web"
    label = "web"
