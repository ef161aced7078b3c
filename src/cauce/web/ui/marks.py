"""Icons, traffic light, tags: shape and words, never colour alone."""

from functools import cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_htmx.templatetags.django_htmx import base_htmx_script

from .library import register

LIGHTS = {"red", "amber", "green", "grey"}
TONES = {"info", "success", "warning", "error", "accent", ""}


@cache
def _sprite() -> str:
    return static("cauce/icons.svg")


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite (hidden from readers: put words beside it)."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', _sprite(), name)


@register.simple_tag
def light(colour: str, text: str) -> SafeString:
    """The traffic light: red ring, amber half, green tick; always with its words.

    colour: "red" | "amber" | "green" | "grey"; text: what it means ("Abierto").
    """
    colour = str(colour) if str(colour) in LIGHTS else "grey"
    return format_html('<span class="light light-{}">{}{}</span>', colour, icon(f"light-{colour}"), text)


@register.simple_tag
def badge(text: str, tone: str = "") -> SafeString:
    """A short tag; tone: "" | info | success | warning | error | accent."""
    return format_html('<span class="tag{}">{}</span>', f" tag-{tone}" if tone else "", text)


@register.simple_tag
def htmx_src() -> str:
    """Address of htmx as django-htmx ships it; app.js loads it only on pages that use it."""
    return base_htmx_script().split('src="')[1].split('"')[0]
