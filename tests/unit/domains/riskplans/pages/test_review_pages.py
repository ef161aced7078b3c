"""The territory's review: compared with the plan and the quarter before, judged section by section, returned or accepted."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cauce.domains.riskplans import actions


@pytest.fixture
def report(colombia):
    found = colombia.report({("flujo", "ventas", "ejecutado"): "50"})
    actions.send_report(by=colombia.officer, at=colombia.at, report=found, confirmed=True)
    found.refresh_from_db()
    return found


@pytest.fixture
def territory(client_as, colombia):
    return client_as(colombia.territory)


def at(name, *args):
    return reverse(f"riskplans:{name}", args=args)


def state(report):
    report.refresh_from_db()
    return report.state


def test_a_section_is_compared_with_what_was_programmed(territory, report):
    page = territory.get(at("review_section", report.pk, "flujo")).content.decode()
    assert "50,0\xa0%" in page
    assert "Escrita" in page


def test_it_is_compared_with_the_quarter_before(territory, report, colombia):
    later = colombia.at + timedelta(days=91)
    second = actions.open_report(by=colombia.officer, at=later, plan=report.plan, period="2026Q2")
    actions.save_figures(
        by=colombia.officer, at=later, report=second, typed={("flujo", "ventas", "ejecutado"): "75"}
    )
    page = territory.get(at("review_section", second.pk, "flujo")).content.decode()
    assert "I trimestre de 2026" in page
    assert "50,0 %" in page  # from 50 to 75


def test_the_review_begins_and_goes_to_the_first_section_unjudged(territory, report):
    assert territory.get(at("review", report.pk)).url == at("review_section", report.pk, "medidas")
    territory.post(at("report_act", report.pk), {"accion": "revisar"})
    assert state(report) == "in_review"
    answer = territory.post(
        at("judge", report.pk, "medidas"), {"accion": "aceptar", "siguiente": "capacidad"}
    )
    assert answer.url == at("review_section", report.pk, "capacidad")
    assert territory.get(at("review", report.pk)).url == at("review_section", report.pk, "capacidad")


def test_one_section_is_returned_with_its_reason_and_the_officer_reads_it(
    territory, report, client_as, colombia
):
    territory.post(at("report_act", report.pk), {"accion": "revisar"})
    refused = territory.post(at("judge", report.pk, "flujo"), {"accion": "devolver"}, follow=True)
    assert "Falta el motivo de la devolución" in refused.content.decode()
    territory.post(
        at("judge", report.pk, "flujo"), {"accion": "devolver", "motivo": "No cuadra con el presupuesto"}
    )
    territory.post(at("judge", report.pk, "flujo"), {"accion": "deshacer"})
    assert report.sections.get(cuadro="flujo").state == "pending"
    territory.post(
        at("judge", report.pk, "flujo"), {"accion": "devolver", "motivo": "No cuadra con el presupuesto"}
    )
    territory.post(at("report_act", report.pk), {"accion": "devolver"})
    assert state(report) == "returned"
    page = client_as(colombia.officer).get(at("section", report.pk, "flujo")).content.decode()
    assert "No cuadra con el presupuesto" in page
    assert "devolvió esta sección" in page


def test_it_is_accepted_whole_and_received(territory, report, client_as, colombia):
    territory.post(at("report_act", report.pk), {"accion": "revisar"})
    early = territory.post(at("report_act", report.pk), {"accion": "aceptar"}, follow=True)
    assert "Hay secciones sin revisar" in early.content.decode()
    for key in report.sections.values_list("cuadro", flat=True):
        territory.post(at("judge", report.pk, key), {"accion": "aceptar"})
    territory.post(at("report_act", report.pk), {"accion": "aceptar"})
    assert state(report) == "accepted"
    client_as(colombia.evaluator).post(at("report_act", report.pk), {"accion": "recibir"})
    assert state(report) == "received"


def test_the_superintendence_returns_what_it_received_and_says_why(client_as, colombia):
    report = colombia.received()
    client = client_as(colombia.evaluator)
    client.post(at("return_received", report.pk), {"motivo": " "})
    assert state(report) == "received"
    client.post(at("return_received", report.pk), {"motivo": "Falta el soporte del pasivo"})
    assert state(report) == "returned"


def test_an_unknown_act_does_nothing(territory, report):
    territory.post(at("report_act", report.pk), {"accion": "borrar"})
    assert state(report) == "sent"
