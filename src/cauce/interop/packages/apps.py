"""Application configuration."""

from datetime import timedelta

from django.apps import AppConfig


class PackagesConfig(AppConfig):
    """Signed packages, the keys that are trusted, and what came in."""

    name = "cauce.interop.packages"
    label = "packages"
    verbose_name = "Paquetes"

    def ready(self) -> None:
        from cauce.core.jobs.schedule import every
        from cauce.interop.incoming import sweep
        from cauce.web import help as web_help

        from . import help, jobs, presenters  # noqa: F401  they register themselves

        every("packages.sweep", timedelta(days=1))(sweep)
        web_help.register("packages", str(self.verbose_name), help.TITLES)
