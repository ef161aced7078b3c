"""The trends of an ESE as tables and charts: budget and sales, production, efficiency, financial indicators.

Document 003, "Informe de seguimiento" 3.3 and 3.5 ("incluyendo cálculos y gráficos"), "Cuadro No. 10" and "No. 11".
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from cauce.web.charts import Figure

from ..charts import balance_chart, efficiency_chart, production_chart, trend_chart
from ..country import quarter_mark
from ..queries.trends import QuarterBalance, Trends
from ..rules.balance import Operating, PerUvr
from ..rules.definition import HUNDRED
from ..rules.financial import Ratio, indicators
from . import words
from .blocks import Block, Chart, Table

PER_UVR = {
    "staff": "Personal de planta",
    "contracted": "Personal contratista y externalizado",
    "human_resource": "Recurso humano, total",
    "general": "Generales y transferencias",
    "supplies": "Insumos",
    "spending": "Gasto total",
    "recognised": "Ventas reconocidas",
    "collected": "Ventas recaudadas, con cuentas por cobrar",
    "gap": "Diferencia: recaudo menos gasto",
}
IN_PESOS = {
    "missing": "Recursos que faltaron para cubrir el gasto ($)",
    "receivables": "Aumento (disminución) de cartera ($)",
}


def budget_trend(quarters: Sequence[QuarterBalance]) -> list[Block]:
    """Cuadros 8 and 9 quarter by quarter, with the operating and the budget's equilibria and their chart."""
    rows = [
        (
            quarter_mark(one.period),
            *(words.pesos(one.budget.get(row)) for row in ("reconocimientos", "recaudos", "comprometidos")),
            *map(words.pesos, one.sales),
        )
        for one in quarters
    ]
    heads = [
        _("Trimestre"), _("Reconocimientos"), _("Recaudos"), _("Gastos comprometidos"), _("Ventas reconocidas"),
        _("Ventas recaudadas"),
    ]  # fmt: skip
    note = _("Acumulado de cada año al cierre del trimestre.")
    blocks: list[Block] = [Table(_("Tendencia presupuestal y de ventas"), heads, rows, note=note)]
    blocks.append(equilibrium_table(quarters))
    pairs = [
        (quarter_mark(b.period), b.recognised, b.collected) for b in quarters if b.recognised and b.collected
    ]
    return [*blocks, *_charts(balance_chart(pairs))]


def equilibrium_table(quarters: Sequence[QuarterBalance]) -> Table:
    """Cuadros 11 and 12 quarter by quarter."""
    rows = [
        (
            quarter_mark(one.period),
            *(words.percent(b.percent) for b in _operating(one.operating)),
            words.percent(one.recognised.percent if one.recognised else None),
            words.percent(one.collected.percent if one.collected else None),
        )
        for one in quarters
        if one.recognised or one.collected
    ]
    heads = [
        _("Trimestre"), _("Operacional corriente"), _("Operacional con recaudo"),
        _("Presupuestal con reconocimientos"), _("Presupuestal con recaudo"),
    ]  # fmt: skip
    note = _(
        "Operacional: venta de servicios ÷ gastos comprometidos. Presupuestal: todos los ingresos ÷ gastos comprometidos;"
        " el de recaudo es el que puntúa."
    )
    return Table(
        _("Cuadros 11 y 12 · Comportamiento del equilibrio operacional y presupuestal"),
        heads,
        rows,
        note=note,
    )


def _operating(found: Operating | None) -> tuple:
    class Blank:
        percent = None

    return (found.current, found.collected) if found else (Blank, Blank)


def production_trend(quarters: Sequence[QuarterBalance]) -> list[Block]:
    """UVR programmed and executed quarter by quarter."""
    rows = [
        (quarter_mark(one.period), *map(words.count, one.uvr), words.ratio(one.uvr[1], one.uvr[0]))
        for one in quarters
    ]
    heads = [_("Trimestre"), _("UVR programadas"), _("UVR ejecutadas"), _("Ejecución")]
    table = Table(_("Tendencia de la producción en UVR"), heads, rows)
    return [table, *_charts(production_chart([(quarter_mark(one.period), *one.uvr) for one in quarters]))]


def efficiency_tables(trends: Trends) -> list[Block]:
    """Cuadro 10 executed over the years, then programmed for those of the plan, then its chart."""
    note = _(
        "El último año llega hasta el trimestre del informe. Los años sin informes vienen de los extractos de SIHO."
        " Todos usan la tabla UVR vigente al trimestre."
    )
    empty = _("Sin producción reportada.")
    blocks: list[Block] = [
        Table(
            _("Cuadro 10 · Eficiencia ejecutada, pesos por UVR"),
            *_years(trends.executed, trends.quarters),
            note=note,
            empty=empty,
        )
    ]
    if trends.programmed:
        said = _("Lo programado en los mismos trimestres.")
        title = _("Cuadro 10 · Eficiencia programada, pesos por UVR")
        blocks.append(Table(title, *_years(trends.programmed), note=said))
    return [*blocks, *_charts(efficiency_chart(trends.executed, trends.programmed))]


def _years(
    series: Mapping[int, PerUvr], quarters: Mapping[int, int] | None = None
) -> tuple[list[str], list[tuple[str, ...]]]:
    """(heads, rows): a concept a row, a year a column; a year of fewer than four quarters says so."""
    if not series:
        return [_("Concepto")], []
    rows = [
        (label, *(words.figure(getattr(per, key), 0) for per in series.values()))
        for key, label in (PER_UVR | IN_PESOS).items()
    ]
    heads = [str(year) for year in series]
    for n, year in enumerate(series):
        count = (quarters or {}).get(year, 4)
        if 0 < count < 4:
            heads[n] = f"{year} ({count} {_('trim.')})"
    return [_("Concepto"), *heads], rows


def financial_trend(halves: Mapping[str, Mapping[str, Fraction]]) -> list[Block]:
    """The indicators of each half-year side by side, so that it shows what bettered, and their charts."""
    found = {period: indicators(figures) for period, figures in halves.items()}
    if not found:
        return []
    lines = list(zip(*found.values(), strict=True))
    rows = [(line[-1].label, line[-1].formula, *map(_value, line)) for line in lines]
    heads = [_("Indicador"), _("Fórmula"), *map(quarter_mark, found)]
    why = [f"{one.label}: {one.reason}" for one in list(found.values())[-1] if one.value is None]
    note = _("No se pudo calcular: %(why)s.") % {"why": "; ".join(why)} if why else ""
    table = Table(_("Indicadores financieros por semestre"), heads, rows, words=2, note=note)
    by_key = {period: {one.key: one for one in ratios} for period, ratios in found.items()}
    percent = trend_chart(
        _("Liquidez, endeudamiento y margen"),
        "%",
        [
            (
                quarter_mark(period),
                {
                    _("Razón corriente × 100"): _times(of["liquidez"].value),
                    of["endeudamiento"].label: of["endeudamiento"].value,
                    of["margen"].label: of["margen"].value,
                },
            )
            for period, of in by_key.items()
        ],
    )
    days = trend_chart(
        _("Rotación de cartera y de proveedores"),
        _("Días"),
        [
            (
                quarter_mark(p),
                {of[k].label: of[k].value for k in ("rotacion_cartera", "rotacion_proveedores")},
            )
            for p, of in by_key.items()
        ],
    )
    return [table, *_charts(percent, days)]


def _times(value: Fraction | None) -> Fraction | None:
    return None if value is None else value * HUNDRED


def _value(one: Ratio) -> str:
    if one.value is None:
        return words.DASH
    return words.pesos(one.value) if one.unit == "$" else f"{words.figure(one.value)}\u00a0{one.unit}"


def _charts(*figures: Figure | None) -> list[Block]:
    return [Chart(figure) for figure in figures if figure]
