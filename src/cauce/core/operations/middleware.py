"""Outermost of all: an id for the request, one log line, and its measure."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .logs import request_id
from .metrics import count

logger = logging.getLogger("cauce.request")
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")  # a proxy's own id, if it is harmless in a log


class ObserveMiddleware:
    """Sets X-Request-ID, logs and counts. Addresses are logged without their query: it may name people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if GIVEN.fullmatch(given) else secrets.token_hex(8))
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            self._note(request, response, time.perf_counter() - began)
            response.headers["X-Request-ID"] = request_id.get()
            return response
        finally:
            request_id.reset(token)

    def _note(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        view = match.view_name if match else "-"
        method = request.method if request.method in METHODS else "OTHER"
        count(view, method, response.status_code, seconds)
        if view.startswith("operations:"):
            return
        user = getattr(request, "user", None)
        facts = {
            "method": method,
            "path": request.path,
            "view": view,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "user": user.pk if user is not None and user.is_authenticated else None,
        }
        logger.info("%s %s %s", method, request.path, response.status_code, extra=facts)


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
