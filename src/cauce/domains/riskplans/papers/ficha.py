"""Ficha resumen of an ESE and quarter: one page. Document 003, "Informe por cada Empresa Social del Estado"."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from ..country import quarter_name
from ..models import QuarterReport
from ..rules.amounts import printed
from ..rules.balance_cuadros import BUDGETARY, OPERATING
from ..rules.cells import labels
from ..rules.states import REPORT_LABELS, ReportState
from . import words
from .blocks import Block, Facts, Note, Paper, Table
from .hospital import HospitalQuarter
from .scores import STANDINGS, summary, verdict

ISSUER = "Planes de gestión integral del riesgo · PGIR"


def compose_ficha(report: QuarterReport) -> Paper:
    """The page of one report."""
    one = HospitalQuarter(report)
    blocks: list[Block] = [Facts(about(one)), *_score(one), *one.flow(), *in_short(one)]
    returned = report.sections.filter(state="returned").values_list("cuadro", flat=True)
    if returned:
        blocks.append(Note(_("Secciones devueltas: %(names)s.") % {"names": labels(returned)}, strong=True))
    return Paper(
        title=_("Ficha resumen del PGIR"),
        subtitle=f"{one.hospital.unit.name} · {quarter_name(report.period)}",
        issuer=ISSUER,
        blocks=blocks,
        facts={"hospital": one.hospital.code, "period": report.period},
    )


def about(one: HospitalQuarter) -> list[tuple[str, str]]:
    """Who the hospital is and how its report stands."""
    report, hospital = one.report, one.hospital
    plan, version = report.plan, report.plan_version
    category = one.readings.categories.get(report.plan.hospital_id)
    return [
        (_("Código"), hospital.code),
        (_("Municipio"), hospital.unit.area.name if hospital.unit.area else words.DASH),
        (_("Territorio"), hospital.unit.parent.name),
        (_("Nivel y carácter"), f"{hospital.get_level_display()} · {hospital.get_character_display()}"),
        (_("Riesgo"), category.get_category_display() if category else words.DASH),
        (_("PGIR"), f"{plan.first_year}-{plan.last_year} · {version.get_kind_display()}"),
        (_("Viabilizado"), words.day(plan.viable_on)),
        (_("Estado del informe"), REPORT_LABELS[ReportState(report.state)]),
    ]


def _score(one: HospitalQuarter) -> list[Block]:
    """The table of factors; the chart stays for the longer papers."""
    table = [block for block in summary(one.score) if block.kind != "chart"]
    return [Facts([(str(STANDINGS[one.score.standing]), verdict(one.score))]), *table]


def in_short(one: HospitalQuarter) -> list[Block]:
    """A line for each of the other Cuadros."""
    f, matrix = one.figures, one.readings.matrices[one.report.pk]
    rows = [
        (_("Actividades con soporte ÷ exigibles"), f"{matrix.executed} ÷ {matrix.programmed}"),
        (
            _("Producción en UVR, ejecutada ÷ programada"),
            f"{words.count(one.uvr[1])} ÷ {words.count(one.uvr[0])} = {words.ratio(one.uvr[1], one.uvr[0])}",
        ),
        (_("Recaudo por UVR ÷ gasto por UVR"), _per_uvr(one)),
        (_("Ventas reconocidas"), words.pesos(f.get(("ingresos", "ventas_total", "reconocido")))),
        (_("Ventas recaudadas"), words.pesos(f.get(("ingresos", "ventas_total", "recaudado")))),
        (_("Pasivo al inicio"), words.pesos(f.get(("pasivos", "total_pasivos", "saldo")))),
        (_("Pasivo pagado"), words.pesos(f.get(("pasivos", "total_pasivos", "pagado")))),
        *_balances(one),
    ]
    return [Table(_("Otros Cuadros"), [_("Concepto"), _("Valor")], rows)]


def _balances(one: HospitalQuarter) -> list[tuple[str, str]]:
    """Both lines of Cuadros 11 and 12."""
    labels = (
        (OPERATING, _("Equilibrio operacional corriente"), _("Equilibrio operacional con recaudo")),
        (
            BUDGETARY,
            _("Equilibrio presupuestal con reconocimientos"),
            _("Equilibrio presupuestal con recaudo"),
        ),
    )
    return [
        (f"{label} (Cuadro {cuadro.number})", words.percent(line.of(one.figures)))
        for cuadro, *names in labels
        for label, line in zip(names, cuadro.lines, strict=False)
    ]


def _per_uvr(one: HospitalQuarter) -> str:
    """Pesos collected and spent per UVR in the quarter: above 100 % there is something left for the plan."""
    uvr = one.uvr[1]
    cells = (("eficiencia", row, "ejecutado") for row in ("ventas_recaudadas", "gasto_total"))
    collected, spent = (one.figures.get(cell) for cell in cells)
    if not uvr or collected is None or spent is None:
        return words.DASH
    shown = f"{words.pesos(_whole(collected / uvr))} ÷ {words.pesos(_whole(spent / uvr))}"
    return f"{shown} = {words.ratio(collected, spent)}"


def _whole(value: Fraction) -> Fraction:
    return Fraction(printed(value, Decimal(1)))
