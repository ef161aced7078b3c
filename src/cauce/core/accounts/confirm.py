"""The password asked again for acts that bind, and the second factor where it is required."""

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cauce.core.errors import Invalid, NotAllowed, Problem

from .models import User


def confirm_password(*, user: User, password: str, request: HttpRequest | None = None) -> None:
    """Raise Invalid unless `password` is the person's. Failures count towards the lock-out (axes)."""
    # axes counts failures per request; the API, the CLI and tests have none at hand.
    if authenticate(request or HttpRequest(), username=user.username, password=password) == user:
        return
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
