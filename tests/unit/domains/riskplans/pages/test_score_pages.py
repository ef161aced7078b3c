"""The score followed down to its figures; the what-if that writes nothing; evaluation written, closed, reopened; alerts."""

import pytest
from django.urls import reverse

from cauce.core.audit.models import Event
from cauce.core.documents.queries import current_document
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Evaluation, Figure
from cauce.domains.riskplans.papers.kinds import EVALUATION
from cauce.domains.riskplans.rules.aspects import ASPECTS
from tests.factories.colombia import executed

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def report(colombia):
    return colombia.received(
        {("flujo", "ventas", "ejecutado"): "90", ("presupuesto", "recaudos", "valor"): "80"}
    )


@pytest.fixture
def evaluator(client_as, colombia):
    return client_as(colombia.evaluator)


def at(name, *args):
    return reverse(f"riskplans:{name}", args=args)


def test_the_score_says_which_version_of_the_plan_it_used(evaluator, report):
    page = evaluator.get(at("score", report.pk)).content.decode()
    said = f'Programado según: <a href="{at("version", report.plan_version_id)}">plan original</a>'
    assert said in page


def test_every_intermediate_number_stands_with_its_formula_and_its_source(evaluator, report):
    page = evaluator.get(at("score", report.pk)).content.decode()
    assert "90 ÷ 100 × 100" in page  # the row
    assert "90,00" in page
    assert "30,00 × 98,33 ÷ 100 = 29,50 puntos" in page  # the factor: five rows at 100 and one at 90
    assert "no oficial" in page
    assert f"{at('section', report.pk, 'flujo')}#flujo.ventas.ejecutado" in page
    assert "Escrita" in page
    assert "no es una evaluación" in page
    assert "recta por los trimestres" in page


def test_what_was_not_programmed_is_said_and_its_weight_shared_out(evaluator, colombia):
    version = colombia.version()
    version.figures.filter(cuadro="flujo", row="ventas").update(value=0)
    colombia.uvr()
    report = actions.open_report(by=colombia.officer, at=colombia.at, plan=version.plan, period="2026Q1")
    actions.save_figures(by=colombia.officer, at=colombia.at, report=report, typed=executed())
    page = evaluator.get(at("score", report.pk)).content.decode()
    assert "No evaluable" in page
    assert "Programado 0: no es evaluable" in page
    assert "repartido: 20,00" in page.replace("\n", "")


def test_above_100_counts_as_100_with_the_raw_figure_beside(evaluator, colombia):
    report = colombia.received({("flujo", "ventas", "ejecutado"): "250"})
    page = evaluator.get(at("score", report.pk)).content.decode()
    assert "250,00" in page
    assert "tope 100" in page


def test_without_figures_the_page_says_which_are_missing(client_as, colombia):
    report = colombia.report({("flujo", "ventas", "ejecutado"): ""})
    client = client_as(colombia.officer)
    assert "No hay una tabla de pesos UVR vigente" in client.get(at("score", report.pk)).content.decode()
    colombia.uvr()
    page = client.get(at("score", report.pk)).content.decode()
    assert "Flujo financiero · Ingresos venta de servicios · Ejecutado" in page


def test_the_what_if_moves_the_score_and_writes_nothing(evaluator, report):
    before = (Figure.objects.count(), Event.objects.count(), Evaluation.objects.count())
    answer = evaluator.get(at("simulate", report.pk), {"recaudos": "100"}, **HTMX)
    page = answer.content.decode()
    assert "Equilibrio con recaudo: 24,00 → 30,00" in page
    assert "(+6,00)" in page
    assert "<html" not in page
    assert (Figure.objects.count(), Event.objects.count(), Evaluation.objects.count()) == before


def test_the_what_if_works_without_script_and_says_what_is_no_amount(evaluator, report):
    page = evaluator.get(at("simulate", report.pk), {"recaudos": "100", "uvr": "muchas"}).content.decode()
    assert "<html" in page
    assert "No es una cantidad" in page
    assert 'value="muchas"' in page
    same = evaluator.get(at("simulate", report.pk), {"recaudos": "80"}, **HTMX).content.decode()
    assert "Sin cambios todavía" in same


def test_an_evaluation_is_written_closed_and_reopened(evaluator, report):
    opened = evaluator.post(at("open_evaluation", report.pk))
    found = Evaluation.objects.get()
    assert opened.url == at("evaluation", found.pk)
    early = evaluator.post(opened.url, {"version": found.version, "accion": "cerrar"})
    assert early.status_code == 422
    assert "Falta escribir" in early.content.decode()
    found.refresh_from_db()
    texts = {f"aspecto-{key}": f"Texto de {key}" for key in ASPECTS}
    sent = texts | {"version": found.version, "accion": "cerrar", "categoria": "low"}
    assert evaluator.post(opened.url, sent).status_code == 302
    found.refresh_from_db()
    report.refresh_from_db()
    assert (found.state, report.state, found.recommended_category) == ("closed", "evaluated", "low")
    page = evaluator.get(opened.url).content.decode()
    assert "Texto de risks" in page
    assert "Emitir el informe de evaluación" in page
    evaluator.post(at("evaluation_issue", found.pk))
    page = evaluator.get(opened.url).content.decode()
    assert current_document(EVALUATION.code, found).folio in page
    assert "Emitir el informe de evaluación" not in page
    assert "Riesgo bajo" in page
    refused = evaluator.post(at("reopen_evaluation", found.pk), {"motivo": "x"}, follow=True)
    assert "muy corto" in refused.content.decode()
    answer = evaluator.post(at("reopen_evaluation", found.pk), {"motivo": "Se corrigió un soporte"})
    again = Evaluation.objects.get(number=2)
    assert answer.url == at("evaluation", again.pk)
    assert "Se corrigió un soporte" in evaluator.get(answer.url).content.decode()


def test_two_evaluators_see_both_texts(evaluator, report, colombia):
    found = actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    seen = found.version
    actions.save_evaluation(
        by=colombia.evaluator, at=colombia.at, evaluation=found, aspects={"risks": "Lo de la otra"}
    )
    answer = evaluator.post(
        at("evaluation", found.pk), {"version": seen, "accion": "guardar", "aspecto-risks": "Lo mío"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Lo mío" in page
    assert "Lo de la otra" in page
    found.refresh_from_db()
    assert found.aspects["risks"] == "Lo de la otra"


def test_a_report_that_was_not_received_is_not_evaluated(evaluator, colombia):
    colombia.uvr()
    report = colombia.accepted()
    answer = evaluator.post(at("open_evaluation", report.pk), follow=True)
    assert "no se puede evaluarlo" in answer.content.decode()
    assert not Evaluation.objects.exists()


def test_alerts_name_the_worst_factor_and_the_flags(evaluator, report):
    page = evaluator.get(at("warnings")).content.decode()
    assert "ESE honda" in page
    assert "Recaudo corto" in page
    assert "Medidas (−20,00)" in page
    assert "Ningún informe" in evaluator.get(at("warnings"), {"trimestre": "2020Q1"}).content.decode()


def test_the_hospitals_page_holds_its_scores_and_trends(evaluator, report, colombia):
    actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    page = evaluator.get(at("hospital", "730010001")).content.decode()
    assert "Eficiencia" in page
    assert "(1 trim.)" in page
    assert "Plan original" in page
