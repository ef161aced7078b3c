"""The help panel beside a page."""

from typing import Any

from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.queries import contact_of

from .. import help
from .library import register, render


@register.simple_tag(takes_context=True)
def help_panel(context: Context, module: str, key: str | int, place: OrgUnit | None = None) -> SafeString:
    """The topic, and the responsible department of `place` (or of the page's `entity`, `unit` or `institution`).

    key: a topic's key; a number is a step ("paso-6").
    """
    topic = help.find(module, f"paso-{key}" if str(key).isdigit() else str(key))
    if topic is None:
        return mark_safe("")
    place = place or _place_of(context)
    return render("help_panel", topic=topic, contact=contact_of(place) if place else None)


def _place_of(context: Any) -> OrgUnit | None:
    for name in ("unit", "entity", "institution", "place"):
        if isinstance(found := context.get(name), OrgUnit):
            return found
    return None
