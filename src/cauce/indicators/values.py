"""The one place that divides and rounds: Decimal, half up, stated digits; never 0 by accident, never an exception."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

Exact = int | Decimal


@dataclass(frozen=True, slots=True)
class Value:
    """numerator and denominator as counted; value rounded, or None with the reason why it is not computable."""

    numerator: Exact | None
    denominator: Exact | None
    value: Decimal | None
    reason: str = ""

    @property
    def computable(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


def divide(
    numerator: Exact | None,
    denominator: Exact | None,
    *,
    factor: Decimal,
    digits: int,
    plain_count: bool = False,
) -> Value:
    """numerator ÷ denominator × factor, rounded half up to `digits` decimals.

    plain_count: the indicator has no denominator; the value is numerator × factor. None means that no row
    answered: a missing numerator over a present denominator is 0 (nothing happened), a missing or zero
    denominator is not computable.
    """
    if plain_count:
        return Value(numerator or 0, None, _rounded(Decimal(numerator or 0) * factor, digits))
    if denominator is None:
        return Value(numerator, None, None, "no hay denominador registrado para este corte")
    if denominator == 0:
        return Value(numerator or 0, denominator, None, "el denominador es cero")
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(numerator or 0) * factor / Decimal(denominator)
    return Value(numerator or 0, denominator, _rounded(exact, digits))


def _rounded(exact: Decimal, digits: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
