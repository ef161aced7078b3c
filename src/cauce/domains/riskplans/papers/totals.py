"""What the hospitals of a territory, or of the country, add up to in a quarter, and how it evolved.

Document 003, "Informe agregado": 4.1, income and spending and their effect on the services.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.db.models import Count
from django.utils.translation import gettext as _

from cauce.core.organisations.models import OrgUnit

from ..charts import balance_chart
from ..country import quarter, quarter_mark
from ..models import Figure, PlannedFigure, QuarterReport
from ..models.exact import sum_parts, summed
from ..queries.figures import weights_on
from ..queries.national import UNDELIVERED
from ..rules.balance import equilibria
from ..rules.cuadros import CUADROS
from ..rules.definition import FLOW_ROWS
from . import words
from .blocks import Block, Chart, Table

EVOLVED = 8  # quarters shown
EVOLVING = ("reconocimientos", "recaudos", "comprometidos")
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
    """Flow, sales, budget, liabilities and production of all of them; blank figures add nothing and are not zeros."""
    sums = sums_of(reports)
    flow = [
        (label, *(words.pesos(sums.get(("flujo", key, c))) for c in ("programado", "ejecutado")),
         words.ratio(sums.get(("flujo", key, "ejecutado")), sums.get(("flujo", key, "programado"))))
        for key, label in FLOW_ROWS.items()
    ]  # fmt: skip
    budget = {row: v for (c, row, column), v in sums.items() if (c, column) == ("presupuesto", "valor")}
    pair = equilibria(budget)
    rows = [
        (line.label, *(words.pesos(sums.get(("presupuesto", line.key, c))) for c in ("programado", "valor")))
        for line in CUADROS["presupuesto"].rows
    ]
    if pair:
        rows += [
            (_("Equilibrio con reconocimientos"), "", words.percent(pair[0].percent)),
            (_("Equilibrio con recaudo"), "", words.percent(pair[1].percent)),
        ]
    note = _("Suma de %(n)s informes entregados; lo que nadie reportó no se cuenta como cero.") % {
        "n": len(reports)
    }
    heads = [_("Concepto"), _("Programado"), _("Ejecutado"), _("Ejecutado ÷ programado")]
    return [
        Table(_("Flujo financiero agregado"), heads, flow, note=note),
        _sales(sums),
        Table(_("Presupuesto y equilibrio agregados"), heads[:3], rows),
        _liabilities(sums),
    ]


def _sales(sums: Sums) -> Table:
    rows = []
    for line in CUADROS["ingresos"].rows:
        recognised, collected = (sums.get(("ingresos", line.key, c)) for c in ("reconocido", "recaudado"))
        rows.append(
            (line.label, words.pesos(recognised), words.pesos(collected), words.ratio(collected, recognised))
        )
    heads = [_("Régimen"), _("Reconocimientos"), _("Recaudos"), _("Recaudo ÷ reconocimiento")]
    return Table(_("Venta de servicios agregada"), heads, rows[:-1], rows[-1])


def _liabilities(sums: Sums) -> Table:
    rows = []
    for line in CUADROS["pasivos"].rows:
        agreed, paid = (sums.get(("pasivos", line.key, c)) for c in ("acordado", "pagado"))
        owed = sums.get(("pasivos", line.key, "saldo"))
        rows.append((line.label, *map(words.pesos, (owed, agreed, paid)), words.ratio(paid, agreed)))
    heads = [_("Acreedor"), _("Saldo al inicio"), _("Acordado"), _("Pagado"), _("Pagado ÷ acordado")]
    return Table(_("Pago de pasivos agregado"), heads, rows[:-1], rows[-1])


def evolution(place: OrgUnit, until: str) -> list[Block]:
    """Income, spending and production of all the ESE below a place, over the quarters up to one; as table and chart.

    Only what was delivered; production with the UVR weights in force at the last quarter, so that it compares.
    """
    span = quarter(until)
    weights = weights_on(span.end)[1] if span else {}
    delivered = QuarterReport.objects.filter(
        plan__hospital__unit__path__startswith=place.path, period__lte=until
    ).exclude(state__in=UNDELIVERED)
    counts = dict(delivered.order_by("-period").values_list("period").annotate(n=Count("pk"))[:EVOLVED])
    sums = _by_period(place, sorted(counts), weights)
    rows, points = [], []
    for period in sorted(counts):
        of = sums[period]
        budget = {row: of[row] for row in EVOLVING if row in of}
        pair = equilibria(budget)
        rows.append(
            (quarter_mark(period), str(counts[period]), *(words.pesos(of.get(row)) for row in EVOLVING),
             words.percent(pair[0].percent if pair else None), words.percent(pair[1].percent if pair else None),
             words.figure(of.get("uvr"), 0))
        )  # fmt: skip
        if pair:
            points.append((quarter_mark(period), *pair))
    heads = [
        _("Trimestre"), _("ESE"), _("Reconocimientos"), _("Recaudos"), _("Comprometidos"),
        _("Con reconocimientos"), _("Con recaudo"), _("UVR"),
    ]  # fmt: skip
    note = _("Cifras acumuladas de cada año; la producción, del trimestre. Solo los informes entregados.")
    title = _("Evolución del conjunto de ESE: ingresos, gastos y producción")
    table = Table(title, heads, rows, note=note, empty=_("Ningún informe entregado."))
    chart = balance_chart(points, _("Equilibrio del conjunto de ESE"))
    return [table, Chart(chart)] if chart else [table]


def _by_period(
    place: OrgUnit, periods: Sequence[str], weights: Mapping[str, Fraction]
) -> dict[str, dict[str, Fraction]]:
    """period → row of the budget → sum; "uvr": the production executed, weighed."""
    found: dict[str, dict[str, Fraction]] = defaultdict(dict)
    figures = Figure.objects.filter(
        report__plan__hospital__unit__path__startswith=place.path, report__period__in=periods
    ).exclude(report__state__in=UNDELIVERED)
    budget = figures.filter(cuadro="presupuesto", row__in=EVOLVING)
    made = figures.filter(cuadro="produccion", column="ejecutado", row__in=tuple(weights))
    for rows, is_made in ((budget, False), (made, True)):
        grouped = rows.order_by().values("report__period", "row").annotate(**sum_parts())
        for period, row, high, low in grouped.values_list("report__period", "row", "high", "low"):
            value = summed(high, low)
            if is_made:
                found[period]["uvr"] = found[period].get("uvr", Fraction(0)) + value * weights[row]
            else:
                found[period][row] = value
    return found
