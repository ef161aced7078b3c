"""Application configuration."""

from django.apps import AppConfig


class RiskPlansConfig(AppConfig):
    """Registers the module's part of the shell and its audit sentences."""

    name = "cauce.domains.riskplans"
    label = "riskplans"
    verbose_name = "Planes de riesgo (PGIR)"

    def ready(self) -> None:
        from cauce.web import help as web_help

        # They register the menu, the audit sentences, the to-do list and what the search box finds.
        from . import finding, help, menu, pending, presenters  # noqa: F401
        from .importing import kinds as _imports  # noqa: F401  registers what can be imported
        from .papers import jobs, kinds  # noqa: F401

        web_help.register("riskplans", str(self.verbose_name), help.TITLES)
        finding.install()
