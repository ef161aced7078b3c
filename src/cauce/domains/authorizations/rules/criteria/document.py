"""Reading a criteria document (YAML or JSON) strictly: unknown keys, facts, operators and outcomes do not load.

criteria: rm-lumbar                  # its code, stable over versions
title: Resonancia magnética de columna lumbar
source: Guía de práctica clínica (sintética)
services: [IMG-RM-01]                # and/or categories: [imaging]
clauses:
  - id: a
    text: Dolor lumbar con signos de alarma
    when: {all: [{fact: diagnosis, starts_with: [M54, M51]}, {fact: age_years, at_least: 50}]}
    then: approve
  - id: b
    text: Falta la radiografía previa
    when: {fact: evidence_count, less_than: 1}
    then: ask
    question: Adjunte el informe de la radiografía.
otherwise: review
"""

from collections.abc import Mapping
from typing import Any

import yaml

from .facts import FactType, fact_of
from .model import BadCriteria, Clause, Condition, Criteria, Group, Issue, Join, Outcome, Test

MAX_BYTES, MAX_CLAUSES, MAX_DEPTH, MAX_PARTS = 100_000, 100, 8, 50
_KEYS = {"criteria", "title", "source", "services", "categories", "clauses", "otherwise"}
_CLAUSE_KEYS = {"id", "text", "when", "then", "question"}
_NUMBER = ("equals", "at_least", "at_most", "more_than", "less_than")
_TEXT = ("is", "is_not")
_LIST = ("in", "not_in", "starts_with")
OPERATORS: dict[FactType, tuple[str, ...]] = {
    FactType.NUMBER: (*_NUMBER, "known"),
    FactType.TEXT: (*_TEXT, *_LIST, "known"),
    FactType.YES_NO: ("is", "known"),
    FactType.ANY: (*_NUMBER, *_TEXT, "in", "not_in", "known"),
}


def parse(text: str) -> Criteria:
    """The document. Raises BadCriteria with every issue."""
    if len(text.encode()) > MAX_BYTES:
        raise BadCriteria([Issue("$", "el documento es demasiado grande")])
    try:
        raw = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise BadCriteria([Issue("$", f"no es YAML ni JSON: {_where(error)}")]) from error
    return from_dict(raw)


def from_dict(raw: Any) -> Criteria:
    """The same from what YAML or JSON gave."""
    issues: list[Issue] = []
    if not isinstance(raw, Mapping):
        raise BadCriteria([Issue("$", "debe ser un conjunto de claves y valores")])
    _keys(raw, _KEYS, "$", issues)
    services, categories = (_names(raw.get(k, []), k, issues) for k in ("services", "categories"))
    if not services and not categories:
        issues.append(Issue("services", "falta decir para qué servicios o categorías es"))
    found = Criteria(
        code=_text(raw, "criteria", "criteria", issues),
        title=_text(raw, "title", "title", issues),
        source=_text(raw, "source", "source", issues),
        services=services,
        categories=categories,
        clauses=_clauses(raw.get("clauses"), issues),
        otherwise=_outcome(raw.get("otherwise", "review"), "otherwise", issues),
    )
    if found.otherwise == Outcome.ASK:
        issues.append(Issue("otherwise", "sin fracción no hay qué preguntar: use review o approve"))
    if issues:
        raise BadCriteria(issues)
    return found


def _clauses(raw: Any, issues: list[Issue]) -> tuple[Clause, ...]:
    if not isinstance(raw, list) or not raw or len(raw) > MAX_CLAUSES:
        issues.append(Issue("clauses", f"debe ser una lista de 1 a {MAX_CLAUSES} fracciones"))
        return ()
    found = [_clause(row, f"clauses.{n}", issues) for n, row in enumerate(raw, start=1)]
    ids = [clause.id for clause in found if clause]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    issues += [Issue("clauses", f"la fracción «{name}» aparece dos veces") for name in twice]
    return tuple(clause for clause in found if clause)


def _clause(raw: Any, path: str, issues: list[Issue]) -> Clause | None:
    if not isinstance(raw, Mapping):
        issues.append(Issue(path, "debe ser un conjunto de claves y valores"))
        return None
    _keys(raw, _CLAUSE_KEYS, path, issues)
    then = _outcome(raw.get("then"), f"{path}.then", issues)
    question = str(raw.get("question") or "").strip()
    if then == Outcome.ASK and not question:
        issues.append(Issue(f"{path}.question", "falta la pregunta"))
    if then != Outcome.ASK and question:
        issues.append(Issue(f"{path}.question", "solo pregunta una fracción con then: ask"))
    return Clause(
        id=_text(raw, "id", f"{path}.id", issues, 40),
        text=_text(raw, "text", f"{path}.text", issues),
        when=_condition(raw.get("when"), f"{path}.when", issues, 1) or Group(Join.ALL, ()),
        then=then,
        question=question[:500],
    )


def _condition(raw: Any, path: str, issues: list[Issue], depth: int) -> Condition | None:
    if not isinstance(raw, Mapping) or not raw:
        issues.append(Issue(path, "falta la condición"))
        return None
    if depth > MAX_DEPTH:
        issues.append(Issue(path, f"hay más de {MAX_DEPTH} niveles de condiciones"))
        return None
    if "fact" in raw:
        return _test(raw, path, issues)
    join = next((j for j in Join if j.value in raw), None)
    if join is None or len(raw) != 1:
        issues.append(Issue(path, "use «fact», o una sola de: all, any, none"))
        return None
    return _group(join, raw[join.value], f"{path}.{join.value}", issues, depth)


def _group(join: Join, raw: Any, path: str, issues: list[Issue], depth: int) -> Group | None:
    if not isinstance(raw, list) or not 1 <= len(raw) <= MAX_PARTS:
        issues.append(Issue(path, f"debe ser una lista de 1 a {MAX_PARTS} condiciones"))
        return None
    parts = [_condition(row, f"{path}.{n}", issues, depth + 1) for n, row in enumerate(raw, start=1)]
    return Group(join, tuple(part for part in parts if part))


def _test(raw: Mapping[str, Any], path: str, issues: list[Issue]) -> Test | None:
    name = str(raw["fact"])
    fact = fact_of(name)
    rest = {key: value for key, value in raw.items() if key != "fact"}
    if fact is None:
        issues.append(Issue(f"{path}.fact", f"«{name[:60]}» no es un dato de la solicitud"))
        return None
    allowed = OPERATORS[fact.type]
    if len(rest) != 1 or next(iter(rest)) not in allowed:
        issues.append(Issue(path, f"compare {fact.label} con una sola de: {', '.join(allowed)}"))
        return None
    operator, value = next(iter(rest.items()))
    if wrong := _wrong_value(operator, value, fact.type):
        issues.append(Issue(f"{path}.{operator}", wrong))
        return None
    return Test(name, str(operator), tuple(map(str, value)) if operator in _LIST else value)


def _wrong_value(operator: str, value: Any, kind: FactType) -> str:
    """What is wrong with an operator's value; "" when it is right."""
    if operator == "known" or kind == FactType.YES_NO:
        return "" if isinstance(value, bool) else "escriba true o false"
    if operator in _NUMBER:
        fine = isinstance(value, int) and not isinstance(value, bool)
        return "" if fine else "escriba un número entero"
    if operator in _LIST:
        fine = isinstance(value, list) and bool(value) and all(isinstance(v, str | int) for v in value)
        return "" if fine else "escriba una lista de textos"
    return "" if isinstance(value, str) and value else "escriba un texto"


def _outcome(raw: Any, path: str, issues: list[Issue]) -> Outcome:
    """One of the three; anything else, "deny" above all, is an issue."""
    if raw in {o.value for o in Outcome}:
        return Outcome(raw)
    issues.append(Issue(path, "use approve, review o ask: la revisión automatizada nunca niega"))
    return Outcome.REVIEW


def _names(raw: Any, path: str, issues: list[Issue]) -> frozenset[str]:
    if not isinstance(raw, list) or not all(isinstance(name, str | int) and str(name) for name in raw):
        issues.append(Issue(path, "debe ser una lista de códigos"))
        return frozenset()
    return frozenset(map(str, raw))


def _text(raw: Mapping[str, Any], key: str, path: str, issues: list[Issue], limit: int = 300) -> str:
    value = raw.get(key)
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text or len(text) > limit:
        issues.append(Issue(path, f"escriba un texto de 1 a {limit} letras"))
    return text[:limit]


def _keys(raw: Mapping[Any, Any], allowed: set[str], path: str, issues: list[Issue]) -> None:
    issues += [Issue(f"{path}.{key}", "no es una clave del documento") for key in raw if key not in allowed]


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"línea {mark.line + 1}" if mark else "revise su forma"
