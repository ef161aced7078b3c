"""The papers that are issued with folio and seal."""

from django.utils.translation import gettext_lazy as _

from cauce.core.accounts.permissions import Permission as P
from cauce.core.documents.kinds import DocumentKind, register


def _kind(code: str, label: object, issue: P, read: P) -> DocumentKind:
    return register(
        DocumentKind(
            code=f"riskplans.{code}",
            module="riskplans",
            label=label,
            issue=issue,
            withdraw=issue,
            read=read,
            receive=issue,
            judge=issue,
        )
    )


FOLLOW_UP = _kind("follow_up", _("Informe de seguimiento a los PGIR"), P.RISK_TERRITORY, P.RISK_READ)
EVALUATION = _kind("evaluation", _("Informe de evaluación de ejecución del PGIR"), P.RISK_CLOSE, P.RISK_READ)
ANNUAL = _kind("annual", _("Informe anual consolidado de los PGIR"), P.RISK_ANNUAL_WRITE, P.RISK_ANNUAL)
