"""The menu: each module registers its items; a person sees only what is theirs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One link: its Spanish label, its address, and an icon's name of the theme."""

    label: str
    url: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A module's items under its label; `module` is the programme that they belong to."""

    label: str
    items: list[MenuItem] = field(default_factory=list)
    module: str = ""


ItemsFor = Callable[[Any, datetime], Iterable[MenuItem]]
_MODULES: dict[str, tuple[str, ItemsFor]] = {}
_PUBLIC: dict[str, Any] = {}  # name of the page → label


def register(module: str, label: str, items_for: ItemsFor) -> None:
    """Add a module's items; `items_for(user, at)` yields only what the person may open.

    A programme with a second group bears its own name first: "oralhealth", "oralhealth-figures".
    """
    _MODULES[module] = (label, items_for)


def menu_for(user: Any, at: datetime) -> list[MenuGroup]:
    """The groups with at least one item for this person."""
    modules = sorted(_MODULES.items(), key=lambda entry: entry[0] == "administration")  # it comes last
    groups = [
        MenuGroup(str(label), list(items_for(user, at)), key.partition("-")[0])
        for key, (label, items_for) in modules
    ]
    return [group for group in groups if group.items]


def label_of(module: str) -> str:
    """What people call the module."""
    return str(_MODULES[module][0]) if module in _MODULES else module


def register_public(name: str, label: Any) -> None:
    """Add a page that needs no account to the foot of every page."""
    _PUBLIC[name] = label


def public_links() -> list[MenuItem]:
    """Pages for everybody, whose modules are on."""
    found = (MenuItem(str(label), address(name)) for name, label in _PUBLIC.items())
    return [item for item in found if item.url]


def address(name: str, *args: Any) -> str:
    """The address of a named page; empty when the part that owns it is switched off."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
