"""The papers of the exchange module."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from cauce.core.accounts.permissions import Permission
from cauce.core.documents.kinds import DocumentKind, register

TEMPLATES = Path(__file__).parent / "typst"
FINAL = register(
    DocumentKind(
        code="exchange.final",
        module="exchange",
        label=_("Reporte de Excedentes y/o Faltantes de Servicios Médicos Institucionales"),
        issue=Permission.EXCHANGE_FINALISE,
        withdraw=Permission.EXCHANGE_REOPEN,
        read=Permission.EXCHANGE_READ,
        receive=Permission.EXCHANGE_UPLOAD,
        judge=Permission.EXCHANGE_PAPER,
    )
)
