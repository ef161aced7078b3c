"""Who is told of what, after it is saved: hospital, territory, Superintendencia."""

from datetime import datetime

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from cauce.core.accounts.access import holders
from cauce.core.accounts.permissions import Permission
from cauce.core.notifications import notify

from .models import QuarterReport

# event → (whose permission is told, title)
EVENTS: dict[str, tuple[tuple[Permission, ...], str]] = {
    "sent": ((Permission.RISK_REVIEW,), "Informe por revisar"),
    "reviewing": ((), ""),
    "returned": ((Permission.RISK_SEND,), "Informe devuelto"),
    "accepted": ((Permission.RISK_SEND, Permission.RISK_EVALUATE), "Informe aceptado por el territorio"),
    "received": ((Permission.RISK_REVIEW,), "Informe recibido por la Superintendencia"),
    "evaluated": ((Permission.RISK_SEND, Permission.RISK_REVIEW), "Evaluación cerrada"),
    "reopened": ((Permission.RISK_SEND, Permission.RISK_REVIEW), "Evaluación reabierta"),
}


def tell(event: str, report: QuarterReport, at: datetime) -> None:
    """Notify after commit those who may act on it at the hospital's place."""
    permissions, title = EVENTS[event]
    if not title:
        return
    unit = report.plan.hospital.unit

    def send() -> None:
        people = {user.pk: user for permission in permissions for user in holders(permission, unit, at)}
        notify(
            people.values(),
            kind=f"riskplans.{event}",
            title=f"{title}: {unit.name}, {report.period}",
            url=_address(report),
            at=at,
        )

    transaction.on_commit(send)


def _address(report: QuarterReport) -> str:
    try:
        return reverse("riskplans:report", args=[report.pk])
    except NoReverseMatch:
        return ""
