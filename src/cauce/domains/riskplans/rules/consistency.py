"""Consistency of a report's figures: SIHO's identities on the Cuadros, and outliers against the ESE's own history."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from cauce.core.errors import Problem

from .cells import words_of
from .figures import Cell, Figures
from .table import RULES
from .writing import written

# name → (sentence, what must not exceed, of what); equalities are computed sums here, so they cannot be broken.
LIMITS: dict[str, tuple[str, Cell, Cell]] = {
    "dias_cama": (
        "Los días cama ocupados no pasan de los disponibles.",
        ("produccion", "dias_cama_ocupados", "ejecutado"),
        ("produccion", "dias_cama_disponibles", "ejecutado"),
    ),
    "recaudos_reconocidos": (
        "Los recaudos no pasan de los reconocimientos.",
        ("presupuesto", "recaudos", "valor"),
        ("presupuesto", "reconocimientos", "valor"),
    ),
    "obligaciones_compromisos": (
        "Las obligaciones no pasan de los gastos comprometidos.",
        ("presupuesto", "obligaciones", "valor"),
        ("presupuesto", "comprometidos", "valor"),
    ),
    "pagos_obligaciones": (
        "Los pagos no pasan de las obligaciones.",
        ("presupuesto", "pagos", "valor"),
        ("presupuesto", "obligaciones", "valor"),
    ),
    "activo_corriente": (
        "El activo corriente no pasa del total.",
        ("estados_financieros", "activo_corriente", "valor"),
        ("estados_financieros", "activo_total", "valor"),
    ),
    "pasivo_corriente": (
        "El pasivo corriente no pasa del total.",
        ("estados_financieros", "pasivo_corriente", "valor"),
        ("estados_financieros", "pasivo_total", "valor"),
    ),
}
MIN_HISTORY = 3
FAR = 3  # times the largest distance seen between the history's median and its members


def broken(figures: Figures) -> Iterator[Problem]:
    """Limits that do not hold, and the accounting identity assets = liabilities + equity; all warn (RP-51)."""
    for name, (sentence, small, large) in LIMITS.items():
        if small in figures and large in figures and figures[small] > figures[large]:
            yield RULES["RP-51"].problem(
                name,
                sentence=sentence,
                expected=f"a lo sumo {written(figures[large])}",
                found=written(figures[small]),
            )
    statement = {
        row: figures.get(("estados_financieros", row, "valor"))
        for row in ("activo_total", "pasivo_total", "patrimonio")
    }
    if all(value is not None for value in statement.values()):
        assets, owed, equity = (value or Fraction(0) for value in statement.values())
        if assets != owed + equity:
            yield RULES["RP-51"].problem(
                "ecuacion_patrimonial",
                sentence="El activo total es el pasivo total más el patrimonio.",
                expected=written(owed + equity),
                found=written(assets),
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
