"""`{% load riskplans %}`: exact amounts and quarters as people in Colombia read them."""

from decimal import Decimal
from fractions import Fraction

from django import template

from ..country import quarter_mark, quarter_name
from ..rules.cells import labels
from ..rules.writing import in_pesos, written

register = template.Library()
DASH = "—"
Exact = Fraction | Decimal | int | None
NOTHING = (None, "")  # templates give "" for an attribute that is not there


@register.filter
def amount(value: Exact, decimals: int | None = None) -> str:
    """1.234.567,89; None is a dash."""
    return DASH if value in NOTHING else written(value, decimals)


@register.filter
def pesos(value: Exact) -> str:
    """$ 1.234.567; None is a dash."""
    return DASH if value in NOTHING else in_pesos(value)


@register.filter
def millions(value: Exact) -> str:
    """Millions of pesos with one decimal; None is a dash."""
    return DASH if value in NOTHING else written(Fraction(value or 0) / 1_000_000, 1)


@register.filter
def score(value: Exact) -> str:
    """A score or a percentage with two decimals; None is a dash."""
    return DASH if value in NOTHING else written(value, 2)


@register.filter
def quarter_words(period: str) -> str:
    """ "2026Q1" as "I trimestre de 2026"; another text as it is."""
    return quarter_name(period)


register.filter("quarter_mark", quarter_mark)


@register.filter
def cuadro_name(key: str) -> str:
    """The name of a Cuadro, or of the matrix of measures."""
    return labels([key])
