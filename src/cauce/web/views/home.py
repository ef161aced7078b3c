"""The first page after sign-in: what waits for the person in every programme, then their programmes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cauce.core.accounts.access import held_by
from cauce.core.todo import todo_for

from ..navigation import MenuGroup, menu_for

ADMINISTRATION = {"core": "administration"}  # a role of the core shows beside the administration


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person, by deadline, and the pages of each programme with what they are in it."""
    user, at = request.user, request.now  # type: ignore[attr-defined]
    groups = menu_for(user, at)
    context = {
        "items": todo_for(user, at),
        "now": at,
        "programmes": _with_roles(user, at, groups),
        "several": len({group.module for group in groups}) > 1,
    }
    return render(request, "web/home.html", context)


def _with_roles(user: Any, at: datetime, groups: Iterable[MenuGroup]) -> list[tuple[MenuGroup, list[str]]]:
    """Each group with the person's roles there ("Financiero de la ESE · Hospital …"), at the programme's first group."""
    roles: dict[str, list[str]] = {}
    for role, place in held_by(user, at):
        words = f"{role.name} · {place.name}"
        roles.setdefault(ADMINISTRATION.get(role.module, role.module), []).append(words)
    return [(group, roles.pop(group.module, [])) for group in groups]
