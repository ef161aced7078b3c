"""The kinds of job, and what a running one may do: read its parameters and say how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cauce.core.accounts.models import User
    from cauce.core.organisations.models import OrgUnit

Function = Callable[["JobHandle"], dict[str, Any] | None]


class Cancelled(Exception):
    """The person asked to stop; raised by `JobHandle.progress`, and by the kind itself if it wants to."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job. `idempotent`: running it again from the start after a crash does no harm;
    `tells`: its function itself tells the person when it is done."""

    key: str
    function: Function
    idempotent: bool = False
    tells: bool = False


KINDS: dict[str, Kind] = {}


def register(key: str, *, idempotent: bool = False, tells: bool = False) -> Callable[[Function], Function]:
    """Register the function of a kind. It returns JSON-able facts; "url" says where the result is seen."""

    def decorate(function: Function) -> Function:
        KINDS[key] = Kind(key, function, idempotent, tells)
        return function

    return decorate


@dataclass(slots=True)
class JobHandle:
    """What a kind's function gets. `at` is the instant of the run: the work asks no other clock."""

    id: int
    params: dict[str, Any]
    by: "User | None"
    place: "OrgUnit | None"
    at: datetime
    report: Callable[[int, int, str], bool]  # says the progress; True when cancelling was asked for

    def progress(self, done: int, total: int = 0, message: str = "") -> None:
        """Say how far the work is (`done` of `total` steps). Raises Cancelled when the person asked to stop."""
        if self.report(done, total, message):
            raise Cancelled
