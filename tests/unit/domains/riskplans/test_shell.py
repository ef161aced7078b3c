"""The module in the shell: menu, to-do list, search box, help; each person only theirs."""

from datetime import timedelta

import pytest

from cauce.core.todo import todo_for
from cauce.domains.riskplans import actions, help
from cauce.domains.riskplans.papers.blocks import Paper
from cauce.domains.riskplans.presenters import readable
from cauce.web import help as web_help
from cauce.web.navigation import menu_for
from cauce.web.search import search
from tests.factories import user_with


def titles(user, at):
    return [item.title for item in todo_for(user, at) if item.module == "riskplans"]


def labels(user, at):
    return [
        item.label
        for group in menu_for(user, at)
        if group.label == "Planes de riesgo"
        for item in group.items
    ]


def test_the_menu_is_for_who_reads_risk_plans(colombia):
    assert "Informes trimestrales" in labels(colombia.officer, colombia.at)
    assert "Alertas y puntajes" not in labels(colombia.catalogue, colombia.at)
    assert labels(user_with("auditor", colombia.places["colombia"]), colombia.at) == []


def test_the_officer_is_told_of_the_quarter_with_its_term(colombia):
    colombia.version()
    [item] = [i for i in todo_for(colombia.officer, colombia.at) if i.module == "riskplans"]
    assert item.title == "Presentar el informe del I trimestre de 2026"
    assert item.due_at.isoformat().startswith("2026-04-20T23:59:59")


def test_each_step_waits_for_whoever_has_it(colombia):
    report = colombia.report()
    assert titles(colombia.territory, colombia.at) == []
    actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    assert titles(colombia.officer, colombia.at) == []
    assert titles(colombia.territory, colombia.at) == ["Revisar el informe"]
    assert titles(colombia.other_territory, colombia.at) == []
    actions.start_review(by=colombia.territory, at=colombia.at, report=report)
    actions.return_section(
        by=colombia.territory, at=colombia.at, report=report, cuadro="flujo", reason="No cuadra"
    )
    assert titles(colombia.territory, colombia.at) == ["Terminar la revisión"]
    actions.return_report(by=colombia.territory, at=colombia.at, report=report)
    assert titles(colombia.officer, colombia.at) == ["Corregir el informe devuelto del I trimestre de 2026"]


def test_the_superintendence_is_told_of_what_it_receives_and_decides(colombia):
    colombia.uvr()
    report = colombia.accepted()
    assert titles(colombia.evaluator, colombia.at)[0] == "Recibir el informe"
    actions.receive_report(by=colombia.evaluator, at=colombia.at, report=report)
    assert titles(colombia.evaluator, colombia.at)[0] == "Evaluar el informe"
    version = actions.ask_modification(
        by=colombia.territory, at=colombia.at, plan=report.plan, reason="Cambió la red"
    )
    actions.request_viability(by=colombia.territory, at=colombia.at, version=version)
    assert "Decidir la viabilidad: modificación" in titles(colombia.evaluator, colombia.at)


def test_who_is_late_is_counted_for_the_territory(colombia):
    colombia.version()
    assert titles(colombia.territory, colombia.at) == []
    assert titles(colombia.territory, colombia.at + timedelta(days=10)) == ["1 ESE no ha entregado"]


def test_the_territory_finishes_corrects_and_writes(colombia):
    version = colombia.version()
    type(version).objects.filter(pk=version.pk).update(state="refused")
    assert titles(colombia.territory, colombia.at) == ["Corregir y presentar de nuevo: plan original"]
    actions.rework_plan(by=colombia.territory, at=colombia.at, version=version)
    assert titles(colombia.territory, colombia.at) == ["Terminar y presentar: plan original"]
    assert titles(colombia.other_territory, colombia.at) == []


def test_the_follow_up_and_the_annual_report_wait_until_they_are_issued(colombia):
    colombia.accepted()
    assert titles(colombia.territory, colombia.at) == ["Escribir y emitir el informe de seguimiento"]
    assert titles(colombia.other_territory, colombia.at) == []
    annual = "Escribir y emitir el informe anual al Ministerio"
    assert annual in titles(colombia.evaluator, colombia.at)
    assert titles(colombia.ministry, colombia.at) == []
    root = colombia.places["colombia"]
    for by, kind, place, period in (
        (colombia.territory, "follow_up", colombia.tolima, "2026Q1"),
        (colombia.evaluator, "annual", root, "2025April"),
    ):
        paper = Paper("Informe", "Prueba", "Cauce", [])
        actions.issue_paper(by=by, at=colombia.at, kind=kind, place=place, period=period, paper=paper)
    assert titles(colombia.territory, colombia.at) == []
    assert annual not in titles(colombia.evaluator, colombia.at)


def test_the_catalogue_is_told_that_there_are_no_weights(colombia):
    assert titles(colombia.catalogue, colombia.at) == ["Cargar los pesos UVR"]
    colombia.uvr()
    assert titles(colombia.catalogue, colombia.at) == []


@pytest.mark.parametrize("text", ["730010001", "73001", "honda", "HONDA"])
def test_an_ese_is_found_by_code_or_name_within_reach(colombia, text):
    def hits(user):
        groups = [g for g in search(user, text, colombia.at) if g.label == "ESE con plan de riesgo"]
        return [hit.title for group in groups for hit in group.hits if "honda" in hit.title]

    assert hits(colombia.territory) == ["730010001 · ESE honda"]
    assert hits(colombia.other_territory) == []
    assert hits(user_with("auditor", colombia.places["colombia"])) == []


@pytest.mark.parametrize("key", help.TITLES)
def test_every_topic_has_its_text(key):
    topic = web_help.find("riskplans", key)
    assert topic is not None
    assert len(topic.plain) > 80


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            {"period": "2026Q1", "cuadro": "flujo"},
            {"period": "I trimestre de 2026", "cuadro": "«Flujo financiero»"},
        ),
        ({"period": "2026April", "folio": "CAU-1"}, {"period": "corte al 31/03/2027", "folio": "CAU-1"}),
        ({"cuadro": "medidas", "total": "86.23"}, {"cuadro": "«Matriz de medidas»", "total": "86,23"}),
        ({"cuadro": ""}, {"cuadro": ""}),
    ],
)
def test_the_log_speaks_of_quarters_cuadros_and_scores_as_people_do(data, words):
    assert readable(data) == words
