"""Who calls: a session (with CSRF protection) or a token, which never may more than its person."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer, SessionAuth

from cauce.core.accounts.models import ApiToken
from cauce.core.errors import NotAllowed

SAFE = {"GET", "HEAD", "OPTIONS"}
USED_EVERY = timedelta(minutes=1)  # `last_used_at` is not written more often than this


class Session(SessionAuth):
    """The cookie of a signed-in browser; unsafe methods need the X-CSRFToken header."""

    openapi_description = "Sesión del navegador; los métodos que escriben requieren X-CSRFToken."

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = request.user
        return user if user.is_authenticated and user.is_active else None


class Token(HttpBearer):
    """`Authorization: Bearer cauce_…`."""

    openapi_description = "Clave de API creada en «Mi cuenta › Claves de API»."

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = _alive(token, request.now)
        if found is None:
            return None
        if found.read_only and request.method not in SAFE:
            raise NotAllowed(
                _("Esta clave de API es de solo lectura."),
                rule="API-READ-ONLY",
                remedy=_("Cree en «Mi cuenta › Claves de API» una clave de lectura y escritura."),
            )
        _note_use(found, request.now)
        request.user = found.user
        return found.user


def _alive(secret: str, at: Any) -> ApiToken | None:
    """The token with that secret, unless it is revoked, expired or its person's account is closed."""
    found = (
        ApiToken.objects.filter(digest=ApiToken.digest_of(secret), revoked_at__isnull=True, expires_at__gt=at)
        .select_related("user")
        .first()
    )
    return found if found is not None and found.user.is_active else None


def _note_use(token: ApiToken, at: Any) -> None:
    if token.last_used_at is None or at - token.last_used_at >= USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)


AUTH = [Token(), Session()]
