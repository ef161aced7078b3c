"""Whose attempt it was: the lock-out counts by account, whether one signs in by username or by e-mail."""

from typing import Any

from django.http import HttpRequest

from .models import User


def username_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The username behind an attempt (axes calls this); the typed text when there is no such account."""
    given = credentials or {}
    typed = given.get("username") or given.get("email") or given.get("login") or request.POST.get("login")
    if not typed:
        return None
    if "@" in typed and (user := User.objects.filter(email__iexact=typed).only("username").first()):
        return user.username
    return typed
