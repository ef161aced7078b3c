"""Application configuration."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Registers the exchange module's audit sentences and background work."""

    name = "cauce.domains.exchange"
    label = "exchange"
    verbose_name = "Intercambio de servicios"

    def ready(self) -> None:
        from cauce.core.founding import founding
        from cauce.web import help as web_help

        # They register the audit sentences, the menu, the to-do list, and what follows a signed copy.
        from . import (  # noqa: F401
            finding,
            help,
            matching_jobs,
            matching_presenters,
            menu,
            pending,
            presenters,
            reference,
            signed,
        )
        from .consolidated import downloads  # noqa: F401  registers the job of large workbooks
        from .reports import kinds  # noqa: F401  registers the papers
        from .source import connect

        web_help.register("exchange", str(self.verbose_name), help.TITLES)
        founding.also("MX", reference.found)
        finding.install()
        connect()
