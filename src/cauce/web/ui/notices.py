"""Alerts, the problem summary, empty, loading and conflict states, confirmation."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cauce.core.errors import Problem

from .library import register, render

TONE_OF_MESSAGE = {
    "debug": "info",
    "info": "info",
    "success": "success",
    "warning": "warning",
    "error": "error",
}


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "") -> SafeString:
    """`{% alert "warning" title="…" %}…{% endalert %}`: tone info | success | warning | error."""
    return render("alert", tone=tone, title=title, body=content)


@register.simple_tag
def notice_for(message: Any) -> SafeString:
    """A django.contrib.messages message as an alert."""
    tone = TONE_OF_MESSAGE.get(message.level_tag, "info")
    return render("alert", tone=tone, title="", body=format_html("<p>{}</p>", message.message))


@register.simple_tag
def problems(found: Iterable[Problem] | None, prefix: str = "") -> SafeString:
    """The summary on top: every problem with a link to its cell; takes focus when the page opens.

    The link goes to `#<prefix><place>`: give the input that id.
    """
    found = list(found or ())
    if not found:
        return mark_safe("")
    errors = [p for p in found if p.level == "error"]
    warnings = [p for p in found if p.level == "warning"]
    return render("problems", errors=errors, warnings=warnings, prefix=prefix)


@register.simple_tag
def problem_at(found: Iterable[Problem] | None, place: str) -> SafeString:
    """The messages of one cell, to show beside it (id `error-<place>`: use it in aria-describedby)."""
    here = [p for p in found or () if p.place == place]
    return render("problem_at", problems=here, place=place) if here else mark_safe("")


@register.simple_tag
def empty(title: str, text: str = "", url: str = "", label: str = "", icon: str = "empty") -> SafeString:
    """Nothing here yet: why, and what to do (a link when there is one)."""
    return render("empty", title=title, text=text, url=url, label=label, icon=icon)


@register.simple_tag
def loading(id: str = "", text: str = "") -> SafeString:
    """Shown while htmx waits (`hx-indicator="#<id>"`)."""
    return render("loading", id=id, text=text)


@register.simple_tag
def conflict(changes: Iterable[Any], who: str = "", when: Any = None) -> SafeString:
    """Someone saved first: what was there, theirs and mine, with a choice for each cell.

    changes: objects or dicts with `label, name, mine, theirs` and optionally `base` (before both).
    The choice arrives as `choose-<name>` = "mine" | "theirs".
    """
    return render("conflict", changes=list(changes), who=who, when=when)


@register.simple_block_tag
def confirm(content: str, id: str, title: str, label: str = "", danger: bool = False) -> SafeString:
    """A `<dialog id=…>` opened by `<a href="<confirmation page>" data-dialog="<id>">`.

    Without JavaScript the link leads to its confirmation page; put the same form in both.
    """
    return render("confirm", id=id, title=title, body=content, label=label, danger=danger)
