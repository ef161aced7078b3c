"""What the hospitals of a territory, or of the country, add up to in a quarter. Document 003, "Informe agregado"."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from ..models import Figure, PlannedFigure, QuarterReport
from ..models.exact import sum_parts, summed
from ..rules.balance import equilibria
from ..rules.cuadros import CUADROS
from ..rules.definition import FLOW_ROWS
from . import words
from .blocks import Block, Table

Sums = dict[tuple[str, str, str], Fraction]
PARTS = {
    key: row.sum_of
    for cuadro in CUADROS.values()
    for row in cuadro.rows
    if row.sum_of
    for key in [(cuadro.key, row.key)]
}


def sums_of(reports: Sequence[QuarterReport]) -> Sums:
    """Executed figures of the reports and programmed ones of their versions, added up exactly by the database."""
    found: Sums = defaultdict(Fraction)
    periods = {report.period for report in reports}
    executed = Figure.objects.filter(report__in=reports).order_by().values_list("cuadro", "row", "column")
    for *cell, high, low in executed.annotate(**sum_parts()):
        found[tuple(cell)] += summed(high, low)
    versions = {report.plan_version_id for report in reports}
    planned = PlannedFigure.objects.filter(version__in=versions, period__in=periods).order_by()
    for *cell, high, low in planned.values_list("cuadro", "row", "column").annotate(**sum_parts()):
        found[tuple(cell)] += summed(high, low)
    for (cuadro, row), parts in PARTS.items():
        for column in CUADROS[cuadro].columns:
            cells = [found[cuadro, part, column.key] for part in parts if (cuadro, part, column.key) in found]
            if cells:
                found[cuadro, row, column.key] = sum(cells, Fraction(0))
    return dict(found)


def aggregate(reports: Sequence[QuarterReport]) -> list[Block]:
    """Income, spending, liabilities and equilibrium of all of them; blank figures add nothing and are not zeros."""
    sums = sums_of(reports)
    flow = [
        (label, *(words.pesos(sums.get(("flujo", key, c))) for c in ("programado", "ejecutado")),
         words.ratio(sums.get(("flujo", key, "ejecutado")), sums.get(("flujo", key, "programado"))))
        for key, label in FLOW_ROWS.items()
    ]  # fmt: skip
    budget = {row: v for (c, row, _k), v in sums.items() if c == "presupuesto"}
    pair = equilibria(budget)
    rows = [(line.label, words.pesos(budget.get(line.key))) for line in CUADROS["presupuesto"].rows]
    if pair:
        rows += [
            (_("Equilibrio con reconocimientos"), words.percent(pair[0].percent)),
            (_("Equilibrio con recaudo"), words.percent(pair[1].percent)),
        ]
    note = _("Suma de %(n)s informes; lo que nadie reportó no se cuenta como cero.") % {"n": len(reports)}
    heads = [_("Concepto"), _("Programado"), _("Ejecutado"), _("Ejecutado ÷ programado")]
    return [
        Table(_("Flujo financiero agregado"), heads, flow, note=note),
        Table(_("Presupuesto y equilibrio agregados"), [_("Concepto"), _("Valor")], rows),
    ]
