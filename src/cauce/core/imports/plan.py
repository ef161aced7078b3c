"""What an import would do, before it is accepted. Pure."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cauce.core.errors import Problem


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change: its code, its label, and per field (before, after)."""

    code: str
    label: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole effect of a file: problems, and what is added, changed, closed and left as it is.

    `payload` is what the kind of import needs to carry it out.
    """

    problems: Sequence[Problem] = ()
    added: Sequence[Change] = ()
    changed: Sequence[Change] = ()
    closed: Sequence[Change] = ()
    unchanged: int = 0
    payload: Any = None

    @property
    def errors(self) -> list[Problem]:
        """Problems that stop the import; the rest are warnings."""
        return [problem for problem in self.problems if problem.level == "error"]

    @property
    def warnings(self) -> list[Problem]:
        """Problems that only ask for attention."""
        return [problem for problem in self.problems if problem.level == "warning"]

    @property
    def is_possible(self) -> bool:
        """No error."""
        return not self.errors

    @property
    def does_something(self) -> bool:
        """Whether anything would change."""
        return bool(self.added or self.changed or self.closed)

    def counts(self) -> dict[str, int]:
        """How many of each, for the page, the CLI and the audit."""
        return {
            "errors": len(self.errors),
            "warnings": len(self.warnings),
            "added": len(self.added),
            "changed": len(self.changed),
            "closed": len(self.closed),
            "unchanged": self.unchanged,
        }

    def digest(self) -> str:
        """SHA-256 of what would change: equal digests mean the same effect."""
        content = [
            [[change.code, change.label, sorted(change.fields.items())] for change in changes]
            for changes in (self.added, self.changed, self.closed)
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain data, for JSON."""
        return {
            **self.counts(),
            "digest": self.digest(),
            "problems": [problem.as_dict() for problem in self.problems],
            "changes": {
                name: [{"code": c.code, "label": c.label, "fields": c.fields} for c in changes]
                for name, changes in (
                    ("added", self.added),
                    ("changed", self.changed),
                    ("closed", self.closed),
                )
            },
        }
