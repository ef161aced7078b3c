"""A criteria document once read: clauses with conditions, and the three answers there are."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What screening may answer. It has no way to say no."""

    APPROVE = "approve"
    REVIEW = "review"
    ASK = "ask"


class Join(StrEnum):
    """How conditions are joined."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of a fact; `value` has the type that the operator wants."""

    fact: str
    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class Group:
    """Several conditions joined."""

    join: Join
    parts: "tuple[Condition, ...]"


Condition = Test | Group


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of the document: when the condition holds, its outcome. `question`: what is asked (ask)."""

    id: str
    text: str
    when: Condition
    then: Outcome
    question: str = ""


@dataclass(frozen=True, slots=True)
class Criteria:
    """A document: for which services or categories it is, its clauses, and the answer when none decides."""

    code: str
    title: str
    source: str
    services: frozenset[str]
    categories: frozenset[str]
    clauses: tuple[Clause, ...]
    otherwise: Outcome = Outcome.REVIEW

    def applies_to(self, service: str, category: str) -> bool:
        """Whether it speaks of that service."""
        return service in self.services or category in self.categories


@dataclass(frozen=True, slots=True)
class Line:
    """What one clause said: met True, False, or None when a fact is not known; `text` explains it."""

    criteria: str
    clause: str
    met: bool | None
    outcome: Outcome
    text: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer, and how it came about, line by line."""

    outcome: Outcome
    lines: tuple[Line, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """What is asked, in order."""
        return tuple(line.question for line in self.lines if line.met and line.question)


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with a document, at a path like `clauses.2.when.all.1`."""

    path: str
    message: str


class BadCriteria(ValueError):
    """A document that does not load; every issue at once."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("; ".join(f"{i.path}: {i.message}" for i in issues))
        self.issues = tuple(issues)
