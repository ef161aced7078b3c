"""A workbook that contradicts itself: a total written over its formula that is not the sum of its parts. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from cauce.core.errors import Problem
from cauce.core.translation import tr

from .cells import words_of
from .checks import CHECKS, Level
from .cuadros import CUADROS
from .figures import Cell, Figures, total
from .levels import Levels, weigh
from .table import RULES
from .writing import written

# row of a Cuadro → its check; the other sums have one together
TOTALS = {
    ("produccion", "egresos"): "total_egresos",
    ("produccion", "dias_estancia"): "total_dias_estancia",
    ("produccion", "cirugias"): "total_cirugias",
}
OTHERS = "totales"


def contradicted(
    totals: Mapping[Cell, tuple[Fraction, str]], figures: Figures, levels: Levels
) -> Iterator[Problem]:
    """RP-51 for each, at its sheet and cell, with the level of its check. figures: those of the workbook and the plan.

    A total with a blank part is not compared: blank is not zero.
    """
    for cell, (found, where) in totals.items():
        key = TOTALS.get(cell[:2], OTHERS)
        expected = total(CUADROS[cell[0]], cell[1], cell[2], figures)
        if expected is None or expected == found:
            continue
        sentence = f"{words_of(cell)}. {tr(CHECKS[key].sentence)}"
        problem = RULES["RP-51"].problem(
            where, sentence=sentence, expected=written(expected), found=written(found)
        )
        if levels[key] == Level.WARN:
            problem = replace(problem, remedy=tr("Al importar se guarda la suma de las partes."))
        yield weigh(problem, key, levels)
