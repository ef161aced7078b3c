"""The search box: each part registers what it can find; a person finds only what they may open.

A provider yields its best hits first. Searching is by code (CLUES, folio) or by words, accent-blind.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

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
    """Add a provider: `provider(user, text, at)`. Twice the same key replaces it.

    A programme's keys bear its name ("exchange.units"): only whoever has a part in it is searched for there.
    """
    _PROVIDERS[key] = (label, provider)


_HINTS: dict[str, Any] = {}


def hint(module: str, words: Any) -> None:
    """What the people of a module look for, to be read in the empty box."""
    _HINTS[module] = words


def hint_for(user: Any, at: datetime) -> str:
    """The hint of the module that the person works in, a general one for several; "" for nobody's."""
    found = [str(words) for module, words in _HINTS.items() if works_in(user, module, at)]
    return _("Código, nombre, folio…") if len(found) > 1 else "".join(found)


def is_folio(text: str) -> bool:
    """Whether so many digits were typed that it names one thing: nothing that merely resembles it is meant."""
    return sum(letter.isdigit() for letter in text) > 5


def search(user: Any, text: str, at: datetime) -> list[Group]:
    """What the person finds, by kind: their pages and records first, help last; nothing for less than two letters."""
    if len(text.strip()) < SHORTEST:
        return []
    groups = []
    for label, provider in _asked(user, at):
        hits = list(islice(provider(user, text.strip(), at), PER_GROUP + 1))
        if hits:
            groups.append(Group(str(label), hits[:PER_GROUP], len(hits) > PER_GROUP))
    return groups


def _asked(user: Any, at: datetime) -> list[tuple[Any, Provider]]:
    """The providers of the person's programmes and of the core; help last."""
    modules = {key: key.partition(".")[0] for key in _PROVIDERS}
    others = {m for m in settings.CAUCE_MODULES if not works_in(user, m, at)}
    mine = [key for key, module in modules.items() if module not in others]
    return [_PROVIDERS[key] for key in sorted(mine, key=lambda key: key == "help")]
