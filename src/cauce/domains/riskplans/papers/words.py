"""Figures as the papers print them, in Colombia's form; blank is a dash, never a zero."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from cauce.web.ui.numbers import DASH, number

from ..country import today
from ..rules.amounts import printed
from ..rules.cuadros import Kind
from ..rules.writing import in_pesos


def pesos(value: Fraction | None) -> str:
    """ "$ 1.234.567", with cents only when it has them."""
    return DASH if value is None else in_pesos(printed(value))


def percent(value: Fraction | None, decimals: int = 2) -> str:
    """A figure of 100 as "91,40 %"."""
    return DASH if value is None else f"{figure(value, decimals)}\u00a0%"


def figure(value: Fraction | None, decimals: int = 2) -> str:
    """A figure with its decimals, rounded half up."""
    return DASH if value is None else number(printed(value, Decimal(1).scaleb(-decimals)), decimals)


def count(value: Fraction | int | None) -> str:
    """A whole number; decimals only if it has them."""
    if value is None:
        return DASH
    exact = Fraction(value)
    return figure(exact, 0 if exact.denominator == 1 else 2)


def of_kind(kind: Kind, value: Fraction | None) -> str:
    """A figure of a Cuadro as its kind says."""
    return {Kind.MONEY: pesos, Kind.COUNT: count, Kind.AMOUNT: count, Kind.PERCENT: percent}[kind](value)


def day(value: date | datetime | None) -> str:
    """dd/mm/aaaa."""
    if value is None:
        return DASH
    return f"{today(value) if isinstance(value, datetime) else value:%d/%m/%Y}"


def ratio(executed: Fraction | None, programmed: Fraction | None) -> str:
    """Executed over programmed in percent; a dash when either is blank or nothing was programmed."""
    if executed is None or not programmed:
        return DASH
    return percent(executed / programmed * 100)
