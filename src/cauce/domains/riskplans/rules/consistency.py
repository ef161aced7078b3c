"""Consistency of a report's figures: SIHO's identities on the Cuadros, and outliers against the ESE's own history."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from cauce.core.errors import Problem
from cauce.core.translation import tr

from .cells import words_of
from .checks import CHECKS
from .figures import Cell, Figures
from .table import RULES
from .writing import written

# check → (what must not exceed, what); no key is a row, since explanations are kept by either.
LIMITS: dict[str, tuple[Cell, Cell]] = {
    "dias_cama": (
        ("produccion", "dias_cama_ocupados", "ejecutado"),
        ("produccion", "dias_cama_disponibles", "ejecutado"),
    ),
    "recaudos_reconocidos": (
        ("presupuesto", "recaudos", "valor"),
        ("presupuesto", "reconocimientos", "valor"),
    ),
    "obligaciones_compromisos": (
        ("presupuesto", "obligaciones", "valor"),
        ("presupuesto", "comprometidos", "valor"),
    ),
    "pagos_obligaciones": (("presupuesto", "pagos", "valor"), ("presupuesto", "obligaciones", "valor")),
    "activo_corriente_total": (
        ("estados_financieros", "activo_corriente", "valor"),
        ("estados_financieros", "activo_total", "valor"),
    ),
    "pasivo_corriente_total": (
        ("estados_financieros", "pasivo_corriente", "valor"),
        ("estados_financieros", "pasivo_total", "valor"),
    ),
}
ASSETS, *CLAIMS = (
    ("estados_financieros", row, "valor") for row in ("activo_total", "pasivo_total", "patrimonio")
)
EQUATION = "ecuacion_patrimonial"
CELLS = frozenset(cell for pair in LIMITS.values() for cell in pair) | {ASSETS, *CLAIMS}
MIN_HISTORY = 3
FAR = 3  # times the largest distance seen between the history's median and its members


def broken(figures: Figures) -> Iterator[Problem]:
    """Limits that do not hold, and the accounting identity assets = liabilities + equity (RP-51); place: the check's key.

    Whether each warns or blocks is the configuration's (checks.weigh).
    """
    for key, (small, large) in LIMITS.items():
        if small in figures and large in figures and figures[small] > figures[large]:
            yield _broken(key, f"a lo sumo {written(figures[large])}", figures[small])
    if ASSETS in figures and all(cell in figures for cell in CLAIMS):
        expected = sum((figures[cell] for cell in CLAIMS), Fraction(0))
        if figures[ASSETS] != expected:
            yield _broken(EQUATION, written(expected), figures[ASSETS])


def _broken(key: str, expected: str, found: Fraction) -> Problem:
    return RULES["RP-51"].problem(
        key, sentence=tr(CHECKS[key].sentence), expected=expected, found=written(found)
    )


def outliers(figures: Figures, history: Mapping[Cell, Sequence[Fraction]]) -> Iterator[Problem]:
    """Figures far from the ESE's own earlier quarters: beyond three times the widest distance to their median.

    With fewer than three earlier figures nothing is said. The measure is ours; it warns, never blocks.
    """
    for cell, value in figures.items():
        before = sorted(history.get(cell, ()))
        if len(before) < MIN_HISTORY:
            continue
        median = before[len(before) // 2]
        spread = max(abs(v - median) for v in before) or abs(median) / 10
        if abs(value - median) > FAR * spread and spread:
            yield RULES["RP-54"].problem(
                ".".join(cell),
                row=words_of(cell),
                value=written(value),
                usual=written(median),
            )
