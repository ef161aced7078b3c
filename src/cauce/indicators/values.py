"""The one place that divides and rounds: Decimal, half up, stated digits; never 0 by accident, never an exception."""

from collections.abc import Mapping
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
    median: bool = False,
) -> Value:
    """numerator ÷ denominator × factor, rounded half up to `digits` decimals.

    plain_count: the indicator has no denominator; the value is numerator × factor. None means that no row
    answered: a missing numerator over a present denominator is 0 (nothing happened), a missing or zero
    denominator is not computable. median: the numerator is a median already, and the denominator says of how many
    cases: the value is the numerator × factor.
    """
    if median:
        if numerator is None or not denominator:
            return Value(None, denominator or 0, None, "no hay casos en este corte")
        return Value(numerator, denominator, _rounded(Decimal(numerator) * factor, digits))
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


def middle(counts: Mapping[int, int]) -> Exact | None:
    """The median of values with their counts; of an even number, half of the sum of both middle ones; None of none.

    counts: value → how many times. Exact: a whole number, or one that ends in a half.
    """
    total = sum(counts.values())
    if not total:
        return None
    wanted, seen, found = ((total + 1) // 2, total // 2 + 1), 0, []
    for value in sorted(counts):
        before, seen = seen, seen + counts[value]
        found += [value for place in wanted if before < place <= seen]
    both = sum(found)
    return both // 2 if both % 2 == 0 else Decimal(both) / 2


def _rounded(exact: Decimal, digits: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
