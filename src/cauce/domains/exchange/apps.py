"""Application configuration."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Registers the exchange module's audit sentences and background work."""

    name = "cauce.domains.exchange"
    label = "exchange"
    verbose_name = "Intercambio de servicios"

    def ready(self) -> None:
        from cauce.web import help as web_help

        from . import help, matching_presenters, presenters  # noqa: F401  register the audit sentences
        from .reports import kinds  # noqa: F401  registers the papers

        web_help.register("exchange", str(self.verbose_name), help.TITLES)
