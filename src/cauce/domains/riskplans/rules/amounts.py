"""Reading exact amounts from text: no float anywhere in the path of money."""

import re
from decimal import Decimal
from fractions import Fraction

DECIMALS = 4  # that a stored figure keeps
MAX_AMOUNT = Decimal("900000000000000")  # 9 × 10^14 pesos, in absolute value
_AMOUNT = re.compile(r"-?[0-9]{1,24}(\.[0-9]{1,12})?", re.ASCII)


def read_amount(value: object) -> Fraction | None:
    """The exact amount of a decimal text, an int or a Decimal; None when it is none (a float never is)."""
    if isinstance(value, bool | float):
        return None
    text = format(value, "f") if isinstance(value, Decimal) and value.is_finite() else str(value).strip()
    return Fraction(text) if _AMOUNT.fullmatch(text) else None


def plain(value: Fraction) -> str:
    """A fraction that ends, as plain decimal text ("1250.5"); others rounded to 12 places."""
    if value.denominator == 1:
        return str(value.numerator)
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return format(number.quantize(Decimal("1e-12")).normalize(), "f")
