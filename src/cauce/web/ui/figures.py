"""Charts and maps: picture, caption, and the same numbers as a table."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .library import register, render


@register.simple_tag(takes_context=True)
def chart(context: Context, figure: Any) -> SafeString:
    """A `cauce.web.charts.Figure`: image, caption, alternative text, data table in `<details>`."""
    return render("chart", figure=figure, theme=context.get("theme", "auto"))


WIDTH, HEIGHT, EDGE = 96, 24, 3  # px of a spark line and the room around it


@register.simple_tag
def spark(values: Sequence[Decimal | float | None], words: str) -> SafeString:
    """A small line of a trend, oldest first; None leaves a gap's place. words: what it shows, for who cannot see it."""
    known = [(i, float(value)) for i, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return format_html('<span class="soft">{}</span>', "—")
    low, high = min(v for _i, v in known), max(v for _i, v in known)
    across, up = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1), (HEIGHT - 2 * EDGE) / ((high - low) or 1)
    points = [
        (EDGE + i * across, HEIGHT - EDGE - (v - low) * up if high > low else HEIGHT / 2) for i, v in known
    ]
    last = points[-1]
    return format_html(
        '<svg class="spark" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">'
        '<polyline points="{}"></polyline><circle cx="{}" cy="{}" r="2.5"></circle></svg>',
        words, WIDTH, HEIGHT, WIDTH, HEIGHT, " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        f"{last[0]:.1f}", f"{last[1]:.1f}",
    )  # fmt: skip
