"""The first page after sign-in: what waits for the person, then the modules."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cauce.core.todo import TodoItem, todo_for

SOON = 3  # days


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person, by deadline, and the pages of each module."""
    items = [_row(item, request.now) for item in todo_for(request.user, request.now)]
    return render(request, "web/home.html", {"items": items})


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
