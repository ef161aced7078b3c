"""What every request gets: one instant, security headers, and refusals turned into pages."""

from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from cauce.core.accounts.access import home_of
from cauce.core.countries import Country
from cauce.core.errors import Refusal

Next = Callable[[HttpRequest], HttpResponse]


class RequestTimeMiddleware:
    """Sets `request.now`: the one clock of the request, so that nothing below asks for the time."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        return self.get_response(request)


class CountryMiddleware:
    """Numbers, dates and hours as in the person's country: the one where all their roles are, else the installation's."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        home = home_of(request.user, request.now)  # type: ignore[attr-defined]
        with home.forms():
            response = self.get_response(request)
        if response.streaming:  # its rows are written later, line by line
            response.streaming_content = _in_forms(response.streaming_content, home)
        return response


def _in_forms(parts: Iterable[bytes], home: Country) -> Iterator[bytes]:
    left = iter(parts)
    while True:
        with home.forms():
            part = next(left, None)
        if part is None:
            return
        yield part


class SecurityHeadersMiddleware:
    """A strict content policy: nothing inline, nothing from elsewhere."""

    POLICY = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; "
        "object-src 'none'; worker-src 'self'"
    )

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class RefusalMiddleware:
    """A Refusal that reaches the top becomes a page (or JSON for /api/) that says why and what to do."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(
                {"errors": [p.as_dict() for p in exception.problems]}, status=exception.status
            )
        return refusal_page(request, exception)


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal; for htmx, a notice that goes to the page's notices."""
    back = request.headers.get("referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    context = {"refusal": refusal, "back": back if safe else ""}
    if not getattr(request, "htmx", False):
        return render(request, "web/refusal.html", context, status=refusal.status)
    response = render(request, "web/refusal_fragment.html", context, status=refusal.status)
    response["HX-Retarget"], response["HX-Reswap"] = "#avisos", "innerHTML"
    return response
