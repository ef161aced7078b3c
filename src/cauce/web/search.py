"""The search box: each part registers what it can find; a person finds only what they may open.

A provider yields its best hits first. Searching is by code (CLUES, folio) or by words, accent-blind.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from cauce.core.accounts.access import works_in

PER_GROUP = 12
SHORTEST = 2  # letters


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, where it belongs, and its address ("" when it has no page)."""

    title: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind; `more` when the provider had others."""

    label: str
    hits: list[Hit]
    more: bool = False


Provider = Callable[[Any, str, datetime], Iterable[Hit]]
_PROVIDERS: dict[str, tuple[Any, Provider]] = {}


def register(key: str, label: Any, provider: Provider) -> None:
    """Add a provider: `provider(user, text, at)`. Twice the same key replaces it."""
    _PROVIDERS[key] = (label, provider)


_HINTS: dict[str, Any] = {}


def hint(module: str, words: Any) -> None:
    """What the people of a module look for, to be read in the empty box."""
    _HINTS[module] = words


def hint_for(user: Any, at: datetime) -> str:
    """The hint of the first module that the person works in; "" for nobody's."""
    return next((str(words) for module, words in _HINTS.items() if works_in(user, module, at)), "")


def search(user: Any, text: str, at: datetime) -> list[Group]:
    """What the person finds, by kind, in order of registration; nothing for less than two letters."""
    if len(text.strip()) < SHORTEST:
        return []
    groups = []
    for label, provider in _PROVIDERS.values():
        hits = list(islice(provider(user, text.strip(), at), PER_GROUP + 1))
        if hits:
            groups.append(Group(str(label), hits[:PER_GROUP], len(hits) > PER_GROUP))
    return groups
