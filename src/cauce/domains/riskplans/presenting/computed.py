"""What each Cuadro gives beyond its own cells: UVR, the two equilibria, efficiency per UVR, financial indicators."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..country import quarter
from ..models import QuarterReport
from ..queries.figures import weights_on
from ..rules.balance import Year, efficiency
from ..rules.balance_cuadros import BALANCES, BalanceCuadro, BalanceLine
from ..rules.cuadros import FINANCIAL, Kind
from ..rules.definition import HUNDRED
from ..rules.figures import Figures, weighted_production
from ..rules.financial import indicators
from ..rules.writing import in_pesos, written

DASH = "—"


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed figure: its name, its value as text, its formula in words, and a note when it needs one.

    cuadro, key: the computed Cuadro that it belongs to, in words and where the page shows it; "" for none.
    """

    label: str
    value: str
    formula: str
    note: str = ""
    cuadro: str = ""
    key: str = ""


def computed_of(report: QuarterReport, cuadro: str, whole: Figures) -> list[Computed]:
    """The computed figures that stand below a Cuadro. whole: with totals."""
    makers = {
        "produccion": _production,
        "presupuesto": _balances,
        "eficiencia": _efficiency,
        FINANCIAL.key: _financial,
    }
    maker = makers.get(cuadro)
    return list(maker(report, whole)) if maker else []


def _production(report: QuarterReport, whole: Figures) -> Iterator[Computed]:
    span = quarter(report.period)
    table, weights = weights_on(span.end) if span else (None, {})
    if table is None:
        yield Computed("Producción en UVR", DASH, "concepto × peso", "No hay una tabla de pesos vigente.")
        return
    note = f"Pesos: {table.name}" + (" (dato sintético)" if table.synthetic else "")
    for column, label in (("programado", "programadas"), ("ejecutado", "ejecutadas")):
        value = weighted_production(whole, column, weights)
        yield Computed(f"UVR {label}", written(value, 2) or DASH, "suma de concepto × peso UVR", note)


def _balances(_report: QuarterReport, whole: Figures) -> Iterator[Computed]:
    """Cuadros 11 and 12: computed, never typed."""
    for cuadro in BALANCES:
        for line in cuadro.lines:
            yield _balance(cuadro, line, whole)


def _balance(cuadro: BalanceCuadro, line: BalanceLine, whole: Figures) -> Computed:
    value, gap = line.of(whole), line.gap_of(whole)
    note = ""
    if gap is not None:
        note = f"{'Sobran' if gap >= 0 else 'Faltan'} $ {written(abs(gap))}{_expected(line.goal_of(whole))}"
    elif line.first not in whole or line.second not in whole:
        note = "Falta un dato."
    shown = DASH
    if value is not None:
        shown = f"{written(value, 2)} %" if line.kind == Kind.PERCENT else in_pesos(value)
    return Computed(line.label, shown, line.formula, note, cuadro.title, cuadro.key)


def _expected(goal: Fraction | None) -> str:
    if goal is None:
        return ""
    wrong = "" if goal >= HUNDRED else ": lo proyectado desequilibra el presupuesto"
    return f". Programado: {written(goal, 2)}\u00a0%{wrong}"


def year_of(whole: Figures, column: str, uvr: Fraction | None) -> Year | None:
    """Cuadro 10 of one column ("programado" or "ejecutado"); None while a figure is blank."""
    rows = (
        "personal_planta",
        "personal_contratado",
        "generales",
        "insumos",
        "ventas_reconocidas",
        "ventas_recaudadas",
    )
    values = [whole.get(("eficiencia", row, column)) for row in rows]
    if uvr is None or any(value is None for value in values):
        return None
    return Year(*(value for value in values if value is not None), uvr)


def _efficiency(report: QuarterReport, whole: Figures) -> Iterator[Computed]:
    span = quarter(report.period)
    _table, weights = weights_on(span.end) if span else (None, {})
    names = {
        "staff": "Personal de planta por UVR",
        "contracted": "Personal contratista y externalizado por UVR",
        "human_resource": "Recurso humano por UVR",
        "general": "Gastos generales y transferencias por UVR",
        "supplies": "Insumos por UVR",
        "spending": "Gasto por UVR",
        "recognised": "Ventas reconocidas por UVR",
        "collected": "Ventas recaudadas por UVR",
        "gap": "Recaudo menos gasto por UVR",
    }
    both = {
        column: year_of(whole, column, weighted_production(whole, column, weights))
        for column in ("programado", "ejecutado")
    }
    for key, label in names.items():
        said = {c: (in_pesos(getattr(efficiency(y), key), 2) or DASH) if y else DASH for c, y in both.items()}
        yield Computed(label, said["ejecutado"], "pesos ÷ UVR", f"Programado: {said['programado']}")
    done, goal = (efficiency(year) if year else None for year in (both["ejecutado"], both["programado"]))
    if done:
        yield Computed(
            "Recursos que faltaron",
            f"$ {written(done.missing)}",
            "gasto − recaudo, si es mayor que cero",
            f"Programado: {in_pesos(goal.missing)}" if goal else "",
        )
        word = "Aumento" if done.receivables >= 0 else "Disminución"
        yield Computed(
            f"{word} de cartera",
            f"$ {written(abs(done.receivables))}",
            "reconocido − recaudado",
            f"Programado: {in_pesos(goal.receivables)}" if goal else "",
        )


def _financial(_report: QuarterReport, whole: Figures) -> Iterator[Computed]:
    rows = {row: value for (cuadro, row, _c), value in whole.items() if cuadro == FINANCIAL.key}
    for ratio in indicators(rows):
        if ratio.value is None:
            yield Computed(ratio.label, DASH, ratio.formula, f"No se puede calcular: {ratio.reason}.")
            continue
        value = written(ratio.value, 2)
        shown = f"$ {value}" if ratio.unit == "$" else f"{value} {ratio.unit}"
        yield Computed(ratio.label, shown, ratio.formula)
