"""Application configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class AuthorizationsConfig(AppConfig):
    """Registers the module's part of the shell, its audit sentences and what it does by itself."""

    name = "cauce.domains.authorizations"
    label = "authorizations"
    verbose_name = "Autorización previa"

    def ready(self) -> None:
        from cauce.core.documents.queries import KEPT_ELSEWHERE
        from cauce.web import help as web_help
        from cauce.web.navigation import register_public

        from . import finding, help, jobs, menu, pending, presenters, source  # noqa: F401  they register themselves
        from .fhir import offer
        from .packages import kind  # noqa: F401  it registers itself
        from .queries.files import evidence_hashes

        offer()
        register_public("authorizations:track", gettext_lazy("Seguimiento de una autorización"))
        source.connect()
        finding.install()
        web_help.register("authorizations", str(self.verbose_name), help.topics())
        if evidence_hashes not in KEPT_ELSEWHERE:
            KEPT_ELSEWHERE.append(evidence_hashes)
