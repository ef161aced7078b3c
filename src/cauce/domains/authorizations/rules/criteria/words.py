"""A criteria document in plain words, clause by clause, for who has not learnt its grammar. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..codes import (
    CATEGORY_LABELS,
    CHANNEL_LABELS,
    PRIORITY_LABELS,
    SETTING_LABELS,
    SEX_LABELS,
    SIDE_LABELS,
)
from .facts import fact_of
from .model import Clause, Condition, Criteria, Group, Join, Outcome, Test

OUTCOME_WORDS = {
    Outcome.APPROVE: "se autoriza sin esperar a un especialista",
    Outcome.REVIEW: "pasa a revisión de un especialista",
    Outcome.ASK: "se pide información al médico",
}
OUTCOME_SHORT = {
    Outcome.APPROVE: "Se autoriza",
    Outcome.REVIEW: "Pasa a revisión",
    Outcome.ASK: "Se pide información",
}
JOIN_WORDS = {
    Join.ALL: "se cumple todo esto",
    Join.ANY: "se cumple al menos una de estas",
    Join.NONE: "no se cumple ninguna de estas",
}
OPERATOR_WORDS = {
    "equals": "es igual a {value}",
    "at_least": "es {value} o más",
    "at_most": "es {value} o menos",
    "more_than": "es más de {value}",
    "less_than": "es menos de {value}",
    "is": "es «{value}»",
    "is_not": "no es «{value}»",
    "in": "es una de: {value}",
    "not_in": "no es ninguna de: {value}",
    "starts_with": "empieza por {value}",
}
_TABLES: dict[str, Mapping[Any, str]] = {
    "category": CATEGORY_LABELS,
    "channel": CHANNEL_LABELS,
    "priority": PRIORITY_LABELS,
    "setting": SETTING_LABELS,
    "sex": SEX_LABELS,
    "side": SIDE_LABELS,
}
_LABELS: dict[str, dict[str, str]] = {
    name: {key.value: text for key, text in table.items()} for name, table in _TABLES.items()
}


@dataclass(frozen=True, slots=True)
class Part:
    """A condition in words; `parts`: what it joins."""

    text: str
    parts: "tuple[Part, ...]" = ()


@dataclass(frozen=True, slots=True)
class ClauseTold:
    """A clause in words: what it is about, when it holds, and what follows."""

    id: str
    text: str
    when: Part
    outcome: Outcome
    then: str
    question: str


@dataclass(frozen=True, slots=True)
class Told:
    """A document in words. otherwise: what follows when no clause decides."""

    title: str
    source: str
    services: tuple[str, ...]
    categories: tuple[str, ...]
    clauses: tuple[ClauseTold, ...]
    otherwise: str


def told(criteria: Criteria) -> Told:
    """The document in words."""
    return Told(
        title=criteria.title,
        source=criteria.source,
        services=tuple(sorted(criteria.services)),
        categories=tuple(_LABELS["category"].get(code, code) for code in sorted(criteria.categories)),
        clauses=tuple(_clause(clause) for clause in criteria.clauses),
        otherwise=OUTCOME_WORDS[criteria.otherwise],
    )


def _clause(clause: Clause) -> ClauseTold:
    return ClauseTold(
        clause.id,
        clause.text,
        condition(clause.when),
        clause.then,
        OUTCOME_WORDS[clause.then],
        clause.question,
    )


def condition(one: Condition) -> Part:
    """A condition in words, joined ones below."""
    if isinstance(one, Group):
        return Part(JOIN_WORDS[one.join], tuple(condition(part) for part in one.parts))
    return Part(_test(one))


def _test(test: Test) -> str:
    fact = fact_of(test.fact)
    label = fact.label if fact else test.fact
    label = label[:1].upper() + label[1:]
    if test.operator == "known":
        return f"{label}: {'se conoce' if test.value else 'no se conoce'}"
    if isinstance(test.value, bool):
        return f"{label}: {'sí' if test.value else 'no'}"
    return f"{label} {OPERATOR_WORDS[test.operator].format(value=_value(test.fact, test.value))}"


def _value(fact: str, value: Any) -> str:
    labels: dict[str, str] = _LABELS.get(fact, {})
    if isinstance(value, tuple):
        shown = [labels.get(one) or str(one) for one in value]
        return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} o {shown[-1]}"
    return labels.get(str(value), str(value))
