"""A POST repeated with the same Idempotency-Key returns the first answer; nothing is done twice.

The key and the act are one transaction: a refused act forgets its key, so the corrected request can be
sent with it; a server killed in between leaves neither the act nor the key.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Schema, Status

from cauce.core.errors import Invalid, NotNow, Problem

from .models import RememberedAnswer

HEADER = "Idempotency-Key"
MAX_KEY = 80
KEPT = timedelta(days=7)
STALE = timedelta(minutes=10)


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a POST operation: it must return `(status, Schema | dict)`."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get(HEADER, "")
        if not key:
            return Status(*view(request, *args, **kwargs))
        _check_key(key)
        mark = _fingerprint(request)
        if (seen := _seen(request, key, mark)) is not None:
            return seen
        try:
            with transaction.atomic():
                answer = RememberedAnswer.objects.create(
                    user=request.user, key=key, fingerprint=mark, at=request.now
                )
                status, body = view(request, *args, **kwargs)
                answer.status = status
                answer.body = body.model_dump(mode="json") if isinstance(body, Schema) else body
                answer.save(update_fields=["status", "body"])
        except IntegrityError:
            # The same request arrived twice at once; the other one has just finished.
            if (seen := _seen(request, key, mark)) is None:
                raise
            return seen
        return Status(status, body)

    return run


def once_apart(view: Callable[..., Any]) -> Callable[..., Any]:
    """As `once`, for an act that is not one transaction (receiving a file): the key commits before it.

    While the first request runs, the second is refused (409); a refused act forgets its key, and a key
    whose server died is forgotten after STALE.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get(HEADER, "")
        if not key:
            return Status(*view(request, *args, **kwargs))
        _check_key(key)
        mark = _fingerprint(request)
        if (seen := _seen(request, key, mark)) is not None:
            return seen
        answer, is_new = RememberedAnswer.objects.get_or_create(
            user=request.user, key=key, defaults={"fingerprint": mark, "at": request.now}
        )
        if not is_new:
            raise _running()
        try:
            status, body = view(request, *args, **kwargs)
        except BaseException:
            answer.delete()
            raise
        answer.status, answer.body = status, body.model_dump(mode="json")
        answer.save(update_fields=["status", "body"])
        return Status(status, body)

    return run


def forget_old(at: Any) -> int:
    """Remove answers older than KEPT; returns how many."""
    return RememberedAnswer.objects.filter(at__lt=at - KEPT).delete()[0]


def _seen(request: HttpRequest, key: str, mark: str) -> HttpResponse | None:
    answer = RememberedAnswer.objects.filter(user=request.user, key=key).first()
    if answer is None:
        return None
    if answer.fingerprint != mark:
        raise _refusal(
            "API-02",
            _("La clave de idempotencia ya se usó con otra solicitud."),
            _("Use una clave nueva para cada solicitud distinta."),
        )
    if not answer.status:
        if answer.at > request.now - STALE:
            raise _running()
        answer.delete()
        return None
    response = JsonResponse(answer.body, status=answer.status, safe=False)
    response["Idempotency-Replayed"] = "true"
    return response


def _running() -> NotNow:
    return NotNow(
        _("La primera solicitud con esa clave sigue en curso."),
        rule="API-03",
        remedy=_("Espere unos segundos y repítala con la misma clave."),
    )


def _check_key(key: str) -> None:
    if len(key) > MAX_KEY or not key.isprintable():
        raise _refusal(
            "API-01",
            _("La clave de idempotencia no es válida."),
            _("Use de 1 a 80 caracteres imprimibles, por ejemplo un UUID."),
        )


def _refusal(rule: str, message: str, remedy: str) -> Invalid:
    return Invalid([Problem(rule, f"header.{HEADER}", message, remedy)])


def _fingerprint(request: HttpRequest) -> str:
    """Address and body; of a form with files, its fields and the files' content."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}".encode())
    if request.content_type == "multipart/form-data":
        digest.update(repr(sorted(request.POST.lists())).encode())
        for name, file in sorted(request.FILES.items()):
            digest.update(name.encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()
