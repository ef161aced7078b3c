"""The score followed down: factor → row → formula with its numbers → inputs → the figure they came from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..models import Evaluation, QuarterReport
from ..queries.scoring import Scoring
from ..rules.evaluation import Factor, Row
from ..rules.outlook import losses
from ..rules.writing import written
from .grid import origin_words

FORMULAS = {
    "executed/programmed": ("ejecutado ÷ programado × 100", "más es mejor"),
    "programmed/executed": ("programado ÷ ejecutado × 100", "menos es mejor"),
    "collected/committed": ("recaudos ÷ comprometidos × 100", "a lo sumo 100"),
}
# row of the evaluation → (section, cells of programmed and executed, words of what they are)
SOURCES: dict[str, tuple[str, tuple[str, str, str] | None, tuple[str, str, str] | None]] = {
    "medidas": ("medidas", None, None),
    "equilibrio": (
        "presupuesto",
        ("presupuesto", "comprometidos", "valor"),
        ("presupuesto", "recaudos", "valor"),
    ),
    "produccion": ("produccion", None, None),
    "ventas_uvr": (
        "eficiencia",
        ("eficiencia", "ventas_recaudadas", "programado"),
        ("eficiencia", "ventas_recaudadas", "ejecutado"),
    ),
    "gastos_uvr": (
        "eficiencia",
        ("eficiencia", "gasto_total", "programado"),
        ("eficiencia", "gasto_total", "ejecutado"),
    ),
}
FLAGS = {
    "budget_committed_over_recognised": "Los gastos comprometidos pasan los reconocimientos: desequilibrio presupuestal.",
    "budget_recognised_over_final": "Los reconocimientos pasan el presupuesto definitivo.",
    "collection_under_committed": "El recaudo no alcanza para los gastos comprometidos.",
}
HEADS = {"equilibrio": ("Comprometidos", "Recaudos")}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its formula in words and in numbers, and where its inputs are. worked: "90 ÷ 100 × 100"."""

    row: Row
    formula: str
    sense: str
    worked: str
    section: str
    cells: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    is_money: bool


@dataclass(frozen=True, slots=True)
class ShownFactor:
    """A factor, the points it loses, its rows, and the formula of its points in numbers."""

    factor: Factor
    lost: Fraction | None
    rows: tuple[ShownRow, ...]
    heads: tuple[str, str]
    worked: str
    official: bool

    @property
    def anchor(self) -> str:
        """Its place in the page."""
        return f"factor-{self.factor.key}"


def shown_factors(report: QuarterReport, scoring: Scoring) -> list[ShownFactor]:
    """Every factor of the evaluation, in order."""
    lost = {loss.key: loss.points for loss in losses(scoring.scored)}
    origins = {(f.cuadro, f.row, f.column): origin_words(f) for f in report.figures.all()}
    return [_factor(factor, lost.get(factor.key), origins) for factor in scoring.scored.factors]


def _factor(
    factor: Factor, lost: Fraction | None, origins: Mapping[tuple[str, str, str], str]
) -> ShownFactor:
    return ShownFactor(
        factor,
        lost,
        tuple(_row(factor, row, origins) for row in factor.rows),
        HEADS.get(factor.key, ("Programado", "Ejecutado")),
        _points(factor),
        factor.key != "flujo",
    )


def _points(factor: Factor) -> str:
    if factor.points is None or factor.compliance is None:
        return "No es evaluable: nada se programó. Su peso se reparte entre los demás factores."
    return f"{written(factor.share, 2)} × {written(factor.compliance, 2)} ÷ 100 = {written(factor.points, 2)} puntos"


def _row(factor: Factor, row: Row, origins: Mapping[tuple[str, str, str], str]) -> ShownRow:
    formula, sense = FORMULAS[row.formula]
    first, second = row.pair.executed, row.pair.programmed
    if row.formula == "programmed/executed":
        first, second = second, first
    worked = f"{_figure(factor, first)} ÷ {_figure(factor, second)} × 100"
    if row.raw is None:
        worked = "Programado 0: no es evaluable"
    elif second == 0:
        worked = "Ejecutado 0 frente a lo programado: 100"
    section, *cells = SOURCES.get(row.key) or (
        "flujo",
        ("flujo", row.key, "programado"),
        ("flujo", row.key, "ejecutado"),
    )
    known = [cell for cell in cells if cell]
    return ShownRow(
        row,
        formula,
        sense,
        worked,
        section,
        tuple((".".join(cell), cell[2]) for cell in known),
        tuple(dict.fromkeys(origins[cell] for cell in known if cell in origins)),
        factor.key in ("flujo", "equilibrio", "eficiencia"),
    )


def _figure(factor: Factor, value: Fraction) -> str:
    return written(value, 2) if factor.key == "eficiencia" else written(value)


@dataclass(frozen=True, slots=True)
class WhatIfRow:
    """An executed value that the panel lets change: its key, its words, what it is now, what was typed."""

    key: str
    label: str
    now: str
    typed: str
    wrong: bool = False

    @property
    def changed(self) -> bool:
        """Whether the person wrote something else."""
        return bool(self.typed) and self.typed != self.now


def what_if_rows(scoring: Scoring, typed: Mapping[str, str], wrong: frozenset[str]) -> Iterator[WhatIfRow]:
    """A row for each executed input, in the order of the factors."""
    inputs = scoring.inputs
    values: dict[str, tuple[str, Fraction]] = {
        row.key: (row.label, row.pair.executed) for row in scoring.scored.factor("flujo").rows
    }
    values |= {
        "medidas": ("Actividades ejecutadas con soporte", inputs.measures.executed),
        "recaudos": ("Recaudos", inputs.collected),
        "comprometidos": ("Gastos comprometidos (presupuesto)", inputs.committed),
        "uvr": ("UVR ejecutadas", inputs.uvr.executed),
        "ventas_uvr": ("Ventas por UVR", inputs.sales_per_uvr.executed),
        "gastos_uvr": ("Gastos por UVR", inputs.spending_per_uvr.executed),
    }
    for key, (label, value) in values.items():
        now = written(value) if value.denominator == 1 else written(value, 2)
        yield WhatIfRow(key, label, now, typed.get(key, ""), key in wrong)


def stored_words(evaluation: Evaluation) -> str:
    """What stands under a stored evaluation: which definition and table it used."""
    table = evaluation.uvr_table
    name = f"{table.name}{' (dato sintético)' if table.synthetic else ''}" if table else "—"
    return f"Definición {evaluation.definition['version']} · pesos UVR: {name}"
