"""What an evaluation is computed with: weights, directions and the bar. Document 003, "Informe de evaluación"; P1 to P7.

A stored evaluation keeps the whole definition, so that it can be computed again years later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

Direction = Literal["more", "less"]

HUNDRED = Fraction(100)

FLOW_ROWS: dict[str, str] = {
    "ventas": "Ingresos venta de servicios",
    "otros_ingresos": "Otros ingresos para el PGIR",
    "rezago_cartera": "Rezago cartera vigencia anterior",
    "gastos_comprometidos": "Gastos comprometidos",
    "gastos_pgir": "Gastos del PGIR",
    "pago_pasivos": "Pago de pasivos",
}
FACTORS: dict[str, str] = {
    "flujo": "Flujo financiero del programa",
    "medidas": "Matriz de medidas",
    "equilibrio": "Equilibrio con recaudo",
    "produccion": "Producción de servicios en UVR",
    "eficiencia": "Eficiencia",
}
FACTOR_WEIGHTS: dict[str, Fraction] = {
    "flujo": Fraction(30),
    "medidas": Fraction(20),
    "equilibrio": Fraction(30),
    "produccion": Fraction(10),
    "eficiencia": Fraction(10),
}
EQUAL_FLOW_WEIGHTS: dict[str, Fraction] = dict.fromkeys(FLOW_ROWS, HUNDRED / len(FLOW_ROWS))
LESS_IS_BETTER = frozenset({"gastos_comprometidos"})


@dataclass(frozen=True)
class Definition:
    """Weights in points of 100, exact. `flow_weights` are not printed by the source: configuration, "no oficial" (P2).

    pgir_spending: whether more or less spending of the PGIR is better (spec 3; more by default).
    bar: the total must be strictly above it (P1). Raises ValueError for weights that do not sum 100 or are negative.
    """

    version: str = "003-2026.1"
    factor_weights: Mapping[str, Fraction] = field(default_factory=lambda: dict(FACTOR_WEIGHTS))
    flow_weights: Mapping[str, Fraction] = field(default_factory=lambda: dict(EQUAL_FLOW_WEIGHTS))
    pgir_spending: Direction = "more"
    bar: Decimal = Decimal("80.00")

    def __post_init__(self) -> None:
        _check("factor_weights", self.factor_weights, FACTORS)
        _check("flow_weights", self.flow_weights, FLOW_ROWS)

    def direction(self, row: str) -> Direction:
        """Whether more or less executed is better in a row of the flow (P3)."""
        if row == "gastos_pgir":
            return self.pgir_spending
        return "less" if row in LESS_IS_BETTER else "more"

    def as_dict(self) -> dict[str, object]:
        """For storing; fractions as text ("50/3"), read back by `from_dict`."""
        return {
            "version": self.version,
            "factor_weights": {key: str(value) for key, value in self.factor_weights.items()},
            "flow_weights": {key: str(value) for key, value in self.flow_weights.items()},
            "pgir_spending": self.pgir_spending,
            "bar": str(self.bar),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Definition":
        """The definition as it was stored by `as_dict`."""
        return cls(
            version=str(stored["version"]),
            factor_weights={key: Fraction(value) for key, value in stored["factor_weights"].items()},
            flow_weights={key: Fraction(value) for key, value in stored["flow_weights"].items()},
            pgir_spending="less" if stored["pgir_spending"] == "less" else "more",
            bar=Decimal(str(stored["bar"])),
        )


def _check(name: str, weights: Mapping[str, Fraction], keys: Mapping[str, str]) -> None:
    if set(weights) != set(keys):
        raise ValueError(f"{name}: expected exactly {', '.join(keys)}")
    if any(weight < 0 for weight in weights.values()) or sum(weights.values()) != HUNDRED:
        raise ValueError(f"{name}: weights must not be negative and must sum 100")


STANDARD = Definition()
