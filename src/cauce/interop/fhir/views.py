"""The addresses under /fhir/. Everything that goes wrong is an OperationOutcome."""

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from cauce.core.errors import Refusal

from .access import authenticate
from .capability import statement
from .outcomes import FhirError, of_refusal
from .registry import REGISTRY, types
from .searching import bundle, check_known, paging

log = logging.getLogger("cauce.fhir")
MEDIA_TYPE = "application/fhir+json"
MAX_BODY = 5 * 1024**2
_JSON = ("json", "*/*", "application/*", "")


def _answers(view: Callable[..., tuple[int, Any]]) -> Callable[..., HttpResponse]:
    """Give a view's (status, resource) as FHIR JSON, whatever happens in it."""

    @csrf_exempt
    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _check_format(request)
            status, resource = view(request, *args, **kwargs)
        except FhirError as error:
            status, resource = error.status, error.outcome()
        except Refusal as refusal:
            status, resource = refusal.status, of_refusal(refusal)
        except Exception:
            log.exception("unhandled error in %s %s", request.method, request.path)
            error = FhirError(500, "Ocurrió un error inesperado; quedó registrado.")
            status, resource = 500, error.outcome()
        return _response(status, resource)

    return run


def _response(status: int, resource: Any) -> HttpResponse:
    body = json.dumps(resource, ensure_ascii=False, default=str)
    response = HttpResponse(body, status=status, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Cauce"'
    return response


def _check_format(request: HttpRequest) -> None:
    """JSON is what we speak. Raises FhirError (406)."""
    asked = request.GET.get("_format") or request.headers.get("Accept", "")
    parts = [part.split(";")[0].strip() for part in asked.split(",")]
    if not any(part in _JSON or part.endswith(("json", "+json", "html")) for part in parts):
        raise FhirError(406, f"Solo {MEDIA_TYPE}; se pidió {asked[:60]}.")


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/fhir")


def _only(request: HttpRequest, *methods: str) -> None:
    if request.method not in methods:
        raise FhirError(405, f"{request.method} no se admite aquí.")


@_answers
def metadata(request: Any) -> tuple[int, Any]:
    """The CapabilityStatement; anybody may read it."""
    _only(request, "GET", "HEAD")
    return 200, statement(request.now, _base(request))


@_answers
def read(request: Any, kind: str, id_: str) -> tuple[int, Any]:
    """One resource."""
    authenticate(request)
    _only(request, "GET", "HEAD")
    found = _resource(kind).read(request, id_)
    if found is None:
        raise FhirError(404, f"No existe {kind}/{id_[:64]}, o su cuenta no puede verlo.")
    return 200, found


@_answers
def search(request: Any, kind: str) -> tuple[int, Any]:
    """A page of the resources that match."""
    authenticate(request)
    _only(request, "GET", "HEAD")
    resource = _resource(kind)
    parameters = {name: values for name, values in request.GET.lists() if any(values)}
    check_known(parameters, resource)
    offset, count = paging(parameters)
    page = resource.search(request, parameters, offset, count)
    return 200, bundle(page, _base(request), kind, parameters, offset, count)


@_answers
def operation(request: Any, kind: str, name: str) -> tuple[int, Any]:
    """`POST /fhir/<type>/$<name>`."""
    authenticate(request)
    found = REGISTRY.operations.get((kind, name))
    if found is None or found.run is None:
        raise FhirError(404, f"No hay operación {kind}/${name[:40]}.")
    _only(request, "POST")
    if request.content_type not in (MEDIA_TYPE, "application/json"):
        raise FhirError(415, f"El cuerpo debe ser {MEDIA_TYPE}.")
    with transaction.atomic():
        return found.run(request, _body(request))


def _body(request: HttpRequest) -> dict[str, Any]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        raise FhirError(413, f"El cuerpo pesa más de {MAX_BODY // 1024**2} MB.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise FhirError(400, "El cuerpo no es JSON.", code="structure") from error
    if not isinstance(body, dict):
        raise FhirError(400, "El cuerpo no es un recurso.", code="structure")
    return body


def _resource(kind: str) -> Any:
    found = REGISTRY.resources.get(kind)
    if found is None:
        raise FhirError(404, f"{kind[:40]!r} no se ofrece; hay {', '.join(types())}.", code="not-supported")
    return found
