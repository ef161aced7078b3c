"""`{% load oralhealth %}`: what the pages say where facilities are listed, and how to register them."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cauce.web.ui.marks import icon
from cauce.web.ui.notices import empty

from ..importing.facilities import may_import
from ..models import Facility

register = template.Library()


def _address() -> str:
    return reverse("imports:new", args=["oral-facilities"])


@register.simple_tag(takes_context=True)
def import_facilities(context: Any) -> SafeString:
    """The button to bring facilities, for who may."""
    request = context["request"]
    if not may_import(request.user, request.now):
        return mark_safe("")
    return format_html(
        '<a class="btn btn-outline-primary btn-sm" href="{}">{}{}</a>',
        _address(), icon("upload"), _("Importar instalaciones"),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def no_facilities(context: Any) -> SafeString:
    """No facility to show: none is registered yet, or none within reach."""
    none = none_registered(context)
    return none or empty(_("No hay instalaciones a su alcance"), _("Pida el permiso a la administración."))


@register.simple_tag(takes_context=True)
def none_registered(context: Any) -> SafeString:
    """While the country has no facility: what to do, or who does it. Nothing once there is one."""
    if Facility.objects.exists():
        return mark_safe("")
    title = _("Todavía no hay instalaciones registradas")
    request = context["request"]
    if may_import(request.user, request.now):
        what = _("Impórtelas de un archivo: código de diez cifras, nombre, región e institución de cada una.")
        return empty(title, what, _address(), _("Importar instalaciones"))
    who = _("Las registra la administración del sistema, en Importaciones › Instalaciones de salud bucal.")
    return empty(title, who)
