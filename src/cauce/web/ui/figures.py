"""Charts and maps: picture, caption, and the same numbers as a table."""

from typing import Any

from django.template import Context
from django.utils.safestring import SafeString

from .library import register, render


@register.simple_tag(takes_context=True)
def chart(context: Context, figure: Any) -> SafeString:
    """A `cauce.web.charts.Figure`: image, caption, alternative text, data table in `<details>`."""
    return render("chart", figure=figure, theme=context.get("theme", "auto"))
