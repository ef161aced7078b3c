"""The list of what waits for a person, by deadline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cauce.core.todo import TodoItem

from ..navigation import label_of
from .library import register

SOON = 3  # days


@register.inclusion_tag("ui/todo_list.html")
def todo_list(items: Iterable[TodoItem], now: datetime, named: bool = False) -> dict[str, Any]:
    """Each item with its deadline in words; `named`: with its programme too, for who has several."""
    return {
        "items": [_row(item, now) | {"programme": label_of(item.module) if named else ""} for item in items]
    }


def _row(item: TodoItem, now: datetime) -> dict[str, Any]:
    """An item with its deadline in words and the tone of its tag."""
    if item.due_at is None:
        return {"item": item, "when": "", "tone": ""}
    days = (localtime(item.due_at).date() - localtime(now).date()).days
    if item.is_late(now):
        return {"item": item, "when": _("Venció"), "tone": "error"}
    if days == 0:
        return {"item": item, "when": _("Vence hoy"), "tone": "warning"}
    words = ngettext("Vence en %(n)d día", "Vence en %(n)d días", days) % {"n": days}
    return {"item": item, "when": words, "tone": "warning" if days <= SOON else ""}
