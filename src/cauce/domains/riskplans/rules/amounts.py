"""Reading exact amounts from text: no float anywhere in the path of money."""

import re
from decimal import Decimal
from fractions import Fraction

CENT = Decimal("0.01")
ENDLESS = 12  # decimals of a fraction that does not end
DECIMALS = 4  # that a stored figure keeps
MAX_AMOUNT = Decimal("900000000000000")  # 9 × 10^14 pesos, in absolute value
MAX_DIGITS = 60  # on either side of the point: more is no amount of anything
_AMOUNT = re.compile(rf"-?[0-9]{{1,{MAX_DIGITS}}}(\.[0-9]{{1,{MAX_DIGITS}}})?", re.ASCII)


def read_amount(value: object) -> Fraction | None:
    """The exact amount of a decimal text, an int or a Decimal; None when it is none (a float never is)."""
    if isinstance(value, bool | float):
        return None
    text = _digits(value) if isinstance(value, Decimal) else str(value).strip()
    return Fraction(text) if _AMOUNT.fullmatch(text) else None


def _digits(value: Decimal) -> str:
    """A Decimal without its exponent; "" for one that is no number or too long to be written out (1E+999999999)."""
    if not value.is_finite() or not -MAX_DIGITS <= value.adjusted() <= MAX_DIGITS:
        return "0" if value.is_zero() else ""
    return format(value, "f")


def printed(value: Fraction, step: Decimal = CENT) -> Decimal:
    """An exact figure rounded half up to `step` (a power of ten), however large it is."""
    unit = Fraction(step)
    units = value / unit
    whole = (2 * units.numerator + units.denominator) // (2 * units.denominator)
    return Decimal(f"{whole}E{step.as_tuple().exponent}")


def storable(value: Fraction) -> bool:
    """Whether the database keeps it exactly: within MAX_AMOUNT, and no more than DECIMALS decimals."""
    return abs(value) <= MAX_AMOUNT and (value * 10**DECIMALS).denominator == 1


def plain(value: Fraction) -> str:
    """A fraction that ends, as plain decimal text ("1250.5"); others rounded half up to 12 places."""
    if value.denominator == 1:
        return str(value.numerator)
    places = _places(value.denominator)
    sign = "-" if value < 0 else ""
    digits = format(printed(abs(value), Decimal(f"1E-{places}")), "f")
    return f"{sign}{digits.rstrip('0').rstrip('.')}" if digits.strip("0.") else "0"


def _places(denominator: int) -> int:
    """How many decimals an exact fraction has; 12 when it never ends."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else ENDLESS
