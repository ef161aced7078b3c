"""Who calls: the API's keys, or a session for reading; and not too often."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import AuthRateThrottle

from cauce.api.auth import Token
from cauce.core.errors import NotAllowed

from .outcomes import FhirError

SAFE = {"GET", "HEAD"}


def authenticate(request: Any) -> None:
    """Set `request.user` to who calls. Raises FhirError (401, 403, 429)."""
    request.auth = _caller(request)
    if settings.CAUCE_API_RATE:
        throttle = AuthRateThrottle(settings.CAUCE_API_RATE)
        if not throttle.allow_request(request):
            raise FhirError(429, "Demasiadas solicitudes; espere un momento.")


def _caller(request: HttpRequest) -> Any:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.strip():
        try:
            user = Token().authenticate(request, secret.strip())
        except NotAllowed as refusal:
            raise FhirError(403, str(refusal)) from refusal
        if user is not None:
            return user
    elif request.user.is_authenticated and request.user.is_active and request.method in SAFE:
        return request.user  # a session only reads: writing with it would need a CSRF proof
    raise FhirError(401, "Falta la clave de API: «Authorization: Bearer …».")
