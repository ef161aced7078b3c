"""Evaluating criteria over facts: three-valued, total, without code of the document's own.

A comparison with a fact that is not known is neither true nor false. An approval needs a clause that is certainly
met, and no clause of review or question that is met or may be. A question comes before a review, a review before an
approval. Nothing else can come out.
"""

from collections.abc import Iterable

from .facts import Facts, Value, fact_of
from .model import Clause, Condition, Criteria, Group, Join, Judgement, Line, Outcome, Test

_STRONGEST = (Outcome.ASK, Outcome.REVIEW, Outcome.APPROVE)
_SAYS = {True: "Se cumple", False: "No se cumple", None: "No se puede saber"}


def judge(criteria: Criteria, facts: Facts) -> Judgement:
    """What one document says of one item."""
    lines = tuple(_line(criteria, clause, facts) for clause in criteria.clauses)
    met = {line.outcome for line in lines if line.met}
    maybe = {line.outcome for line in lines if line.met is None}
    if Outcome.ASK in met:
        return Judgement(Outcome.ASK, lines)
    doubtful = Outcome.REVIEW in met or maybe & {Outcome.ASK, Outcome.REVIEW}
    if doubtful:
        return Judgement(Outcome.REVIEW, lines)
    return Judgement(Outcome.APPROVE if Outcome.APPROVE in met else criteria.otherwise, lines)


def judge_all(documents: Iterable[Criteria], facts: Facts) -> Judgement:
    """What all documents that apply say together: the most careful answer; review when none applies."""
    found = [judge(criteria, facts) for criteria in documents]
    outcomes = {one.outcome for one in found}
    outcome = next((o for o in _STRONGEST if o in outcomes), Outcome.REVIEW)
    return Judgement(outcome, tuple(line for one in found for line in one.lines))


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Whether a condition holds; None when a fact that matters is not known (Kleene's logic)."""
    if isinstance(condition, Test):
        return _compare(condition, facts.get(condition.fact))
    return _joined(condition, [holds(part, facts) for part in condition.parts])


def _joined(group: Group, values: list[bool | None]) -> bool | None:
    if group.join == Join.ALL:
        return False if False in values else None if None in values else True
    some = True if True in values else None if None in values else False
    return some if group.join == Join.ANY or some is None else not some


def _compare(test: Test, value: Value) -> bool | None:
    if test.operator == "known":
        return (value not in (None, "")) is test.value
    if value is None or value == "":
        return None
    if test.operator in ("is", "is_not"):
        same = value == test.value if isinstance(test.value, bool) else str(value) == test.value
        return same is (test.operator == "is")
    if test.operator in ("in", "not_in"):
        return (str(value) in test.value) is (test.operator == "in")
    if test.operator == "starts_with":
        return str(value).startswith(test.value)
    return _measure(test, value)


def _measure(test: Test, value: Value) -> bool | None:
    """Comparisons of numbers; a text where a number is wanted is as good as not known."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return {
        "equals": value == test.value,
        "at_least": value >= test.value,
        "at_most": value <= test.value,
        "more_than": value > test.value,
        "less_than": value < test.value,
    }.get(test.operator)


def _line(criteria: Criteria, clause: Clause, facts: Facts) -> Line:
    met = holds(clause.when, facts)
    text = f"{clause.text}: {_SAYS[met].lower()}"
    if met is None:
        text += f" (falta: {', '.join(unknown(clause.when, facts))})"
    return Line(criteria.code, clause.id, met, clause.then, f"{text}.", clause.question)


def unknown(condition: Condition, facts: Facts) -> list[str]:
    """What people call the facts of a condition that are not known."""
    if isinstance(condition, Group):
        return list(dict.fromkeys(name for part in condition.parts for name in unknown(part, facts)))
    fact = fact_of(condition.fact)
    known = facts.get(condition.fact) not in (None, "")
    return [] if known or fact is None else [fact.label]
