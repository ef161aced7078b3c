"""The one template library of the components, and how they render their small templates."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


def render(name: str, /, **context: Any) -> SafeString:
    """The component template `ui/<name>.html` with this context."""
    return render_to_string(f"ui/{name}.html", context)
