"""One ESE in one quarter: the tables and charts of each Cuadro, filled in from its report. Document 003, 3.1 to 3.6."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _

from ..country import number_of
from ..models import QuarterReport
from ..queries.checks import VARIATION
from ..queries.trends import Trends
from ..rules.balance_cuadros import BALANCES
from ..rules.cells import labels
from ..rules.cuadros import BUDGET, FLOW, LIABILITIES, PRODUCTION, QUALITY, REVENUE
from ..rules.definition import FLOW_ROWS, Definition
from ..rules.evaluation import Pair
from ..rules.evaluation import ratio as compliance_of
from ..rules.figures import weighted_production, with_totals
from ..rules.financial import large_variations
from . import words
from .balances import balance_table
from .blocks import Block, Note, Table
from .readings import Readings
from .scores import Score
from .trend_blocks import (
    budget_trend,
    efficiency_tables,
    equilibrium_table,
    financial_trend,
    production_trend,
)


class HospitalQuarter:
    """The figures of one report, read once, and its blocks one Cuadro at a time."""

    def __init__(self, report: QuarterReport, readings: Readings | None = None) -> None:
        self.report = report
        self.hospital = report.plan.hospital
        self.readings = readings or Readings([report])
        self.figures = with_totals(self.readings.figures[report.pk])
        self.span, self.number = self.readings.span, number_of(self.readings.span)

    @property
    def score(self) -> Score:
        """The evaluation, or what the figures would score."""
        return self.readings.scores[self.report.pk]

    @property
    def trends(self) -> Trends:
        """Years and quarters up to this one."""
        return self.readings.trends[self.report.plan.hospital_id]

    @cached_property
    def uvr(self) -> tuple[Fraction | None, Fraction | None]:
        """Production in UVR, programmed and executed, with the weights in force at the quarter's end."""
        _table, weights = self.readings.weights
        programmed, executed = (
            weighted_production(self.figures, column, weights) for column in ("programado", "ejecutado")
        )
        return programmed, executed

    @cached_property
    def definition(self) -> Definition:
        """With which the flow's directions are read."""
        return self.score.scored.definition if self.score.scored else Definition()

    def column(self, cuadro: str, column: str) -> Mapping:
        """Row → figure of a column."""
        return {r: v for (c, r, k), v in self.figures.items() if (c, k) == (cuadro, column)}

    def measures(self) -> list[Block]:
        """3.1 Matriz de medidas: activities due by the quarter's end, done, with evidence: what the score counts."""
        rows, counts = [], [0, 0, 0]
        for line in self.readings.measures[self.report.pk]:
            if not line.due:
                continue
            done = line.progress if line.progress and line.progress.done else None
            found = (1, done is not None, line.counts)
            counts = [n + k for n, k in zip(counts, found, strict=True)]
            activity, files = line.activity, len(line.evidence) + len(line.earlier)
            state = _("Con soporte") if files else _("Sin soporte")
            rows.append(
                (
                    f"{activity.category}: {activity.measure}", f"{activity.number}. {activity.name}", activity.responsible,
                    words.day(activity.due_on), words.day(done.done_on) if done else words.DASH,
                    words.pesos(_exact(activity.amount)), words.pesos(_exact(done.amount) if done else None),
                    state if done else _("Pendiente"),
                )
            )  # fmt: skip
        heads = [
            _("Medida"), _("Actividad"), _("Responsable"), _("Programada"), _("Cumplida"), _("Valor programado"),
            _("Valor ejecutado"), _("Estado"),
        ]  # fmt: skip
        foot = _(
            "%(due)s exigibles al cierre del trimestre; %(done)s cumplidas; %(backed)s con soporte, que son las que cuentan."
        )
        note = foot % {"due": counts[0], "done": counts[1], "backed": counts[2]}
        empty = _("Ninguna actividad es exigible todavía.")
        return [Table(_("Cuadro 2 · Matriz de medidas"), heads, rows, note=note, words=3, empty=empty)]

    def annexes(self) -> list[Block]:
        """The files that support the report, by activity or Cuadro, with the start of their digest."""
        files = self.readings.files.get(self.report.pk, ())
        rows = [
            (f"{_('Actividad')} {e.activity.number}" if e.activity else labels([e.cuadro]), e.name, words.day(e.at),
             e.digest[:12])
            for e in files
        ]  # fmt: skip
        heads = [_("Sustenta"), _("Archivo"), _("Adjuntado"), _("Huella")]
        empty = _("La ESE no adjuntó soportes en este trimestre.")
        return [Table(_("Anexos: soportes adjuntos"), heads, rows, words=2, empty=empty)]

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
            money = [self.figures.get(("ingresos", line.key, c.key)) for c in REVENUE.columns]
            _goal, recognised, _due, collected = money
            cells = (line.label, *map(words.pesos, money), words.ratio(collected, recognised))
            if line.sum_of:
                foot = cells
            else:
                rows.append(cells)
        heads = [_("Régimen"), *(c.label for c in REVENUE.columns), _("Recaudo ÷ reconocimiento")]
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
        """3.3 Ejecución presupuestal of the quarter and its equilibria: Cuadros 8, 11 and 12, each by its name."""
        found = self.column("presupuesto", "valor")
        goals = self.column("presupuesto", "programado")
        rows = [
            (line.label, words.pesos(goals.get(line.key)), words.pesos(found.get(line.key)))
            for line in BUDGET.rows
        ]
        heads = [_("Concepto"), *(column.label for column in BUDGET.columns)]
        own = Table(_title(BUDGET.number, BUDGET.name), heads, rows)
        return [own, *(balance_table(cuadro, self.figures) for cuadro in BALANCES)]

    def budget_trend(self) -> list[Block]:
        """3.3 Budget, sales and equilibria quarter by quarter, with their chart."""
        return budget_trend(self.trends.balances)

    def equilibrium(self) -> list[Block]:
        """Cuadros 11 and 12 quarter by quarter."""
        return [equilibrium_table(self.trends.balances)]

    def efficiency(self) -> list[Block]:
        """3.3 Eficiencia of up to seven years back, in pesos per UVR, executed and programmed, with its chart."""
        return efficiency_tables(self.trends)

    def production_trend(self) -> list[Block]:
        """3.5 UVR quarter by quarter against what was programmed, with its chart."""
        return production_trend(self.trends.balances)

    def production(self, most: int | None = None) -> list[Block]:
        """3.5 Producción against what was programmed, the UVR last. most: only the concepts with most UVR."""
        table, weights = self.readings.weights
        lines = [line for line in PRODUCTION.rows if most is None or line.key in weights]
        if most is not None:
            executed = self.column("produccion", "ejecutado")
            lines = sorted(lines, key=lambda line: -(executed.get(line.key, 0) * weights[line.key]))[:most]
        rows = [self._programmed(PRODUCTION.key, line.key, line.label) for line in lines]
        foot = (_("Producción en UVR"), *map(words.count, self.uvr), words.ratio(self.uvr[1], self.uvr[0]))
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
        blocks: list[Block] = financial_trend(self.readings.halves.get(self.report.plan.hospital_id, {}))
        earlier = self.readings.before.get(self.report.plan.hospital_id, {})
        before = {r: v for (c, r, _k), v in earlier.items() if c == "estados_financieros"}
        told = self.readings.told.get(self.report.pk, {})
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
