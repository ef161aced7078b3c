"""One ESE in one quarter: the tables and charts of each Cuadro, filled in from its report. Document 003, 3.1 to 3.6."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _

from ..charts import balance_chart, efficiency_chart
from ..country import number_of, quarter, quarter_mark
from ..models import QuarterReport
from ..queries.checks import VARIATION
from ..queries.figures import figures_of, previous_half, weights_on
from ..queries.trends import Trends, trends_of
from ..rules.balance import balance, equilibria
from ..rules.cuadros import CUADROS, FLOW, LIABILITIES, PRODUCTION, QUALITY, REVENUE
from ..rules.definition import FLOW_ROWS, Definition
from ..rules.evaluation import Pair
from ..rules.evaluation import ratio as compliance_of
from ..rules.figures import weighted_production, with_totals
from ..rules.financial import indicators, large_variations
from . import words
from .blocks import Block, Chart, Note, Table
from .scores import Score, score_of


class HospitalQuarter:
    """The figures of one report, read once, and its blocks one Cuadro at a time."""

    def __init__(self, report: QuarterReport) -> None:
        self.report = report
        self.hospital = report.plan.hospital
        self.figures = with_totals(figures_of(report))
        span = quarter(report.period)
        if span is None:
            raise ValueError(report.period)
        self.span, self.number = span, number_of(span)

    @cached_property
    def score(self) -> Score:
        """The evaluation, or what the figures would score."""
        return score_of(self.report)

    @cached_property
    def trends(self) -> Trends:
        """Years and quarters up to this one."""
        return trends_of(self.hospital, self.span.start.year, self.report.period)

    @cached_property
    def definition(self) -> Definition:
        """With which the flow's directions are read."""
        return self.score.scored.definition if self.score.scored else Definition()

    def column(self, cuadro: str, column: str) -> Mapping:
        """Row → figure of a column."""
        return {r: v for (c, r, k), v in self.figures.items() if (c, k) == (cuadro, column)}

    def measures(self) -> list[Block]:
        """3.1 Matriz de medidas: activities due by the quarter's end, done, with evidence."""
        version = self.report.plan_version
        done = {p.activity_id: p for p in self.report.progress.filter(done=True)}
        held = set(
            self.report.evidence.filter(withdrawn_at=None, activity__isnull=False).values_list(
                "activity", flat=True
            )
        )
        rows, counts = [], [0, 0, 0]
        for activity in version.activities.filter(due_on__lte=self.span.end):
            progress = done.get(activity.pk)
            backed = progress is not None and activity.pk in held
            counts = [n + k for n, k in zip(counts, (1, progress is not None, backed), strict=True)]
            state = _("Con soporte") if backed else _("Sin soporte") if progress else _("Pendiente")
            rows.append(
                (
                    f"{activity.number}. {activity.name}", activity.responsible, words.day(activity.due_on),
                    words.day(progress.done_on) if progress else words.DASH,
                    words.pesos(_exact(activity.amount)),
                    words.pesos(_exact(progress.amount) if progress else None), state,
                )
            )  # fmt: skip
        heads = [
            _("Actividad"), _("Responsable"), _("Programada"), _("Cumplida"), _("Valor programado"), _("Valor ejecutado"),
            _("Estado"),
        ]  # fmt: skip
        foot = _(
            "%(due)s exigibles al cierre del trimestre; %(done)s cumplidas; %(backed)s con soporte, que son las que cuentan."
        )
        note = foot % {"due": counts[0], "done": counts[1], "backed": counts[2]}
        empty = _("Ninguna actividad es exigible todavía.")
        return [Table(_("Cuadro 2 · Matriz de medidas"), heads, rows, note=note, words=2, empty=empty)]

    def flow(self) -> list[Block]:
        """3.2 Flujo financiero: programmed, executed, compliance."""
        rows = []
        for key, label in FLOW_ROWS.items():
            programmed, executed = (self.figures.get(("flujo", key, c)) for c in ("programado", "ejecutado"))
            raw = None
            if programmed is not None and executed is not None:
                raw = compliance_of(Pair(programmed, executed), self.definition.direction(key))
            rows.append((label, words.pesos(programmed), words.pesos(executed), words.percent(raw)))
        heads = [_("Concepto"), _("Programado"), _("Ejecutado"), _("Cumplimiento")]
        note = _("En gastos comprometidos menos es mejor: se divide lo programado entre lo ejecutado.")
        return [Table(_title(FLOW.number, FLOW.name), heads, rows, note=note)]

    def sales(self) -> list[Block]:
        """3.2 Venta de servicios por régimen."""
        rows, foot = [], ()
        for line in REVENUE.rows:
            recognised, collected = (
                self.figures.get(("ingresos", line.key, c)) for c in ("reconocido", "recaudado")
            )
            cells = (
                line.label,
                words.pesos(recognised),
                words.pesos(collected),
                words.ratio(collected, recognised),
            )
            if line.sum_of:
                foot = cells
            else:
                rows.append(cells)
        heads = [_("Régimen"), _("Reconocimientos"), _("Recaudos"), _("Recaudo ÷ reconocimiento")]
        return [Table(_("Cuadro 9 · Venta de servicios por régimen"), heads, rows, foot)]

    def liabilities(self) -> list[Block]:
        """3.2 Pago del pasivo, Cuenta 2."""
        rows, foot = [], ()
        for line in LIABILITIES.rows:
            owed, agreed, paid = (
                self.figures.get(("pasivos", line.key, c)) for c in ("saldo", "acordado", "pagado")
            )
            left = None if owed is None or paid is None else owed - paid
            cells = (line.label, *map(words.pesos, (owed, agreed, paid, left)), words.ratio(paid, agreed))
            if line.sum_of:
                foot = cells
            else:
                rows.append(cells)
        heads = [
            _("Acreedor"),
            _("Saldo al inicio"),
            _("Acordado"),
            _("Pagado"),
            _("Saldo"),
            _("Pagado ÷ acordado"),
        ]
        return [Table(_title(LIABILITIES.number, LIABILITIES.name), heads, rows, foot)]

    def budget(self) -> list[Block]:
        """3.3 Ejecución presupuestal and both equilibria, with their chart."""
        found = self.column("presupuesto", "valor")
        rows = [(line.label, words.pesos(found.get(line.key))) for line in CUADROS["presupuesto"].rows]
        pair = equilibria(found)
        if pair:
            for label, one in zip(
                (_("Equilibrio con reconocimientos"), _("Equilibrio con recaudo")), pair, strict=True
            ):
                rows.append((label, f"{words.percent(one.percent)} ({words.pesos(one.gap)})"))
        sales, committed = (
            self.figures.get(("ingresos", "ventas_total", "recaudado")),
            found.get("comprometidos"),
        )
        if sales is not None and committed is not None:  # P6: the variant, beside; it does not score
            label = _("Equilibrio con recaudo, solo venta de servicios (variante, no puntúa)")
            rows.append((label, words.percent(balance(sales, committed).percent)))
        blocks: list[Block] = [
            Table(_("Cuadros 8, 11 y 12 · Presupuesto y equilibrio"), [_("Concepto"), _("Valor")], rows)
        ]
        chart = balance_chart(
            [
                (quarter_mark(b.period), b.recognised, b.collected)
                for b in self.trends.balances
                if b.recognised and b.collected
            ]
        )
        return [*blocks, Chart(chart)] if chart else blocks

    def efficiency(self) -> list[Block]:
        """3.3 Eficiencia of up to seven years back, in pesos per UVR."""
        series = self.trends.executed
        rows = [
            (str(year), *(words.pesos(v) for v in (p.human_resource, p.spending, p.recognised, p.collected, p.gap)),
             words.pesos(p.missing), words.pesos(p.receivables))
            for year, p in series.items()
        ]  # fmt: skip
        heads = [
            _("Año"), _("Recurso humano / UVR"), _("Gasto / UVR"), _("Reconocido / UVR"), _("Recaudado / UVR"),
            _("Diferencia / UVR"), _("Recursos faltantes"), _("Aumento de cartera"),
        ]  # fmt: skip
        note = _(
            "El último año llega hasta el trimestre del informe. Los años sin informes vienen de los extractos de SIHO."
            " Todos usan la tabla UVR vigente al trimestre."
        )
        blocks: list[Block] = [
            Table(_("Cuadro 10 · Eficiencia"), heads, rows, note=note, empty=_("Sin producción reportada."))
        ]
        chart = efficiency_chart(series)
        return [*blocks, Chart(chart)] if chart else blocks

    def production(self, most: int | None = None) -> list[Block]:
        """3.5 Producción against what was programmed, the UVR last. most: only the concepts with most UVR."""
        table, weights = weights_on(self.span.end)
        lines = [line for line in PRODUCTION.rows if most is None or line.key in weights]
        if most is not None:
            executed = self.column("produccion", "ejecutado")
            lines = sorted(lines, key=lambda line: -(executed.get(line.key, 0) * weights[line.key]))[:most]
        rows = [self._programmed(PRODUCTION.key, line.key, line.label) for line in lines]
        uvr = [weighted_production(self.figures, c, weights) for c in ("programado", "ejecutado")]
        foot = (_("Producción en UVR"), *(words.count(v) for v in uvr), words.ratio(uvr[1], uvr[0]))
        heads = [_("Concepto"), _("Programado"), _("Ejecutado"), _("Ejecución")]
        note = _("Pesos UVR sintéticos de demostración.") if table and table.synthetic else ""
        return [Table(_title(PRODUCTION.number, PRODUCTION.name), heads, rows, foot, note=note)]

    def quality(self) -> list[Block]:
        """3.4 Calidad, half-yearly."""
        if self.number not in (2, 4):
            return [
                Note(_("Los indicadores de calidad se reportan por semestre: en el II y el IV trimestre."))
            ]
        rows = [
            (line.label, words.of_kind(line.kind, self.figures.get(("calidad", line.key, "meta"))),
             words.of_kind(line.kind, self.figures.get(("calidad", line.key, "resultado"))))
            for line in QUALITY.rows
        ]  # fmt: skip
        return [
            Table(_title(QUALITY.number, QUALITY.name), [_("Indicador"), _("Meta"), _("Resultado")], rows)
        ]

    def statements(self) -> list[Block]:
        """3.3 Financial indicators of the half-year, and the accounts that moved most with their explanation."""
        if self.number not in (2, 4):
            return [Note(_("Los estados financieros se reportan por semestre: en el II y el IV trimestre."))]
        found = self.column("estados_financieros", "valor")
        rows = []
        for one in indicators(found):
            value = words.pesos(one.value) if one.unit == "$" else f"{words.figure(one.value)} {one.unit}"
            rows.append((one.label, one.formula, value if one.value is not None else one.reason))
        heads = [_("Indicador"), _("Fórmula"), _("Valor")]
        blocks: list[Block] = [Table(_("Indicadores financieros del semestre"), heads, rows, words=2)]
        before = {r: v for (c, r, _k), v in previous_half(self.report).items() if c == "estados_financieros"}
        told = dict(self.report.explanations.values_list("subject", "text"))
        moves = [
            (v.label, words.pesos(v.before), words.pesos(v.after), words.percent(v.percent),
             told.get(v.row, _("Sin explicación")))
            for v in large_variations(before, found, VARIATION)
        ]  # fmt: skip
        if moves:
            heads = [
                _("Cuenta"),
                _("Semestre anterior"),
                _("Este semestre"),
                _("Variación"),
                _("Explicación"),
            ]
            blocks.append(Table(_("Variaciones de más del 30 %"), heads, moves))
        return blocks

    def _programmed(self, cuadro: str, row: str, label: str) -> tuple[str, ...]:
        programmed, executed = (self.figures.get((cuadro, row, c)) for c in ("programado", "ejecutado"))
        return label, words.count(programmed), words.count(executed), words.ratio(executed, programmed)


def _title(number: str, name: str) -> str:
    return _("Cuadro %(number)s · %(name)s") % {"number": number, "name": name}


def _exact(value: object) -> Fraction | None:
    return None if value is None else Fraction(value)  # type: ignore[arg-type]
