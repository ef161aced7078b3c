"""Cuadros 11 and 12 as data: nobody types them, each line is a ratio or a difference of Cuadros 8 and 9. Pure.

Document 003, "Comportamiento del equilibrio operacional corriente y con recaudo. Cuadro No. 11" and "Comportamiento del
equilibrio presupuestal. Cuadro No. 12". Operating: the sales of services; budget: all income, as P6 scores it.
"""

from dataclasses import dataclass
from fractions import Fraction

from .cuadros import BUDGET, CUADROS, REVENUE, Kind
from .definition import HUNDRED
from .figures import Cell, Figures


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """kind PERCENT: first ÷ second × 100; MONEY: first − second. gap: whether the difference is told beside a ratio."""

    key: str
    label: str
    kind: Kind
    first: Cell
    second: Cell
    gap: bool = False

    @property
    def formula(self) -> str:
        """In words."""
        first, second = (words_of_row(cell) for cell in (self.first, self.second))
        return f"{first} ÷ {second} × 100" if self.kind == Kind.PERCENT else f"{first} − {second}"

    def of(self, whole: Figures) -> Fraction | None:
        """Its value; None while a figure is blank, or nothing stands below a ratio. whole: with totals."""
        first, second = whole.get(self.first), whole.get(self.second)
        if first is None or second is None:
            return None
        if self.kind == Kind.MONEY:
            return first - second
        return first / second * HUNDRED if second else None

    def goal_of(self, whole: Figures) -> Fraction | None:
        """Its value by what the plan programmed: document 003 warns of projections that are in disequilibrium."""
        first, second = (
            whole.get((cuadro, row, CUADROS[cuadro].goal_of(column)))
            for cuadro, row, column in (self.first, self.second)
        )
        if self.kind == Kind.MONEY or first is None or not second:
            return None
        return first / second * HUNDRED

    def gap_of(self, whole: Figures) -> Fraction | None:
        """first − second, for the ratios that tell it."""
        first, second = whole.get(self.first), whole.get(self.second)
        return first - second if self.gap and first is not None and second is not None else None


@dataclass(frozen=True, slots=True)
class BalanceCuadro:
    """A computed Cuadro. sheet: its tab in the workbook, where a name has at most 31 characters."""

    key: str
    name: str
    number: str
    sheet: str
    help: str
    lines: tuple[BalanceLine, ...]

    @property
    def title(self) -> str:
        """Number and name, as the papers write a Cuadro."""
        return f"Cuadro {self.number} · {self.name}"


def words_of_row(cell: Cell) -> str:
    """The row's name, and the column's where the Cuadro has several: "Venta de servicios (recaudos)"."""
    cuadro = CUADROS[cell[0]]
    label = cuadro.row(cell[1]).label
    if sum(not column.planned for column in cuadro.columns) == 1:
        return label
    column = next(column.label for column in cuadro.columns if column.key == cell[2])
    return f"{label} ({column.lower()})"


def _of(row: str) -> Cell:
    return BUDGET.key, row, "valor"


SOLD, PAID = ((REVENUE.key, "ventas_total", column) for column in ("reconocido", "recaudado"))
FINAL, RECOGNISED, COLLECTED, COMMITTED = map(
    _of, ("definitivo", "reconocimientos", "recaudos", "comprometidos")
)
VARIANT = "Equilibrio operacional con recaudo, solo venta de servicios (variante, no puntúa)"
OPERATING = BalanceCuadro(
    "equilibrio_operacional",
    "Equilibrio operacional (corriente y con recaudo)",
    "11",
    "Equilibrio operacional",
    "Venta de servicios del año sobre gastos comprometidos: desde 100 % alcanza.",
    (
        BalanceLine(
            "corriente",
            "Equilibrio operacional corriente (ventas reconocidas)",
            Kind.PERCENT,
            SOLD,
            COMMITTED,
            True,
        ),
        BalanceLine("recaudo", VARIANT, Kind.PERCENT, PAID, COMMITTED, True),
    ),
)
BUDGETARY = BalanceCuadro(
    "equilibrio_presupuestal",
    "Equilibrio presupuestal",
    "12",
    "Equilibrio presupuestal",
    "Todos los ingresos de la vigencia sobre sus gastos comprometidos; puntúa el equilibrio con recaudo.",
    (
        BalanceLine(
            "reconocimientos", "Equilibrio con reconocimientos", Kind.PERCENT, RECOGNISED, COMMITTED, True
        ),
        BalanceLine("recaudo", "Equilibrio con recaudo", Kind.PERCENT, COLLECTED, COMMITTED, True),
        BalanceLine("por_comprometer", "Presupuesto por comprometer", Kind.MONEY, FINAL, COMMITTED),
    ),
)
BALANCES = (OPERATING, BUDGETARY)
