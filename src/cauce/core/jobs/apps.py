"""Application configuration."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background work: jobs, schedule, worker."""

    name = "cauce.core.jobs"
    label = "jobs"

    def ready(self) -> None:
        from . import files, presenters, schedule  # noqa: F401  register sentences and the core's schedule
