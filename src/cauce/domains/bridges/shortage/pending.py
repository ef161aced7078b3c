"""Proposed shortages that wait for an entity's answer while its round is open."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cauce.core import todo
from cauce.core.accounts.access import places
from cauce.core.accounts.permissions import Permission
from cauce.core.todo import TodoItem
from cauce.domains.exchange.policies import can_save_lines, window_of

from .demand import USUAL, span_of
from .proposals import declarations_of, proposed

FEW = 3  # entities of one person that are looked at for the home page


@todo.register
def waiting(user: Any, now: datetime) -> Iterable[TodoItem]:
    """One line per entity with something to answer."""
    if not places(user, Permission.EXCHANGE_EDIT, now):
        return
    for declaration in declarations_of(user, now)[:FEW]:
        if not can_save_lines(declaration, now):
            continue
        found = proposed(declaration, user, span_of(USUAL, now), now)
        count = sum(one.answer is None for one in found)
        if count:
            title = ngettext(
                "%(n)s faltante propuesto por revisar", "%(n)s faltantes propuestos por revisar", count
            )
            window = window_of(declaration)
            address = f"{reverse('shortage:proposals')}?{urlencode({'registro': declaration.pk})}"
            due = declaration.reopened_until or window.closes_at
            yield TodoItem(
                title % {"n": count},
                _("Solicitudes sin capacidad en %(entity)s") % {"entity": declaration.entity},
                address,
                due,
                "exchange",
            )
