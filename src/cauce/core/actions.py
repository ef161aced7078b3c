"""One door for writing: an action is keyword-only, knows who and when, and is atomic.

The decorator says an action's name once; the name is also its audit event's name, and
a test walks `ACTIONS` to see that each one is audited and permission-checked.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction

F = TypeVar("F", bound=Callable[..., Any])
ACTIONS: dict[str, Callable[..., Any]] = {}
# Called with the action's name at its end, inside its transaction (the shell notes sent forms there).
INSIDE: list[Callable[[str], None]] = []


def action(name: str, *, enters: bool = True) -> Callable[[F], F]:
    """Register `name` and run the function inside one transaction.

    enters: False for a reading that is logged: a form that was only looked at again has not been entered by it.
    The function must take `by` (accounts.User) and `at` (aware datetime) by keyword.
    Raises TypeError when they are missing or `at` is naive.
    """

    def decorate(function: F) -> F:
        @wraps(function)
        def run(**kwargs: Any) -> Any:
            _check_who_and_when(name, kwargs)
            with transaction.atomic():
                result = function(**kwargs)
                for note in INSIDE if enters else ():
                    note(name)
                return result

        run.action_name = name  # type: ignore[attr-defined]
        ACTIONS[name] = run
        return run  # type: ignore[return-value]

    return decorate


def _check_who_and_when(name: str, kwargs: dict[str, Any]) -> None:
    at = kwargs.get("at")
    if "by" not in kwargs or not isinstance(at, datetime) or at.tzinfo is None:
        raise TypeError(f"{name} needs by= (who) and at= (an aware datetime)")
