"""Every refusal has one shape: {"errors": [{rule, place, message, remedy, level}]}."""

import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError

from cauce.core.errors import Conflict, NotFound, Problem, Refusal

log = logging.getLogger("cauce.api")


def install(api: NinjaAPI) -> None:
    """Give `api` a handler for everything that may go wrong."""

    def answer(request: HttpRequest, status: int, problems: Iterable[Problem], **more: Any) -> HttpResponse:
        body = {"errors": [problem.as_dict() for problem in problems], **more}
        return api.create_response(request, body, status=status)

    @api.exception_handler(Refusal)
    def refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
        more = {"theirs": error.theirs} if isinstance(error, Conflict) and _is_plain(error.theirs) else {}
        return answer(request, error.status, error.problems, **more)

    @api.exception_handler(ValidationError)
    def validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return answer(request, 422, [_schema_problem(found) for found in error.errors])

    @api.exception_handler(AuthenticationError)
    def unauthenticated(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        response = answer(request, 401, [_unauthenticated()])
        response["WWW-Authenticate"] = 'Bearer realm="Cauce"'
        return response

    @api.exception_handler(AuthorizationError)
    @api.exception_handler(PermissionDenied)
    def forbidden(request: HttpRequest, _error: Exception) -> HttpResponse:
        return answer(request, 403, [_forbidden()])

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, _error: Http404) -> HttpResponse:
        return answer(request, 404, not_found().problems)

    @api.exception_handler(Throttled)
    def throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
        response = answer(request, 429, [_throttled(error.wait)])
        response["Retry-After"] = str(int(error.wait or 60))
        return response

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(request, error.status_code, [Problem("API-HTTP", "", str(error))])

    @api.exception_handler(Exception)
    def broken(request: HttpRequest, error: Exception) -> HttpResponse:
        log.exception("unhandled error in %s %s", request.method, request.path, exc_info=error)
        return answer(request, 500, [_broken()])


def not_found() -> NotFound:
    """What asks for what does not exist, or not for this person."""
    return NotFound(
        _("No existe, o su cuenta no puede verlo."),
        rule="API-404",
        remedy=_("Revise el identificador en la lista correspondiente."),
    )


def _is_plain(value: Any) -> bool:
    return isinstance(value, (dict, list))


def _schema_problem(found: dict[str, Any]) -> Problem:
    place = ".".join(str(part) for part in found.get("loc", ()))
    return Problem(
        "API-SHAPE",
        place,
        _("El dato no tiene la forma esperada: %(detail)s.") % {"detail": found.get("msg", "")},
        _("Consulte la forma en /api/v1/docs."),
    )


def _unauthenticated() -> Problem:
    return Problem(
        "API-401",
        "header.Authorization",
        _("Falta iniciar sesión o la clave de API no es válida."),
        _("Envíe «Authorization: Bearer …» con una clave vigente de «Mi cuenta › Claves de API»."),
    )


def _forbidden() -> Problem:
    return Problem(
        "API-403",
        "header.X-CSRFToken",
        _("La solicitud no trae una prueba CSRF válida."),
        _("Envíe X-CSRFToken con el valor de la cookie, o use una clave de API."),
    )


def _throttled(wait: float | None) -> Problem:
    return Problem(
        "API-429",
        "",
        _("Demasiadas solicitudes."),
        _("Espere %(seconds)s segundos y reduzca el ritmo.") % {"seconds": int(wait or 60)},
    )


def _broken() -> Problem:
    return Problem(
        "API-500",
        "",
        _("Ocurrió un error inesperado; quedó registrado."),
        _("Vuelva a intentarlo; si continúa, avise a la administración del sistema."),
    )
