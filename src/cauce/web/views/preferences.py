"""The person's own choices."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme in the person's account (and in a cookie, for the sign-in page)."""
    theme = request.POST.get("theme", "")
    theme = theme if theme in {"auto", "light", "dark"} else "auto"
    if request.user.is_authenticated and request.user.theme != theme:
        request.user.theme = theme
        request.user.save(update_fields=["theme"])
    onward = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
        onward = "/"
    response = redirect(onward)
    response.set_cookie(
        "tema", theme, max_age=365 * 86400, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response
