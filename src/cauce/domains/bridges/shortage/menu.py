"""The proposals in the menu of who writes rows in the exchange."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cauce.core.accounts.access import permissions_at
from cauce.core.accounts.permissions import Permission
from cauce.web.navigation import MenuItem, address, register


def items_for(user: Any, at: datetime) -> Iterable[MenuItem]:
    """One page."""
    url = address("shortage:proposals")
    if url and Permission.EXCHANGE_EDIT in permissions_at(user, None, at):
        yield MenuItem(_("Faltantes propuestos"), url, "warning")


register("bridges-shortage", "Intercambio y autorizaciones", items_for)
