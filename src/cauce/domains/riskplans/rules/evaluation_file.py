"""The document that `cauce riskplans evaluate` takes and gives: JSON with amounts as decimal text."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cauce.core.errors import Problem

from .amounts import plain, printed, read_amount
from .definition import EQUAL_FLOW_WEIGHTS, FLOW_ROWS, HUNDRED, STANDARD, Definition, Direction
from .evaluation import Evaluation, Inputs, Pair
from .table import RULES

SENSES: dict[str, Direction] = {"mayor": "more", "menor": "less"}
KEYS = (
    "flujo", "medidas", "recaudos", "comprometidos", "uvr", "ventas_uvr", "gastos_uvr",
    "pesos_flujo", "sentido_gastos_pgir",
)  # fmt: skip
OPTIONAL = frozenset({"pesos_flujo", "sentido_gastos_pgir"})
PAIR = ("programado", "ejecutado")


class BadInput(Exception):
    """The document cannot be evaluated; `problems` names each place (`flujo.ventas.ejecutado`)."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{p.place}: {p}" for p in problems))
        self.problems = tuple(problems)


def read_document(text: str) -> tuple[Inputs, Definition]:
    """Inputs and definition of a JSON document. Raises BadInput with every problem found."""
    reader = _Reader()
    document = _parse(text, reader)
    if not isinstance(document, dict):
        reader.no("RP-07", "documento")
        raise BadInput(reader.problems)
    reader.unknown("", document, KEYS)
    reader.missing("", document, [key for key in KEYS if key not in OPTIONAL])
    flow = reader.group(document, "flujo", tuple(FLOW_ROWS))
    pairs = {key: reader.pair(flow, key, "flujo.") for key in FLOW_ROWS}
    other = {key: reader.pair(document, key) for key in ("medidas", "uvr", "ventas_uvr", "gastos_uvr")}
    collected, committed = reader.amount(document, "recaudos"), reader.amount(document, "comprometidos")
    weights = reader.weights(document)
    sense = reader.sense(document)
    if reader.problems:
        raise BadInput(reader.problems)
    inputs = Inputs(
        flow=pairs,
        measures=other["medidas"],
        collected=collected,
        committed=committed,
        uvr=other["uvr"],
        sales_per_uvr=other["ventas_uvr"],
        spending_per_uvr=other["gastos_uvr"],
    )
    return inputs, Definition(STANDARD.version, flow_weights=weights, pgir_spending=sense)


def as_document(evaluation: Evaluation) -> dict[str, Any]:
    """The answer: percentages and points as decimal text with two decimals; None where not evaluable."""
    return {
        "factores": {
            factor.key: {
                "bruto": _text(factor.raw),
                "cumplimiento": _text(factor.compliance),
                "puntos": _text(factor.points),
            }
            for factor in evaluation.factors
        },
        "no_evaluables": list(evaluation.not_evaluable),
        "total": _text(evaluation.total),
        "cumple": evaluation.compliant,
    }


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(printed(value))


class _Reader:
    """Collects problems while reading; a place that cannot be read stands as zero until they are raised."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def no(self, rule: str, place: str, **params: object) -> None:
        self.problems.append(RULES[rule].problem(place, **params))

    def unknown(self, where: str, group: Mapping[str, Any], known: Sequence[str]) -> None:
        for key in group:
            if key not in known:
                self.no("RP-05", f"{where}{key}", expected=", ".join(known))

    def missing(self, where: str, group: Mapping[str, Any], needed: Iterable[str]) -> None:
        for key in needed:
            if group.get(key) in (None, ""):
                self.no("RP-02", f"{where}{key}")

    def group(
        self, parent: Mapping[str, Any], key: str, keys: tuple[str, ...], where: str = ""
    ) -> dict[str, Any]:
        found = parent.get(key)
        if found in (None, ""):
            return {}
        if not isinstance(found, dict):
            self.no("RP-07", f"{where}{key}")
            return {}
        self.unknown(f"{where}{key}.", found, keys)
        self.missing(f"{where}{key}.", found, keys)
        return found

    def pair(self, parent: Mapping[str, Any], key: str, where: str = "") -> Pair:
        found = self.group(parent, key, PAIR, where)
        return Pair(*(self.amount(found, name, f"{where}{key}.") for name in PAIR))

    def amount(self, group: Mapping[str, Any], key: str, where: str = "") -> Fraction:
        value = group.get(key)
        if value in (None, ""):
            return Fraction(0)  # already told by missing()
        number = read_amount(value)
        if number is None:
            self.no("RP-03", f"{where}{key}", value=str(value)[:30])
        elif number < 0:
            self.no("RP-04", f"{where}{key}", value=value)
        else:
            return number
        return Fraction(0)

    def weights(self, document: Mapping[str, Any]) -> dict[str, Fraction]:
        if document.get("pesos_flujo") is None:
            return dict(EQUAL_FLOW_WEIGHTS)
        before = len(self.problems)
        group = self.group(document, "pesos_flujo", tuple(FLOW_ROWS))
        weights = {key: self.amount(group, key, "pesos_flujo.") for key in FLOW_ROWS}
        total = sum(weights.values(), Fraction(0))
        if len(self.problems) == before and total != HUNDRED:
            self.no("RP-06", "pesos_flujo", total=plain(total))
        return weights

    def sense(self, document: Mapping[str, Any]) -> Direction:
        value = document.get("sentido_gastos_pgir", "mayor")
        if isinstance(value, str) and value in SENSES:
            return SENSES[value]
        self.no("RP-09", "sentido_gastos_pgir", value=str(value)[:30])
        return "more"


def _parse(text: str, reader: _Reader) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        for key in {key for key, _ in items if sum(key == k for k, _ in items) > 1}:
            reader.no("RP-08", key)
        return found

    def constant(name: str) -> str:
        return name  # NaN and Infinity are no amounts: RP-03 says so at their place

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=constant, object_pairs_hook=pairs)
    except (ValueError, RecursionError) as error:
        detail = (
            f"línea {error.lineno}"
            if isinstance(error, json.JSONDecodeError)
            else "demasiado anidado o largo"
        )
        raise BadInput([RULES["RP-01"].problem("documento", detail=detail)]) from error
