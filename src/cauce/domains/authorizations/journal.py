"""The events of one act, recorded at its end: numbers are taken first, the audit log's head is locked last."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from cauce.core.accounts.models import User
from cauce.core.audit import log
from cauce.core.organisations.models import OrgUnit


@dataclass(slots=True)
class Journal:
    """Collects events of one actor, instant and place; `record` appends them to the chain in order."""

    by: User | None
    at: datetime
    place: OrgUnit
    events: list[dict[str, Any]] = field(default_factory=list)

    def note(self, action: str, subject: Model, data: dict[str, Any] | None = None, reason: str = "") -> None:
        """Add an event."""
        self.events.append({"action": action, "subject": subject, "data": data or {}, "reason": reason})

    def record(self) -> None:
        """Append all events inside the act's transaction."""
        for event in self.events:
            log.record(by=self.by, at=self.at, place=self.place, **event)
        self.events.clear()
