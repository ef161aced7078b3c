"""A temporary password opens only the page where it is changed; failed confirmations are counted."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from .confirm import begin, note_failures

Next = Callable[[HttpRequest], HttpResponse]
OPEN_TO_ALL = ("/static/", "/api/", "/verificar/", "/salud", "/cuenta/")


class ConfirmationFailuresMiddleware:
    """Counts the wrong passwords of acts that bind, once the act's transaction has been rolled back."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begin(request)
        try:
            return self.get_response(request)
        finally:
            note_failures(request)


class TemporaryPasswordMiddleware:
    """Sends who entered with a temporary password to change it first (tokens of the API are not affected)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.must_change_password and not request.path.startswith(OPEN_TO_ALL):
            messages.info(request, _("Su contraseña es temporal: elija una propia para continuar."))
            return redirect(reverse("account_change_password"))
        return self.get_response(request)
