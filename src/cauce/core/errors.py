"""How Cauce says no: refusals with a rule, a reason, a remedy and who can lift them.

Pure: no framework. Pages, API, CLI and imports turn these into their own shapes.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place.

    rule: id in a rule table (e.g. "EX-01"); place: where, as a path or "línea 3, columna CLUES";
    message: what is wrong, in Spanish; remedy: what to do; level: error blocks, warning asks.
    """

    rule: str
    place: str
    message: str
    remedy: str = ""
    level: Level = "error"

    def as_dict(self) -> dict[str, str]:
        """The problem as plain strings, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        return " ".join(part for part in (self.message, self.remedy) if part)


class Refusal(Exception):
    """An act that cannot be done, with a sentence for the person.

    rule: id of the rule; message: why (and since when); remedy: what to do; who: who can lift it.
    """

    status = 400

    def __init__(self, message: str, *, rule: str, remedy: str = "", who: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.remedy, self.who = rule, message, remedy, who

    def __str__(self) -> str:
        return " ".join(part for part in (self.message, self.remedy) if part)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The refusal as a list of problems, so that every door can show it the same way."""
        return (Problem(self.rule, "", self.message, self.remedy),)


class NotAllowed(Refusal):
    """The person may not do this here (permission: about who)."""

    status = 403


class NotNow(Refusal):
    """The state does not allow it (policy: about when)."""

    status = 409


class NotFound(Refusal):
    """What was asked for does not exist for this person."""

    status = 404


class Invalid(Refusal):
    """Bad input: every problem at once; nothing was saved."""

    status = 422

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._problems = tuple(problems)
        first = self._problems[0]
        super().__init__(first.message, rule=first.rule, remedy=first.remedy)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems


class ConfirmationNeeded(Invalid):
    """Only warnings: the person may confirm them and send again; nothing was saved yet."""


class Conflict(Refusal):
    """Someone else changed the same thing first; `theirs` says what, who and when."""

    status = 409

    def __init__(self, message: str, *, rule: str, theirs: Any = None, remedy: str = "") -> None:
        super().__init__(message, rule=rule, remedy=remedy)
        self.theirs = theirs
