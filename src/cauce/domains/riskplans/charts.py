"""The module's charts, from exact figures: seven-year efficiency, equilibrium, waterfall of a score, heat map of ESE."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from cauce.web.chart_kinds import lines
from cauce.web.chart_scores import Part, heat, waterfall
from cauce.web.charts import Figure

from .rules.amounts import printed
from .rules.balance import Balance, PerUvr
from .rules.definition import FACTORS
from .rules.evaluation import Evaluation


def efficiency_chart(series: Mapping[int, PerUvr]) -> Figure | None:
    """Pesos per UVR of up to seven years back: spent, recognised, collected; None without production."""
    shown = [
        (str(year), label, printed(value))
        for year, per in sorted(series.items())
        for label, value in (
            (_("Gasto total"), per.spending),
            (_("Ventas reconocidas"), per.recognised),
            (_("Ventas recaudadas"), per.collected),
        )
        if value is not None
    ]
    if not shown:
        return None
    return lines(_("Eficiencia: pesos por UVR"), shown, measure=_("Pesos por UVR"), zero=False)


def balance_chart(periods: Sequence[tuple[str, Balance, Balance]]) -> Figure | None:
    """Equilibrium by period, with recognitions and with collection; the dashed line is 100 %."""
    shown = [
        (period, label, printed(found.percent))
        for period, recognised, collected in periods
        for label, found in ((_("Con reconocimientos"), recognised), (_("Con recaudo"), collected))
        if found.percent is not None
    ]
    if not shown:
        return None
    title = _("Equilibrio presupuestal")
    return lines(
        title, shown, measure=_("Ingresos ÷ gastos comprometidos (%)"), level=Decimal(100), zero=False
    )


def score_chart(evaluation: Evaluation) -> Figure | None:
    """What each factor gave and lost up to the total; None when nothing could be evaluated."""
    if evaluation.total is None:
        return None
    parts = [
        Part(factor.label, printed(factor.points), printed(factor.share))
        for factor in evaluation.factors
        if factor.points is not None
    ]
    title = _("Puntaje por factor: lo obtenido y lo que falta")
    return waterfall(title, parts, total=printed(evaluation.total), bar=evaluation.definition.bar)


def heat_chart(rows: Sequence[tuple[str, Mapping[str, Fraction | None], Fraction | None]]) -> Figure | None:
    """ESE against factor, in percent of compliance, the total last. rows: (hospital, factor → percent, total)."""
    if not rows:
        return None
    short = {
        "flujo": _("Flujo"),
        "medidas": _("Medidas"),
        "equilibrio": _("Equilibrio"),
        "produccion": _("Producción"),
        "eficiencia": _("Eficiencia"),
    }
    cells = [
        (name, label, None if value is None else printed(value))
        for name, factors, total in rows
        for label, value in (*((short[key], factors.get(key)) for key in FACTORS), (_("Total"), total))
    ]
    return heat(_("Cumplimiento por ESE y factor"), cells, measure=_("Cumplimiento (%)"), kind=_("ESE"))
