"""Two versions of the same draft, cell by cell, and the one that comes of choosing."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..rules.reading import LABELS
from .typed import flat, unflat

CHOOSE = "choose-"


def changes(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[dict[str, str]]:
    """Cells that differ, for `{% conflict %}`."""
    here, there = flat(mine), flat(theirs)
    names = list(dict.fromkeys([*there, *here]))
    return [
        {"name": name, "label": label_of(name), "mine": here.get(name, ""), "theirs": there.get(name, "")}
        for name in names
        if here.get(name, "") != there.get(name, "")
    ]


def label_of(place: str) -> str:
    """What people call a cell: "Servicio 2: Cantidad"."""
    if not place.startswith("items."):
        return LABELS.get(place, place.rpartition(".")[2])
    _items, number, name = place.split(".", 2)
    return _("Servicio %(number)s: %(name)s") % {"number": number, "name": LABELS.get(name, name)}


def chosen(post: Mapping[str, str], mine: dict[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Mine, with theirs in the cells where the form says so; mine as it is when nothing was chosen."""
    picked = {name.removeprefix(CHOOSE): value for name, value in post.items() if name.startswith(CHOOSE)}
    if not picked:
        return mine
    there = flat(theirs)
    cells = flat(mine) | {name: there.get(name, "") for name, value in picked.items() if value == "theirs"}
    return unflat(cells)
