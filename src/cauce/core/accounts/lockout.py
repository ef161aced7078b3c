"""Whose attempt it was: the lock-out counts by account, whether one signs in by username or by e-mail;
and what is answered to who is locked out."""

from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.errors import Problem

from .models import User

STATUS = 429


def username_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The username behind an attempt (axes calls this); the typed text when there is no such account."""
    given = credentials or {}
    typed = given.get("username") or given.get("email") or given.get("login") or request.POST.get("login")
    if not typed:
        return None
    if "@" in typed and (user := User.objects.filter(email__iexact=typed).only("username").first()):
        return user.username
    return typed


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """axes calls this (AXES_LOCKOUT_CALLABLE) instead of the view's own answer."""
    cool_off = get_cool_off(request)
    if not request.path.startswith("/api/"):
        context = {"failure_limit": settings.AXES_FAILURE_LIMIT, "cooloff_timedelta": cool_off}
        return render(request, "account/lockout.html", context, status=STATUS)
    minutes = int(cool_off.total_seconds() // 60) if cool_off else 0
    problem = Problem(
        "ACCESS-LOCKED",
        "password",
        _("La cuenta quedó bloqueada por varios intentos fallidos."),
        _("Espere %(minutes)s minutos o pida a la administración que la desbloquee.") % {"minutes": minutes},
    )
    return JsonResponse({"errors": [problem.as_dict()]}, status=STATUS)
