"""Figures of a report: sums, and what the evaluation takes from them. Pure and exact."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from .cuadros import CUADROS, Cuadro
from .definition import FLOW_ROWS
from .evaluation import Inputs, Pair

Cell = tuple[str, str, str]  # cuadro, row, column
Figures = Mapping[Cell, Fraction]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Activities of the matrix of measures that fall in the period; executed: those with evidence only (spec 3)."""

    programmed: int
    executed: int


@dataclass(frozen=True, slots=True)
class Ready:
    """What the evaluation takes from the figures; missing: cells nobody filled, by which it cannot be done yet."""

    inputs: Inputs | None
    missing: tuple[Cell, ...]


def total(cuadro: Cuadro, row: str, column: str, figures: Figures) -> Fraction | None:
    """The figure of a cell, adding up where the row is a sum; None while any part is blank."""
    parts = cuadro.row(row).sum_of
    if not parts:
        return figures.get((cuadro.key, row, column))
    found = [total(cuadro, part, column, figures) for part in parts]
    return (
        None
        if any(value is None for value in found)
        else sum((v for v in found if v is not None), Fraction(0))
    )


def with_totals(figures: Figures) -> dict[Cell, Fraction]:
    """The figures with every computable sum added."""
    result = dict(figures)
    for cuadro in CUADROS.values():
        for row in cuadro.rows:
            for column in cuadro.columns:
                value = total(cuadro, row.key, column.key, figures) if row.sum_of else None
                if value is not None:
                    result[cuadro.key, row.key, column.key] = value
    return result


def weighted_production(figures: Figures, column: str, weights: Mapping[str, Fraction]) -> Fraction | None:
    """Production in UVR: concept × weight, added up over the concepts that have a weight; None when all are blank."""
    found = [
        (figures["produccion", concept, column], weight)
        for concept, weight in weights.items()
        if ("produccion", concept, column) in figures
    ]
    if not found:
        return None
    # Over one denominator: a fraction for each of the products and sums would cost twenty times as much.
    common = lcm(*(value.denominator * weight.denominator for value, weight in found))
    return Fraction(
        sum(
            value.numerator * weight.numerator * (common // (value.denominator * weight.denominator))
            for value, weight in found
        ),
        common,
    )


def evaluation_inputs(figures: Figures, matrix: Matrix, weights: Mapping[str, Fraction]) -> Ready:
    """The Inputs of `evaluate`, or the cells that are missing for them (blank is not zero)."""
    whole = with_totals(figures)
    needed: list[Cell] = [
        ("flujo", row, column) for row in FLOW_ROWS for column in ("programado", "ejecutado")
    ]
    needed += [("presupuesto", row, "valor") for row in ("recaudos", "comprometidos")]
    needed += [
        ("eficiencia", row, column)
        for row in ("ventas_recaudadas", "gasto_total")
        for column in ("programado", "ejecutado")
    ]
    missing = [cell for cell in needed if cell not in whole]
    uvr = {column: weighted_production(whole, column, weights) for column in ("programado", "ejecutado")}
    missing += [("produccion", "uvr", column) for column, value in uvr.items() if value is None]
    if missing:
        return Ready(None, tuple(missing))
    programmed, executed = uvr["programado"] or Fraction(0), uvr["ejecutado"] or Fraction(0)

    def per_uvr(row: str) -> Pair:
        """Pesos per UVR. Without production, programmed or executed, there is no ratio: not evaluable (P5)."""
        if not programmed or not executed:
            return Pair(Fraction(0), Fraction(0))
        return Pair(
            whole["eficiencia", row, "programado"] / programmed,
            whole["eficiencia", row, "ejecutado"] / executed,
        )

    return Ready(
        Inputs(
            flow={
                row: Pair(whole["flujo", row, "programado"], whole["flujo", row, "ejecutado"])
                for row in FLOW_ROWS
            },
            measures=Pair(Fraction(matrix.programmed), Fraction(matrix.executed)),
            collected=whole["presupuesto", "recaudos", "valor"],
            committed=whole["presupuesto", "comprometidos", "valor"],
            uvr=Pair(programmed, executed),
            sales_per_uvr=per_uvr("ventas_recaudadas"),
            spending_per_uvr=per_uvr("gasto_total"),
        ),
        (),
    )
