"""Cuadros 11 and 12 on the papers: each by its number and name."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import gettext as _

from ..rules.balance_cuadros import BalanceCuadro
from ..rules.cuadros import Kind
from ..rules.figures import Cell
from . import words
from .blocks import Table


def balance_table(cuadro: BalanceCuadro, whole: Mapping[Cell, Fraction]) -> Table:
    """Each line with its value, and what is left or lacking beside the ratios. whole: with totals."""
    rows = []
    for line in cuadro.lines:
        shown = words.percent if line.kind == Kind.PERCENT else words.pesos
        rows.append((line.label, shown(line.of(whole)), words.pesos(line.gap_of(whole))))
    return Table(cuadro.title, [_("Concepto"), _("Valor"), _("Sobra o falta")], rows)
