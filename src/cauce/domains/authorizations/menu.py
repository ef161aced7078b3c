"""The module's part of the menu: only what the person may open, and only pages that are there."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cauce.core.accounts.access import permissions_at, works_in
from cauce.core.accounts.permissions import Permission as P
from cauce.web.navigation import MenuItem, address, register

# Whoever holds one of these works with requests; a centre works with numbers alone.
ASKS = frozenset({P.AUTH_WRITE, P.AUTH_TRANSCRIBE})
WORKS = frozenset(permission for permission in P if permission.name.startswith("AUTH_"))
PACKS = frozenset({P.PACKAGE_EXPORT, P.PACKAGE_IMPORT})
Row = tuple[str, str, str, frozenset[P]]


def _daily() -> tuple[Row, ...]:
    """(label, address name, icon, the permissions of which one is enough), in the order of the work."""
    return (
        (_("Autorizaciones"), "home", "list", WORKS),
        (_("Nueva solicitud"), "new_request", "plus", frozenset({P.AUTH_WRITE})),
        (_("Transcribir un formato en papel"), "transcribe", "doc", frozenset({P.AUTH_TRANSCRIBE})),
        (_("Registrar una urgencia"), "emergency", "warning", frozenset({P.AUTH_WRITE})),
        (_("Solicitudes"), "requests", "table", ASKS | {P.AUTH_OVERSIGHT}),
        (_("Bandeja de revisión"), "queue", "check", frozenset({P.AUTH_REVIEW})),
        (
            _("Recursos de revisión"),
            "appeals",
            "help",
            frozenset({P.AUTH_APPEAL_DECIDE, P.AUTH_APPEAL_ASSIGN}),
        ),
        (_("Segundas opiniones"), "double_reviews", "people", frozenset({P.AUTH_REVIEW, P.AUTH_DOUBLE})),
        (_("Consultar un número"), "look_up", "search", frozenset({P.AUTH_LOOK_UP})),
        (_("Números emitidos"), "authorisations", "table", frozenset({P.AUTH_CONSUME, P.AUTH_SUSPEND})),
        (_("Qué requiere autorización"), "catalogue", "list", WORKS),
        (_("Formato en blanco"), "paper_blank", "doc", ASKS),
        (_("Plazos vencidos"), "breaches", "clock", WORKS),
        (_("Mis intereses declarados"), "interests", "check", frozenset({P.AUTH_INTEREST})),
        (_("Estados, plazos y reglas"), "flow", "table", frozenset({P.AUTH_OVERSIGHT, P.AUTH_REVIEW})),
        (_("Paquetes"), "packages:list", "upload", PACKS),
    )


def _governing() -> tuple[Row, ...]:
    """What coordination keeps and the auditor reads."""
    keeps, signals = frozenset({P.AUTH_SERVICES}), frozenset({P.AUTH_SIGNALS})
    return (
        (_("Indicadores"), "indicators", "chart", frozenset({P.AUTH_OVERSIGHT})),
        (_("Señales para auditoría"), "signals", "warning", signals),
        (_("Quién consultó solicitudes"), "reads", "search", frozenset({P.AUTH_READ_LOG})),
        (_("Servicios y exenciones"), "services", "list", keeps),
        (_("Centros que realizan servicios"), "centres", "people", keeps),
        (_("Criterios"), "criteria", "doc", frozenset({P.AUTH_CRITERIA})),
        (_("Variantes del formato"), "variants", "doc", frozenset({P.AUTH_VARIANTS})),
        (_("Plazos"), "terms", "clock", keeps),
        (_("Profesionales y especialidades"), "professionals", "people", keeps),
        (_("Equipos de atención"), "teams", "people", keeps),
    )


def items_for(user: Any, at: datetime) -> Iterable[MenuItem]:
    """Asking, reviewing, using: each role its own pages."""
    return _open(_daily(), user, at)


def governing_for(user: Any, at: datetime) -> Iterable[MenuItem]:
    """Coordination and audit."""
    return _open(_governing(), user, at)


def _open(rows: Iterable[Row], user: Any, at: datetime) -> Iterator[MenuItem]:
    held = permissions_at(user, None, at)
    if not works_in(user, "authorizations", at):
        return
    for label, name, icon, enough in rows:
        url = address(name if ":" in name else f"authorizations:{name}") if held & enough else ""
        if url:
            yield MenuItem(label, url, icon)


register("authorizations", "Autorización previa", items_for)
register("authorizations-governing", "Autorización previa: coordinación", governing_for)
