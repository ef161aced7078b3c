"""What waits for a person, across modules, by deadline. Each module registers a provider.

@todo.register
def mine(user, now) -> Iterable[TodoItem]: …
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TodoItem:
    """One thing to do: what, where to do it, until when (None: no deadline), and whose module it is."""

    title: str
    detail: str
    url: str
    due_at: datetime | None
    module: str

    def is_late(self, now: datetime) -> bool:
        """Whether its deadline has passed."""
        return self.due_at is not None and self.due_at < now


Provider = Callable[[Any, datetime], Iterable[TodoItem]]
_PROVIDERS: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a provider (also as a decorator); registering it twice changes nothing."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)
    return provider


def todo_for(user: Any, now: datetime) -> list[TodoItem]:
    """Everything that waits for the person: nearest deadline first, those without one last.

    A provider that fails is logged and left out: one module's trouble must not empty the home page.
    """
    items: list[TodoItem] = []
    for provider in _PROVIDERS:
        try:
            items.extend(provider(user, now))
        except Exception:
            logger.exception("to-do provider %s.%s failed", provider.__module__, provider.__qualname__)
    return sorted(items, key=by_deadline)


def by_deadline(item: TodoItem) -> tuple[bool, float, str]:
    """Sorting key: nearest deadline first, those without one last."""
    return item.due_at is None, item.due_at.timestamp() if item.due_at else 0.0, item.title
