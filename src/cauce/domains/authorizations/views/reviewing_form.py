"""What a reviewer types for each item: read, kept as typed, turned into decisions and questions.

Names of fields are places of problems too: `items.2.reason_code`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cauce.core.errors import Invalid, Problem

from ..models import Item
from ..rules.decisions import ItemDecision
from ..rules.sentences import suggestion
from ..rules.states import ItemState
from ..rules.table import broken

ASK = "ask"  # not an outcome: the item waits for information
FIELDS = (
    "outcome",
    "quantity",
    "service",
    "place",
    "reason_code",
    "clause",
    "patient_sentence",
    "would_change",
    "note",
    "question",
    "waits",
)
REASONED = (ItemState.MODIFIED, ItemState.DENIED)
MAX = 4_000  # letters of one field

Typed = dict[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class ClauseOption:
    """A clause of a criterion that applies to an item. label: what is kept as the clause; criteria: its version."""

    label: str
    text: str
    criteria: int


@dataclass(slots=True)
class Verdict:
    """What was typed, understood: decisions, and questions by item."""

    decisions: list[ItemDecision] = field(default_factory=list)
    questions: dict[int, str] = field(default_factory=dict)

    @property
    def denied(self) -> list[int]:
        """Sequences that would be denied."""
        return [one.sequence for one in self.decisions if one.outcome == ItemState.DENIED]


def read(post: Mapping[str, str], sequences: Iterable[int]) -> Typed:
    """What was typed, by item and field."""
    return {n: {name: post.get(f"items.{n}.{name}", "").strip()[:MAX] for name in FIELDS} for n in sequences}


def understand(typed: Typed, clauses: Mapping[int, list[ClauseOption]]) -> Verdict:
    """Decisions and questions of the items that have an outcome; Invalid when a value cannot be read.

    What an outcome has no use for (a reason typed before choosing to approve) is left aside, not lost: the form keeps it.
    """
    verdict, found = Verdict(), []
    for sequence, row in typed.items():
        if not row["outcome"]:
            continue
        if row["outcome"] == ASK:
            verdict.questions[sequence] = row["question"]
            if not row["question"]:
                found.append(broken("AP-56", f"items.{sequence}.question"))
            continue
        verdict.decisions.append(_decision(sequence, row, clauses.get(sequence, []), found))
    if not verdict.decisions and not verdict.questions:
        found.append(broken("AP-50", "items"))
    if found:
        raise Invalid(found)
    return verdict


def _decision(
    sequence: int, row: dict[str, str], clauses: list[ClauseOption], found: list[Problem]
) -> ItemDecision:
    outcome = row["outcome"]
    changes: dict[str, Any] = {"note": row["note"], "waits_for_capacity": row["waits"] == "1"}
    if outcome in REASONED:
        names = ("reason_code", "clause", "patient_sentence", "would_change")
        changes |= {name: row[name] for name in names}
        changes["criteria"] = next((one.criteria for one in clauses if one.label == row["clause"]), None)
    if outcome == ItemState.MODIFIED:
        changes |= {"service": _code(row["service"]), "place": row["place"]}
        changes["quantity"] = _quantity(sequence, row["quantity"], found)
    return ItemDecision(sequence, outcome, **changes)


def _code(text: str) -> str:
    """The code of a service typed as "CODE · name"."""
    return text.split(" · ", 1)[0].strip()


def _quantity(sequence: int, text: str, found: list[Problem]) -> int | None:
    if not text:
        return None
    if text.isdecimal() and len(text) < 5:
        return int(text)
    place = f"items.{sequence}.quantity"
    found.append(broken("AP-03", place, value=text[:20], field="la cantidad autorizada", least=1, most=999))
    return None


def with_suggestions(typed: Typed) -> Typed:
    """The same, with a proposed sentence where a reason is chosen and none was written."""
    filled = {}
    for sequence, row in typed.items():
        row = dict(row)
        if row["outcome"] in REASONED and row["reason_code"]:
            proposed = suggestion(row["reason_code"])
            row["patient_sentence"] = row["patient_sentence"] or proposed.patient
            row["would_change"] = row["would_change"] or proposed.change
        filled[sequence] = row
    return filled


def problems_of(problems: Iterable[Problem], sequence: int) -> list[dict[str, str]]:
    """The problems of one item: which field ("" the item as a whole), and the sentence."""
    found = []
    for problem in problems:
        _items, _sep, rest = problem.place.partition(".")
        number, _sep, name = rest.partition(".")
        if number == str(sequence):
            found.append({"field": name, "text": str(problem)})
    return found


def one_question(questions: Mapping[int, str], items: Mapping[int, Item]) -> str:
    """The questions of several items as one text; each with its service when there are several."""
    if len(set(questions.values())) == 1:
        return next(iter(questions.values()))
    return "\n".join(f"{items[n].service.label}: {text}" for n, text in questions.items())
