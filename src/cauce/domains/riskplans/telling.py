"""Who is told of what, after it is saved: hospital, territory, Superintendencia. Spec 3, "Workflow"."""

from datetime import datetime

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from cauce.core.accounts.access import holders
from cauce.core.accounts.permissions import Permission
from cauce.core.notifications import notify
from cauce.core.organisations.models import OrgUnit

from .country import quarter_name
from .models import PlanVersion, QuarterReport

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


VERSION_EVENTS: dict[str, tuple[tuple[Permission, ...], str]] = {
    "requested": ((Permission.RISK_VIABILISE,), "Viabilidad por decidir"),
    "viabilised": ((Permission.RISK_REQUEST, Permission.RISK_SEND), "Plan viabilizado"),
    "refused": ((Permission.RISK_REQUEST, Permission.RISK_SEND), "Plan no viabilizado"),
}


def tell_version(event: str, version: PlanVersion, at: datetime) -> None:
    """Notify after commit of a plan's way to viability: the Superintendencia when asked, who asked when decided."""
    permissions, title = VERSION_EVENTS[event]
    unit = version.plan.hospital.unit
    words = f"{title}: {unit.name}, {version.get_kind_display().lower()}"
    _send(permissions, unit, f"riskplans.version.{event}", words, version.decision_note, version, at)


def tell(event: str, report: QuarterReport, at: datetime, body: str = "") -> None:
    """Notify after commit those who may act on it at the hospital's place. body: why, when there is a reason."""
    permissions, title = EVENTS[event]
    if not title:
        return
    unit = report.plan.hospital.unit
    _send(
        permissions,
        unit,
        f"riskplans.{event}",
        f"{title}: {unit.name}, {quarter_name(report.period)}",
        body,
        report,
        at,
    )


def _send(
    permissions: tuple[Permission, ...],
    unit: OrgUnit,
    kind: str,
    title: str,
    body: str,
    subject: QuarterReport | PlanVersion,
    at: datetime,
) -> None:
    def send() -> None:
        people = {user.pk: user for permission in permissions for user in holders(permission, unit, at)}
        notify(people.values(), kind=kind, title=title, body=body, url=_address(subject), at=at)

    transaction.on_commit(send)


def _address(subject: QuarterReport | PlanVersion) -> str:
    name = "version" if isinstance(subject, PlanVersion) else "report"
    try:
        return reverse(f"riskplans:{name}", args=[subject.pk])
    except NoReverseMatch:
        return ""
