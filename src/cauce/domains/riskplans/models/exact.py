"""An exact decimal on both databases: SQLite keeps a decimal column as a float of 15 digits, so ours is an integer.

Stored in ten-thousandths (BIGINT): up to 922 million million pesos with four decimals, added up by the database
without rounding. See docs/decisions/0050.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import models

from ..rules.amounts import DECIMALS, MAX_AMOUNT

SCALE = 10**DECIMALS
HALF = 10**9  # sums are taken above and below it


def scaled(name: str = "value") -> models.ExpressionWrapper:
    """The stored integer of an ExactField, in ten-thousandths: for reading many figures, a Decimal each is dear."""
    return models.ExpressionWrapper(models.F(name), output_field=models.BigIntegerField())


def sum_parts(name: str = "value") -> dict[str, models.Sum]:
    """What to `annotate` for a sum of any size: a thousand amounts near MAX_AMOUNT are beyond a BIGINT.

    Both databases cut division towards zero, and the remainder has the sign of the amount: the two add up again.
    """
    big, value = models.BigIntegerField(), models.F(name)
    return {
        "high": models.Sum(models.ExpressionWrapper(value / HALF, output_field=big)),
        "low": models.Sum(models.ExpressionWrapper(value % HALF, output_field=big)),
    }


def summed(high: int, low: int) -> Fraction:
    """The exact sum of what `sum_parts` gave."""
    return Fraction(int(high) * HALF + int(low), SCALE)


class ExactField(models.BigIntegerField):
    """A Decimal with four decimals, exact. Raises ValueError for floats, for more decimals and beyond MAX_AMOUNT."""

    description = "Exact decimal (ten-thousandths)"

    def from_db_value(self, value: int | None, *_args: Any) -> Decimal | None:
        """The database's integer as a Decimal."""
        return None if value is None else (Decimal(int(value)) / SCALE)

    def to_python(self, value: Any) -> Decimal | None:
        """A Decimal of text, an int or a Decimal; never of a float."""
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float | bool):
            raise ValueError("an exact amount is never a float")
        return Decimal(value)

    def get_prep_value(self, value: Any) -> int | None:
        """The integer that is stored."""
        amount = self.to_python(value)
        if amount is None:
            return None
        scaled = amount.scaleb(DECIMALS)
        if not scaled.is_finite() or scaled != scaled.to_integral_value() or abs(amount) > MAX_AMOUNT:
            raise ValueError(f"{amount} has more than {DECIMALS} decimals or is too large")
        return int(scaled)
