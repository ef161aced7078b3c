"""The module's part of the menu: only what the person may open."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import permissions_at, roots, works_in
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit
from cauce.web.navigation import MenuItem, register


def items_for(user: Any, at: datetime) -> Iterable[MenuItem]:
    """Portal and board for whoever reads; queues and administration for whoever decides; none of it elsewhere."""
    if not works_in(user, "exchange", at):
        return
    held = permissions_at(user, None, at)
    if Permission.EXCHANGE_READ in held:
        yield MenuItem(_("Instituciones"), reverse("exchange:portal"), "home")
        if _has_own_board(user, at):
            yield MenuItem(_("Tablero"), reverse("exchange:own_board"), "board")
    for permission, label, name, icon in (
        (Permission.EXCHANGE_REMIND, _("Avance del periodo"), "exchange:progress_now", "chart"),
        (Permission.EXCHANGE_PRODUCT_DECIDE, _("Solicitudes de productos"), "exchange:requests", "list"),
        (Permission.EXCHANGE_PAPER, _("Reportes por cotejar"), "exchange:scans", "check"),
        (Permission.ROUNDS_MANAGE, _("Periodos de captura"), "exchange:rounds", "clock"),
        (Permission.CONTACT_SET, _("Áreas responsables"), "exchange:contacts", "person"),
    ):
        if permission in held:
            yield MenuItem(label, reverse(name), icon)
    yield from _from_others(held)


def _has_own_board(user: Any, at: datetime) -> bool:
    """Whether the person's first place lies under one institution."""
    return any(place.kind != OrgUnit.Kind.SECTOR for place in roots(user, Permission.EXCHANGE_READ, at))


def _from_others(held: frozenset[Permission]) -> Iterable[MenuItem]:
    """Pages of the module that other files bring (consolidated, matching), where installed."""
    for permission, label, name, icon in (
        (Permission.EXCHANGE_CONSOLIDATED, _("Consolidado"), "exchange:consolidated", "chart"),
        (Permission.EXCHANGE_MATCH_READ, _("Oportunidades de intercambio"), "exchange:matching", "map"),
    ):
        try:
            if permission in held:
                yield MenuItem(label, reverse(name), icon)
        except NoReverseMatch:
            continue


register("exchange", "Intercambio de servicios", items_for)
