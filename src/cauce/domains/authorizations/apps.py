"""Application configuration."""

from django.apps import AppConfig


class AuthorizationsConfig(AppConfig):
    """Registers the module's audit sentences and what it does by itself."""

    name = "cauce.domains.authorizations"
    label = "authorizations"
    verbose_name = "Autorización previa"

    def ready(self) -> None:
        from cauce.core.documents.queries import KEPT_ELSEWHERE

        from . import jobs, presenters  # noqa: F401  they register themselves
        from .fhir import offer
        from .queries.files import evidence_hashes

        offer()
        if evidence_hashes not in KEPT_ELSEWHERE:
            KEPT_ELSEWHERE.append(evidence_hashes)
