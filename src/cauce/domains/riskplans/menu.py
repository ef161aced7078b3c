"""The module's part of the menu: only what the person may open."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cauce.core.accounts.access import permissions_at
from cauce.core.accounts.permissions import Permission
from cauce.web.navigation import MenuItem, address, register


def items_for(user: Any, at: datetime) -> Iterable[MenuItem]:
    """The quarter, the ESE, the reports, and what each role works on."""
    held = permissions_at(user, None, at)
    if Permission.RISK_READ not in held:
        return
    items = [
        (_("El trimestre"), "home", "board", True),
        (_("ESE"), "hospitals", "unit", True),
        (_("Informes trimestrales"), "reports", "list", True),
        (_("Planes"), "plans", "doc", True),
        (_("Alertas y puntajes"), "warnings", "chart", bool(held & READERS)),
        (
            _("Informes de seguimiento"),
            "follow_ups",
            "doc",
            bool(held & {Permission.RISK_TERRITORY, Permission.RISK_ANNUAL}),
        ),
        (_("Consolidado nacional"), "national", "table", Permission.RISK_ANNUAL in held),
        (_("Informe anual"), "annuals", "calendar", Permission.RISK_ANNUAL in held),
        (
            _("Extractos de SIHO"),
            "siho",
            "upload",
            bool(held & {Permission.RISK_ANNUAL, Permission.RISK_CATALOGUE}),
        ),
        (_("Pesos, definiciones y categorías"), "catalogue", "gear", True),
        (_("Comprobaciones"), "checks", "check", True),
    ]
    for label, name, icon, shown in items:
        url = address(f"riskplans:{name}")
        if shown and url:
            yield MenuItem(label, url, icon)


READERS = {
    Permission.RISK_REVIEW,
    Permission.RISK_EVALUATE,
    Permission.RISK_ANNUAL,
    Permission.RISK_WRITE,
}

register("riskplans", "Planes de riesgo", items_for)
