"""Application configuration."""

from django.apps import AppConfig


class OralHealthConfig(AppConfig):
    """Registers the module's part of the shell, its audit sentences and its indicators."""

    name = "cauce.domains.oralhealth"
    label = "oralhealth"
    verbose_name = "Salud bucal"

    def ready(self) -> None:
        from cauce.web import help as web_help

        # They register the menu, the audit sentences, the to-do list and what the search box finds.
        from . import (  # noqa: F401
            finding,
            help,
            menu,
            pending,
            pending_epidemiology,
            presenters,
            presenters_epidemiology,
            presenters_reports,
            reports_jobs,
            source,
        )
        from .fhir import offer
        from .importing import jobs  # noqa: F401
        from .packages import kind  # noqa: F401

        offer()
        web_help.register("oralhealth", str(self.verbose_name), help.TITLES)

        finding.install()
        from .importing import kinds as _imports  # noqa: F401  registers what can be imported

        source.connect()
