"""Rules as tables: an id, a sentence, a remedy, and where the source says so. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .errors import Level, Problem
from .translation import tr


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. message and remedy are Spanish with `{…}` to fill in; source names document and place."""

    id: str
    message: str
    remedy: str
    source: str
    level: Level = "error"

    def problem(self, place: str = "", **params: object) -> Problem:
        """The rule broken at `place`, its sentences filled in and in the active language."""
        return Problem(
            self.id, place, tr(self.message).format(**params), tr(self.remedy).format(**params), self.level
        )


# table name → its rules; the generated reference and the tests read it
TABLES: dict[str, dict[str, Rule]] = {}


def table(name: str, rules: Iterable[Rule]) -> dict[str, Rule]:
    """Register a table of rules by id. Raises ValueError for an id used twice in any table."""
    found: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in found or any(rule.id in other for key, other in TABLES.items() if key != name):
            raise ValueError(f"rule id {rule.id} is used twice")
        found[rule.id] = rule
    TABLES[name] = found
    return found


# table name → rule id → (what keeps it, what breaks it), for those who show them; the reference prints them
EXAMPLES: dict[str, dict[str, tuple[str, str]]] = {}


def show_examples(name: str, shown: Mapping[str, tuple[str, str]]) -> None:
    """Register one accepted and one refused example of each rule of a table."""
    EXAMPLES[name] = dict(shown)
