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


def efficiency_chart(
    executed: Mapping[int, PerUvr], programmed: Mapping[int, PerUvr] | None = None
) -> Figure | None:
    """Pesos per UVR of up to seven years back: spent and collected, and what the plan programmed of both, broken.

    None without production.
    """
    goals = {year: per for year, per in (programmed or {}).items() if year in executed}
    names = {
        "done": (_("Gasto ejecutado"), _("Ventas reconocidas"), _("Ventas recaudadas")),
        "goal": (_("Gasto programado"), _("Ventas programadas")),
    }
    shown = [
        (str(year), label, printed(value))
        for year, per in sorted(executed.items())
        for label, value in (
            *zip(names["done"], (per.spending, per.recognised, per.collected), strict=True),
            *zip(names["goal"], _goals(goals.get(year)), strict=True),
        )
        if value is not None
    ]
    if not shown:
        return None
    return lines(
        _("Eficiencia: pesos por UVR"),
        shown,
        measure=_("Pesos por UVR"),
        zero=False,
        dashed=names["goal"],
    )


def _goals(per: PerUvr | None) -> tuple[Fraction | None, Fraction | None]:
    return (per.spending, per.collected) if per else (None, None)


def production_chart(quarters: Sequence[tuple[str, Fraction | None, Fraction | None]]) -> Figure | None:
    """UVR programmed (broken) and executed of each quarter; None without any."""
    goal, done = _("UVR programadas"), _("UVR ejecutadas")
    shown = [
        (period, label, printed(value))
        for period, programmed, executed in quarters
        for label, value in ((goal, programmed), (done, executed))
        if value is not None
    ]
    return (
        lines(_("Producción en UVR"), shown, measure=_("UVR"), zero=False, dashed=(goal,)) if shown else None
    )


def trend_chart(
    title: str,
    measure: str,
    periods: Sequence[tuple[str, Mapping[str, Fraction | None]]],
    level: Decimal | None = None,
) -> Figure | None:
    """Several lines over periods, by name; None with fewer than two periods."""
    if len(periods) < 2:
        return None
    shown = [
        (period, label, printed(value))
        for period, values in periods
        for label, value in values.items()
        if value is not None
    ]
    return lines(title, shown, measure=measure, decimals=0, level=level, zero=False) if shown else None


def balance_chart(periods: Sequence[tuple[str, Balance, Balance]], title: str = "") -> Figure | None:
    """Equilibrium by period, with recognitions and with collection; the dashed line is 100 %."""
    shown = [
        (period, label, printed(found.percent))
        for period, recognised, collected in periods
        for label, found in ((_("Con reconocimientos"), recognised), (_("Con recaudo"), collected))
        if found.percent is not None
    ]
    if not shown:
        return None
    return lines(
        title or _("Equilibrio presupuestal"),
        shown,
        measure=_("Ingresos ÷ gastos comprometidos (%)"),
        level=Decimal(100),
        zero=False,
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
