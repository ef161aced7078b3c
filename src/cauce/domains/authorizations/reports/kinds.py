"""The papers of prior authorisation that carry a folio and are verified in public.

Who may open a request issues and withdraws them (`actions.read_request` is asked first); a copy is downloaded by folio
only where requests are written.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from cauce.core.accounts.permissions import Permission as P
from cauce.core.documents.kinds import DocumentKind, register

TEMPLATES = Path(__file__).parent / "typst"


def _kind(code: str, label) -> DocumentKind:
    return register(
        DocumentKind(
            code=f"authorizations.{code}",
            module="authorizations",
            label=label,
            issue=P.AUTH_READ,
            withdraw=P.AUTH_READ,
            read=P.AUTH_WRITE,
            receive=P.AUTH_WRITE,
            judge=P.AUTH_WRITE,
        )
    )


AUTHORISATION = _kind("authorisation", _("Autorización de un servicio (formato ST2)"))
DECISION = _kind("decision", _("Resolución de la solicitud de autorización"))
