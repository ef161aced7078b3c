"""What a change of criteria would have done to past requests: both judged over the same facts. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .evaluate import judge_all
from .facts import Facts
from .model import Criteria, Outcome

SHOWN = 50
KEPT = 5_000  # changes that are listed one by one; the counts have them all


@dataclass(frozen=True, slots=True)
class Past:
    """One item of the past: who it was, its facts, its service, and what people decided in the end."""

    folio: str
    sequence: int
    service: str
    category: str
    facts: Facts
    decided: str = ""  # approved | modified | denied | "" undecided


@dataclass(frozen=True, slots=True)
class Change:
    """An item that the new criteria answer otherwise."""

    past: Past
    before: Outcome
    after: Outcome


@dataclass(slots=True)
class DryRun:
    """What would have changed. `moves`: (before, after) → items; `services`: the same for each service;
    `against`: approvals that people had denied.
    """

    items: int = 0
    moves: Counter[tuple[Outcome, Outcome]] = field(default_factory=Counter)
    services: Counter[tuple[str, Outcome, Outcome]] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    against: int = 0

    @property
    def changed(self) -> int:
        """Items answered otherwise."""
        return sum(count for (before, after), count in self.moves.items() if before != after)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as a job keeps them. No fact of anybody is among them."""
        return {
            "items": self.items,
            "changed": self.changed,
            "against": self.against,
            "moves": [[before.value, after.value, n] for (before, after), n in sorted(self.moves.items())],
            "services": [
                [service, before.value, after.value, n]
                for (service, before, after), n in sorted(self.services.items())
            ],
            "changes": [
                [c.past.folio, c.past.sequence, c.past.service, c.before.value, c.after.value, c.past.decided]
                for c in self.changes
            ],
        }


def compare(past: Iterable[Past], now: list[Criteria], new: list[Criteria], kept: int = SHOWN) -> DryRun:
    """Judge every past item by the criteria in force and by the new ones. kept: changes listed one by one."""
    run = DryRun()
    for item in past:
        before, after = (
            judge_all([c for c in documents if c.applies_to(item.service, item.category)], item.facts).outcome
            for documents in (now, new)
        )
        run.items += 1
        run.moves[before, after] += 1
        run.services[item.service, before, after] += 1
        run.against += after == Outcome.APPROVE and item.decided == "denied"
        if before != after and len(run.changes) < kept:
            run.changes.append(Change(item, before, after))
    return run
