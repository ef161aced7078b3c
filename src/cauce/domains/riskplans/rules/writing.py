"""Amounts as Colombia writes and types them (1.234.567,89), exact both ways. Pure."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from .amounts import printed

_GROUPED = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]*)?", re.ASCII)
_PESOS = re.compile(r"-?\$\u00a0[0-9.]+(,[0-9]+)?", re.ASCII)
CENTS = 2


def typed_amount(text: object) -> str:
    """What was typed, with a point for decimals and nothing between thousands ("1.234,5" → "1234.5").

    A point that does not separate groups of three is the decimal one ("12.5"). What is no amount comes back as it is.
    """
    plain = re.sub(r"[\s$\u00a0]", "", str(text)).replace("−", "-")
    if _GROUPED.fullmatch(plain) or "," in plain:
        grouped = plain.replace(".", "") if _GROUPED.fullmatch(plain) else plain
        plain = grouped.replace(",", ".").removesuffix(".")
    return (
        plain
        if re.fullmatch(r"-?[0-9]*\.?[0-9]*", plain) and plain not in {"", "-", "."}
        else str(text).strip()
    )


def written(value: Fraction | Decimal | int | None, decimals: int | None = None) -> str:
    """An amount with points for thousands and a comma for decimals; None is "".

    decimals: how many, rounded half up; by default none for a whole amount and two for others (four at most, as stored).
    """
    if value is None:
        return ""
    exact = Fraction(value)
    places = _needed(exact) if decimals is None else decimals
    rounded = printed(abs(exact), Decimal(1).scaleb(-places))
    whole, _point, rest = format(rounded, "f").partition(".")
    groups = f"{int(whole):,}".replace(",", ".")
    sign = "-" if exact < 0 and rounded else ""
    return f"{sign}{groups},{rest}" if rest else f"{sign}{groups}"


def in_pesos(value: Fraction | Decimal | int | None, decimals: int | None = None) -> str:
    """The amount with its sign of pesos, the minus before it: "-$ 1.234,50"; None is ""."""
    text = written(value, decimals)
    return text and (f"-$\u00a0{text[1:]}" if text.startswith("-") else f"$\u00a0{text}")


def even_cents(cells: Sequence[str]) -> list[str]:
    """A column of cells where all pesos carry two decimals as soon as one does, so that their commas stand in line."""
    money = [bool(_PESOS.fullmatch(cell)) for cell in cells]
    if not any(is_money and "," in cell for is_money, cell in zip(money, cells, strict=True)):
        return list(cells)
    return [
        f"{cell},00" if is_money and "," not in cell else cell
        for is_money, cell in zip(money, cells, strict=True)
    ]


def _needed(exact: Fraction) -> int:
    if exact.denominator == 1:
        return 0
    return CENTS if (exact * 100).denominator == 1 else 4
