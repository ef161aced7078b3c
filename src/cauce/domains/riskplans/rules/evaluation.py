"""The weighted evaluation of a quarter: pure, exact (fractions), explained row by row.

Source: document 003, "Informe de evaluación" (factors and weights); decisions P1 to P7. Percentages are of 100.
Compliance above 100 counts as 100; the raw figure stands beside it. Programmed 0 cannot be evaluated: its weight is
shared out among the rest in proportion, and the result says so. Nothing divides by zero, nothing becomes 0 in silence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from .amounts import printed
from .definition import FACTORS, FLOW_ROWS, HUNDRED, STANDARD, Definition, Direction

Formula = Literal["executed/programmed", "programmed/executed", "collected/committed", "weighted rows"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Programmed and executed, exact and not negative. Raises ValueError for a negative figure."""

    programmed: Fraction
    executed: Fraction

    def __post_init__(self) -> None:
        if self.programmed < 0 or self.executed < 0:
            raise ValueError("programmed and executed cannot be negative")


@dataclass(frozen=True)
class Inputs:
    """What is evaluated, in pesos, counts and pesos per UVR. `flow` has a pair for each of FLOW_ROWS."""

    flow: dict[str, Pair]
    measures: Pair
    collected: Fraction
    committed: Fraction
    uvr: Pair
    sales_per_uvr: Pair
    spending_per_uvr: Pair

    def __post_init__(self) -> None:
        if set(self.flow) != set(FLOW_ROWS):
            raise ValueError(f"flow: expected exactly {', '.join(FLOW_ROWS)}")
        if self.collected < 0 or self.committed < 0:
            raise ValueError("collected and committed cannot be negative")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a factor, explained. weight: of 100 within its factor, before sharing out; share: after it.

    raw and compliance are None when the row cannot be evaluated (share is then 0).
    """

    key: str
    label: str
    pair: Pair
    direction: Direction
    formula: Formula
    weight: Fraction
    share: Fraction
    raw: Fraction | None
    compliance: Fraction | None


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor: weight of 100, share after sharing out, raw and compliance in percent, points = share × compliance."""

    key: str
    label: str
    weight: Fraction
    share: Fraction
    raw: Fraction | None
    compliance: Fraction | None
    points: Fraction | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole evaluation. total is exact; `printed` rounds it; compliant is None when nothing could be evaluated."""

    factors: tuple[Factor, ...]
    total: Fraction | None
    compliant: bool | None
    not_evaluable: tuple[str, ...]
    definition: Definition

    def factor(self, key: str) -> Factor:
        """The factor of that key. Raises KeyError."""
        for factor in self.factors:
            if factor.key == key:
                return factor
        raise KeyError(key)


def evaluate(inputs: Inputs, definition: Definition = STANDARD) -> Evaluation:
    """The evaluation of a quarter. The same inputs and definition always give the same score."""
    rows = {
        "flujo": _share_out(_flow_rows(inputs, definition)),
        "medidas": _share_out([_row("medidas", "Actividades", inputs.measures)]),
        "equilibrio": _share_out([_balance(inputs)]),
        "produccion": _share_out([_row("produccion", "UVR", inputs.uvr)]),
        "eficiencia": _share_out(_efficiency_rows(inputs)),
    }
    lost = sum((definition.factor_weights[k] for k in FACTORS if not _evaluable(rows[k])), Fraction(0))
    factors = tuple(
        _factor(key, rows[key], definition.factor_weights[key], HUNDRED - lost) for key in FACTORS
    )
    points = [factor.points for factor in factors if factor.points is not None]
    total = sum(points, Fraction(0)) if points else None
    return Evaluation(
        factors,
        total,
        None if total is None else printed(total) > definition.bar,
        tuple(_not_evaluable(factors)),
        definition,
    )


def ratio(pair: Pair, direction: Direction = "more") -> Fraction | None:
    """Compliance in percent before the cap; None when nothing was programmed.

    Where less is better, nothing executed against a programmed amount is 100 (spec 3).
    """
    if pair.programmed == 0:
        return None
    if direction == "more":
        return pair.executed / pair.programmed * HUNDRED
    return HUNDRED if pair.executed == 0 else pair.programmed / pair.executed * HUNDRED


def _flow_rows(inputs: Inputs, definition: Definition) -> list[Row]:
    return [
        _row(key, label, inputs.flow[key], definition.direction(key), definition.flow_weights[key])
        for key, label in FLOW_ROWS.items()
    ]


def _efficiency_rows(inputs: Inputs) -> list[Row]:
    half = HUNDRED / 2
    return [
        _row("ventas_uvr", "Ventas por UVR", inputs.sales_per_uvr, "more", half),
        _row("gastos_uvr", "Gastos por UVR", inputs.spending_per_uvr, "less", half),
    ]


def _balance(inputs: Inputs) -> Row:
    """Collected over committed (P6): committed stands where the programmed figure stands elsewhere."""
    pair = Pair(inputs.committed, inputs.collected)
    return _row("equilibrio", "Recaudos ÷ gastos comprometidos", pair, formula="collected/committed")


def _row(
    key: str,
    label: str,
    pair: Pair,
    direction: Direction = "more",
    weight: Fraction = HUNDRED,
    formula: Formula | None = None,
) -> Row:
    raw = ratio(pair, direction)
    capped = None if raw is None else min(raw, HUNDRED)
    default: Formula = "executed/programmed" if direction == "more" else "programmed/executed"
    return Row(key, label, pair, direction, formula or default, weight, weight, raw, capped)


def _share_out(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with the weight of those that cannot be evaluated shared out among the rest in proportion."""
    rest = sum((row.weight for row in rows if row.raw is not None), Fraction(0))
    return tuple(
        replace(row, share=row.weight / rest * HUNDRED if row.raw is not None and rest else Fraction(0))
        for row in rows
    )


def _evaluable(rows: Iterable[Row]) -> bool:
    return any(row.share for row in rows)


def _factor(key: str, rows: tuple[Row, ...], weight: Fraction, rest: Fraction) -> Factor:
    """rest: the weight of all the factors that can be evaluated."""
    if not _evaluable(rows) or not rest:
        return Factor(key, FACTORS[key], weight, Fraction(0), None, None, None, rows)
    raw = sum((row.raw * row.share for row in rows if row.raw is not None), Fraction(0)) / HUNDRED
    compliance = (
        sum((row.compliance * row.share for row in rows if row.compliance is not None), Fraction(0)) / HUNDRED
    )
    share = weight / rest * HUNDRED
    return Factor(key, FACTORS[key], weight, share, raw, compliance, share * compliance / HUNDRED, rows)


def _not_evaluable(factors: Iterable[Factor]) -> Iterable[str]:
    """Factors by key; rows of a factor that was evaluated all the same as factor.row."""
    for factor in factors:
        if factor.points is None:
            yield factor.key
            continue
        yield from (f"{factor.key}.{row.key}" for row in factor.rows if row.raw is None)
