"""What the pages of criteria show: problems by line, the numbered text, the comparison, the result of a dry run."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from cauce.core.errors import Problem

from .rules.criteria.facts import FACTS, FactType
from .rules.criteria.lines import line_of
from .rules.criteria.model import Outcome
from .rules.criteria.words import OPERATOR_WORDS, OUTCOME_SHORT
from .rules.words import ITEM_LABELS

FACT_WORDS = {
    FactType.NUMBER: "número",
    FactType.TEXT: "texto",
    FactType.YES_NO: "sí o no",
    FactType.ANY: "según el campo",
}
EXAMPLE = """criteria: rm-lumbar
title: Resonancia magnética de columna lumbar
source: Guía de práctica clínica que lo sustenta
services: [IMG-RM]
clauses:
  - id: a
    text: Dolor lumbar en mayores de 50 años
    when: {all: [{fact: diagnosis, starts_with: [M54, M51]}, {fact: age_years, at_least: 50}]}
    then: approve
  - id: b
    text: Falta la radiografía previa
    when: {fact: evidence_count, less_than: 1}
    then: ask
    question: Adjunte el informe de la radiografía.
otherwise: review
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text with what is wrong in it."""

    number: int
    text: str
    problems: tuple[str, ...]


def by_line(problems: tuple[Problem, ...], text: str) -> list[Problem]:
    """The problems of a document, each led to its line; the others as they are."""
    found = []
    for problem in problems:
        number = line_of(text, problem.place) if problem.rule == "AP-90" else None
        if number is None:
            found.append(problem)
            continue
        message = f"Línea {number}, {problem.message}"
        found.append(Problem(problem.rule, f"linea-{number}", message, problem.remedy, problem.level))
    return found


def numbered(text: str, problems: list[Problem]) -> list[Line]:
    """The text by lines, with what is wrong in each."""
    wrong: dict[str, list[str]] = defaultdict(list)
    for problem in problems:
        wrong[problem.place].append(problem.message)
    return [
        Line(number, line, tuple(wrong[f"linea-{number}"]))
        for number, line in enumerate(text.splitlines(), start=1)
    ]


def grammar() -> dict[str, Any]:
    """What may be written: facts with their type, operators in words, outcomes."""
    return {
        "facts": [(name, fact.label, FACT_WORDS[fact.type]) for name, fact in FACTS.items()],
        "operators": [(name, words.format(value="…")) for name, words in OPERATOR_WORDS.items()],
        "outcomes": [(outcome.value, OUTCOME_SHORT[outcome]) for outcome in Outcome],
        "example": EXAMPLE,
    }


def outcome_words(value: str) -> str:
    """An answer of the screening, in words."""
    return OUTCOME_SHORT[Outcome(value)]


def result_tables(result: dict[str, Any], labels: dict[str, str]) -> dict[str, Any]:
    """The job's result as the page shows it. labels: service code → name."""
    order = [o.value for o in Outcome]
    counts = {(before, after): n for before, after, n in result["moves"]}
    services: dict[str, dict[str, int]] = {}
    for code, before, after, n in result["services"]:
        row = services.setdefault(code, {"items": 0, "changed": 0, "to_approve": 0, "from_approve": 0})
        row["items"] += n
        row["changed"] += n if before != after else 0
        row["to_approve"] += n if before != after == "approve" else 0
        row["from_approve"] += n if after != before == "approve" else 0
    return {
        "matrix": [
            (
                outcome_words(b),
                [(counts.get((b, a), 0), a == b) for a in order],
                sum(counts.get((b, a), 0) for a in order),
            )
            for b in order
        ],
        "heads": [outcome_words(o) for o in order],
        "services": [(code, labels.get(code, code), row) for code, row in services.items()],
    }


def change_rows(result: dict[str, Any], labels: dict[str, str]) -> list[tuple[Any, ...]]:
    """(folio, sequence, service, before, after, what people decided) in words."""
    return [
        (
            folio,
            sequence,
            labels.get(code, code),
            outcome_words(before),
            outcome_words(after),
            ITEM_LABELS[decided] if decided else "Sin resolver",
        )
        for folio, sequence, code, before, after, decided in result["changes"]
    ]
