"""What the source asks of the reports, and that their numbers are those of the database: recomputed here by plain SQL."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from cauce.core.countries import country
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Plan
from cauce.domains.riskplans.papers.blocks import Heading
from cauce.domains.riskplans.papers.evaluation import compose_evaluation
from cauce.domains.riskplans.papers.ficha import compose_ficha
from cauce.domains.riskplans.papers.follow_up import compose_follow_up, context, network_of
from cauce.domains.riskplans.papers.hospital import HospitalQuarter
from cauce.domains.riskplans.papers.narratives import Texts
from cauce.domains.riskplans.papers.printing import preliminary
from cauce.domains.riskplans.queries.figures import matrix_of
from cauce.domains.riskplans.rules.aspects import ASPECTS
from tests.factories.colombia import QUARTER, executed, programmed
from tests.pdf import text_of

PESO = "$\u00a0"


@pytest.fixture(autouse=True)
def _forms():
    with country("CO").forms():
        yield


def table(blocks, title):
    return next(b for b in blocks if b.kind == "table" and title in b.title)


def titles(blocks):
    return [b.title for b in blocks if b.kind == "table"]


def sql(statement, *parameters):
    """The one number that a statement gives, in pesos."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0] / 10_000


def two_halves(colombia):
    """ESE Honda's reports of the first two quarters, sent; what is cumulative grows."""
    colombia.uvr()
    first = colombia.accepted()
    version = first.plan_version
    type(version).objects.filter(pk=version.pk).update(state="draft")
    at = colombia.at.replace(month=7, day=20)
    write = {"by": colombia.territory, "at": at, "version": version, "period": "2026Q2"}
    actions.programme(**write, typed=programmed())
    type(version).objects.filter(pk=version.pk).update(state="viabilised")
    second = actions.open_report(by=colombia.officer, at=at, plan=first.plan, period="2026Q2")
    figures = executed(2) | {
        ("presupuesto", "recaudos", "valor"): "150.50",
        ("presupuesto", "comprometidos", "valor"): "200",
        ("produccion", "laboratorio", "ejecutado"): "40",
        ("estados_financieros", "pasivo_corriente", "valor"): "40",
    }
    actions.save_figures(by=colombia.officer, at=at, report=second, typed=figures)
    return first, actions.send_report(by=colombia.officer, at=at, report=second, confirmed=True)


def test_the_matrix_counts_what_the_score_counts(colombia):
    report = colombia.report()
    activity = colombia.done(report)
    note = table(HospitalQuarter(report).measures(), "Matriz").note
    assert "1 exigibles" in note
    assert "0 con soporte" in note
    upload = SimpleUploadedFile("acta.txt", b"acta")
    actions.add_evidence(by=colombia.officer, at=colombia.at, report=report, upload=upload, activity=activity)
    after = actions.open_report(
        by=colombia.officer, at=colombia.at.replace(month=7), plan=report.plan, period="2026Q2"
    )
    found = table(HospitalQuarter(after).measures(), "Matriz")
    assert "2 exigibles" in found.note
    assert f"{matrix_of(after).executed} con soporte" in found.note
    assert [row[-1] for row in found.rows] == ["Con soporte", "Pendiente"]
    assert found.rows[0][0] == "Reorganización: Medida"


def test_the_context_names_the_act_who_was_remitted_and_how_each_plan_stands(colombia):
    colombia.accepted()
    colombia.uvr()
    waiting = actions.create_plan(
        by=colombia.territory,
        at=colombia.at,
        hospital=colombia.hospitals["libano"],
        first_year=2026,
        last_year=2028,
        remitted_on=date(2025, 6, 1),
    )
    for key, category in (("honda", "high"), ("libano", "medium")):
        actions.set_category(
            by=colombia.catalogue,
            at=colombia.at,
            hospital=colombia.hospitals[key],
            year=2026,
            category=category,
            act="Resolución 1 de 2026",
        )
    net = network_of(colombia.tolima, QUARTER)
    blocks = context(net, Texts(colombia.tolima, QUARTER))
    facts = dict(next(b for b in blocks if b.kind == "facts").pairs)
    assert (facts["Remitidas por el Ministerio de Hacienda"], facts["Con PGIR viabilizado"]) == ("1", "1")
    rows = {row[0]: row[1:] for row in table(blocks, "riesgo medio o alto").rows}
    assert rows["ESE libano"] == ("Riesgo medio", "Resolución 1 de 2026", "01/06/2025", "En preparación")
    assert rows["ESE honda"][-1] == "Viabilizado el 15/04/2026"
    assert Plan.objects.get(pk=waiting.plan_id).viable_on is None


def test_each_ese_has_its_ficha_annexes_and_trends(colombia):
    two_halves(colombia)
    paper = compose_follow_up(colombia.tolima, "2026Q2")
    found = titles(paper.blocks)
    for title in (
        "Evaluación ponderada",
        "Otros Cuadros",
        "Anexos: soportes adjuntos",
        "Cuadro 2 · Matriz de medidas",
        "Cuadro 6 · Flujo financiero",
        "Cuadro 9 · Venta de servicios por régimen",
        "Cuadro 7 · Pasivos",
        "Cuadro 8 · Ejecución presupuestal",
        "Cuadro 11 · Equilibrio operacional (corriente y con recaudo)",
        "Cuadro 12 · Equilibrio presupuestal",
        "Tendencia presupuestal y de ventas",
        "Cuadros 11 y 12 · Comportamiento del equilibrio operacional y presupuestal",
        "Cuadro 10 · Eficiencia ejecutada, pesos por UVR",
        "Cuadro 10 · Eficiencia programada, pesos por UVR",
        "Indicadores financieros por semestre",
        "Cuadro 5 · Calidad",
        "Cuadro 4 · Producción",
        "Tendencia de la producción en UVR",
        "Flujo financiero agregado",
        "Venta de servicios agregada",
        "Pago de pasivos agregado",
        "Evolución del conjunto de ESE: ingresos, gastos y producción",
    ):
        assert title in found
    headings = [b.text for b in paper.blocks if isinstance(b, Heading) and b.level == 2]
    assert [text[:2] for text in headings] == ["1.", "2.", "3.", "3.", "4.", "5."]


def test_the_trend_is_what_each_quarter_reported(colombia):
    two_halves(colombia)
    blocks = compose_follow_up(colombia.tolima, "2026Q2").blocks
    trend = {row[0]: row[1:] for row in table(blocks, "Tendencia presupuestal").rows}
    assert trend["II\u00a02026"][1:3] == (f"{PESO}150,50", f"{PESO}200")
    both = {row[0]: row[1:] for row in table(blocks, "Comportamiento del equilibrio").rows}
    assert both["I\u00a02026"] == ("400,00\u00a0%", "400,00\u00a0%", "100,00\u00a0%", "100,00\u00a0%")
    assert both["II\u00a02026"] == ("200,00\u00a0%", "200,00\u00a0%", "50,00\u00a0%", "75,25\u00a0%")
    made = {row[0]: row[1:] for row in table(blocks, "producción en UVR").rows}
    cells = len([c for c in executed() if c[0] == "produccion"])
    assert made["II\u00a02026"][:2] == (_number(cells * 100), _number(cells * 100 - 60))


def _number(value):
    return f"{value:,}".replace(",", ".")


def test_the_aggregate_takes_only_what_was_delivered_and_equals_the_database(colombia):
    _first, second = two_halves(colombia)
    blocks = compose_follow_up(colombia.tolima, "2026Q2").blocks
    collected = sql(
        "SELECT SUM(f.value) FROM riskplans_figure f JOIN riskplans_quarterreport r ON r.id = f.report_id"
        " WHERE r.period = %s AND r.state NOT IN ('draft', 'returned') AND f.cuadro = 'presupuesto' AND f.row = 'recaudos'",
        "2026Q2",
    )
    assert collected == 150.5
    evolution = {row[0]: row[1:] for row in table(blocks, "Evolución del conjunto").rows}
    assert evolution["II\u00a02026"][:3] == ("1", f"{PESO}100", f"{PESO}150,50")
    assert evolution["I\u00a02026"][:3] == ("1", f"{PESO}100", f"{PESO}100,00")
    assert "Suma de 1 informes" in table(blocks, "Flujo financiero agregado").note
    type(second).objects.filter(pk=second.pk).update(state="returned")
    blocks = compose_follow_up(colombia.tolima, "2026Q2").blocks
    assert "Suma de 0 informes" in table(blocks, "Flujo financiero agregado").note
    assert [row[0] for row in table(blocks, "Evolución del conjunto").rows] == ["I\u00a02026"]


def test_half_years_stand_side_by_side(colombia):
    _first, second = two_halves(colombia)
    colombia.at = colombia.at.replace(month=12)
    found = table(HospitalQuarter(second).statements(), "por semestre")
    assert found.heads[2:] == ["II\u00a02026"]
    values = {row[0]: row[2] for row in found.rows}
    assert values["Razón corriente"] == "2,50\u00a0veces"
    assert {
        "Endeudamiento total", "Margen operacional", "Rotación de cartera", "Rotación de proveedores",
        "Punto de equilibrio", "Flujo de efectivo",
    } <= set(values)  # fmt: skip


def test_the_efficiency_names_every_concept_executed_and_programmed(colombia):
    _first, second = two_halves(colombia)
    done, goal, *_rest = HospitalQuarter(second).efficiency()
    assert [row[0] for row in done.rows] == [row[0] for row in goal.rows]
    assert len(done.rows) == 11
    spent, weighed = (
        sql(
            "SELECT SUM(f.value) FROM riskplans_figure f JOIN riskplans_quarterreport r ON r.id = f.report_id"
            " WHERE f.cuadro = %s AND f.column = 'ejecutado' AND f.row LIKE %s",
            *where,
        )
        for where in (("eficiencia", "insumos"), ("produccion", "%"))
    )
    supplies = next(row for row in done.rows if row[0] == "Insumos")
    assert supplies[1] == f"{spent / weighed:.0f}"
    chart = HospitalQuarter(second).efficiency()[-1]
    assert {"Gasto programado", "Ventas programadas"} <= set(chart.figure.header)


def closed(colombia):
    report = colombia.received()
    write = {"by": colombia.evaluator, "at": colombia.at}
    found = actions.open_evaluation(**write, report=report)
    actions.save_evaluation(**write, evaluation=found, aspects=dict.fromkeys(ASPECTS, "Texto."))
    return actions.close_evaluation(**write, evaluation=found)


def test_the_evaluation_prints_the_sheet_of_commitments(colombia):
    evaluation = closed(colombia)
    sheet = table(compose_evaluation(evaluation).blocks, "Evaluación de cada compromiso")
    assert sheet.heads[3:] == ["% cumplimiento", "Ponderación", "Evaluación"]
    assert len(sheet.rows) == 6 + 1 + 1 + 1 + 2
    first = sheet.rows[0]
    assert first == (
        "Flujo financiero del programa: Ingresos venta de servicios", "100", "100", "100,00\u00a0%", "5,00", "5,00",
    )  # fmt: skip
    assert sheet.foot[-1] == f"{evaluation.total:.2f}".replace(".", ",")


def test_every_aspect_of_the_evaluation_stands_on_its_figures(colombia):
    found = titles(compose_evaluation(closed(colombia)).blocks)
    for title in (
        "Cuadro 2 · Matriz de medidas",
        "Cuadro 6 · Flujo financiero",
        "Cuadro 4 · Producción",
        "Cuadro 8 · Ejecución presupuestal",
        "Cuadro 11 · Equilibrio operacional (corriente y con recaudo)",
        "Cuadro 12 · Equilibrio presupuestal",
        "Cuadro 7 · Pasivos",
        "Evolución del conjunto de ESE: ingresos, gastos y producción",
        "Puntos que pierde cada factor",
    ):
        assert title in found


def test_figures_that_changed_after_the_evaluation_are_told(colombia):
    evaluation = closed(colombia)
    before = compose_evaluation(evaluation)
    assert not any(b.kind == "note" and b.strong for b in before.blocks)
    evaluation.report.figures.filter(cuadro="flujo", row="ventas").update(value="50")
    after = compose_evaluation(evaluation)
    (warning,) = [b.text for b in after.blocks if b.kind == "note" and b.strong]
    assert "cambiaron después de esta evaluación" in warning
    assert table(after.blocks, "cada compromiso").rows == table(before.blocks, "cada compromiso").rows


def test_the_ficha_stays_on_one_page_and_says_what_was_produced(colombia):
    report = closed(colombia).report
    paper = compose_ficha(report)
    rows = dict(table(paper.blocks, "Otros Cuadros").rows)
    assert rows["Producción en UVR, ejecutada ÷ programada"].endswith("= 100,00\u00a0%")
    assert rows["Recaudo por UVR ÷ gasto por UVR"].endswith("= 25,00\u00a0%")
    assert len(text_of(preliminary(paper, colombia.at, synthetic=True, watermark=""))) == 1


def test_the_page_of_an_ese_shows_every_trend(colombia, client):
    two_halves(colombia)
    client.force_login(colombia.officer)
    page = client.get("/planes-de-riesgo/ese/730010001/").content.decode()
    for title in (
        "Tendencia presupuestal y de ventas",
        "Comportamiento del equilibrio",
        "Eficiencia ejecutada",
        "Eficiencia programada",
        "Tendencia de la producción en UVR",
        "Indicadores financieros por semestre",
        "2026 (2 trim.)",
    ):
        assert title in page
