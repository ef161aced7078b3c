"""The password asked again for acts that bind, and the second factor where it is required."""

from contextvars import ContextVar

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cauce.core.errors import Invalid, NotAllowed, Problem

from .models import User

# Usernames whose password failed inside a transaction: its rollback takes axes' record with it, so the
# request writes it again when it is over (ConfirmationFailuresMiddleware). Without it nobody is ever locked.
_failed: ContextVar[tuple[str, ...]] = ContextVar("failed_confirmations", default=())


# The request being answered: axes locks an account at one address, so that it must know both.
_current: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)


def begin(request: HttpRequest) -> None:
    """A request begins (ConfirmationFailuresMiddleware)."""
    _current.set(request)
    _failed.set(())


def note_failures(request: HttpRequest) -> None:
    """Count the failures that a rollback undid; call it outside any transaction, at the request's end."""
    _current.set(None)
    for username in _failed.get():
        user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)
    _failed.set(())


def confirm_password(*, user: User, password: str, request: HttpRequest | None = None) -> None:
    """Raise Invalid unless `password` is the person's. Failures count towards the lock-out (axes)."""
    # axes counts failures per request; the command line and tests have none at hand.
    request = request or _current.get() or HttpRequest()
    if authenticate(request, username=user.username, password=password) == user:
        return
    if connection.in_atomic_block:
        _failed.set((*_failed.get(), user.username))
    raise Invalid(
        [
            Problem(
                "ACCESS-PASSWORD",
                "password",
                _("La contraseña no es correcta."),
                _(
                    "Escriba la contraseña con la que entró; tras varios intentos fallidos la cuenta se bloquea un tiempo."
                ),
            )
        ]
    )


def require_second_factor(user: User) -> None:
    """Raise NotAllowed when the setting asks for a second factor and the person has none."""
    if not settings.CAUCE_REQUIRE_MFA:
        return
    from allauth.mfa.utils import is_mfa_enabled

    if not is_mfa_enabled(user):
        raise NotAllowed(
            _("Este acto requiere un segundo factor y su cuenta no lo tiene."),
            rule="ACCESS-MFA",
            remedy=_("Actívelo en Cuenta › Segundo factor y vuelva a intentarlo."),
        )
