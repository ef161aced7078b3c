"""Error pages: what happened, whether anything was lost, what to do now."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def _page(request: HttpRequest, status: int, title: str, text: str, todo: list[str]) -> HttpResponse:
    return render(request, "web/error.html", {"title": title, "text": text, "todo": todo}, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400."""
    return _page(
        request,
        400,
        _("No se entendió la petición"),
        _("La dirección o el formulario llegaron incompletos. No se guardó nada."),
        [
            _("Vuelva a la página anterior e inténtelo de nuevo."),
            _("Si usó un enlace, revise que esté completo."),
        ],
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403."""
    return _page(
        request,
        403,
        _("No tiene acceso a esta página"),
        _("Su cuenta no alcanza este lugar o esta acción."),
        [
            _("Revise en «Mi cuenta» sus permisos y lugares."),
            _("Si los necesita, pídalos a la administración del sistema."),
        ],
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404."""
    return _page(
        request,
        404,
        _("Esta página no existe"),
        _("La dirección cambió, o lo que busca no está a la vista de su cuenta."),
        [_("Revise la dirección."), _("Búsquelo por código, nombre o folio en el cuadro de arriba.")],
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety mark is too old (another session, cookies off)."""
    return _page(
        request,
        403,
        _("El formulario no se envió; lo que escribió no se perdió"),
        _(
            "La página se abrió con otra sesión, o el navegador no guardó la marca de seguridad. No se guardó nada."
        ),
        [
            _("Vuelva atrás con su navegador: lo escrito sigue ahí."),
            _("Recargue la página (si ofrece recuperar lo escrito, acepte) y envíe de nuevo."),
            _("Si se repite, permita las cookies de este sitio o entre otra vez."),
        ],
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs neither the database nor the session."""
    return HttpResponse(render_to_string("web/500.html"), status=500)
