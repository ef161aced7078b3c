"""The report's page, sending it, its matrix of measures and evidence, its comments; the home page by role; reminders."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cauce.core.audit.models import Event
from cauce.core.notifications.models import Notification
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import QuarterReport

CUADRO_NAMES = {
    "2 (o 1)": "Matriz de medidas", "3": "Capacidad", "4 (o 3)": "Producción", "6 (o 2)": "Flujo financiero",
    "7": "Pasivos", "8": "Ejecución presupuestal", "9 (o 8)": "Ingresos", "10": "Eficiencia",
    "11": "Equilibrio operacional (corriente y con recaudo)", "12": "Equilibrio presupuestal",
}  # fmt: skip


@pytest.fixture
def report(colombia):
    return colombia.report()


@pytest.fixture
def officer(client_as, colombia):
    return client_as(colombia.officer)


def at(name, *args):
    return reverse(f"riskplans:{name}", args=args)


def test_the_officer_opens_this_quarters_report_from_the_home_page(officer, colombia):
    version = colombia.version()
    page = officer.get(at("home")).content.decode()
    assert "todavía no se abre" in page
    sent = {"plan": version.plan_id, "trimestre": "2026Q1"}
    answer = officer.post(at("open_report"), sent)
    assert answer.url == at("report", QuarterReport.objects.get().pk)
    assert "Matriz de medidas" in officer.get(at("home")).content.decode()


def test_a_quarter_that_runs_is_refused_with_its_rule(officer, colombia):
    version = colombia.version()
    answer = officer.post(at("open_report"), {"plan": version.plan_id, "trimestre": "2026Q2"}, follow=True)
    assert "todavía no termina" in answer.content.decode()


def test_the_report_says_what_is_missing_and_whose_turn_it_is(officer, report, colombia):
    cells = {("pasivos", "laborales", "pagado"): ""}
    actions.save_figures(by=colombia.officer, at=colombia.at, report=report, typed=cells)
    page = officer.get(at("report", report.pk)).content.decode()
    assert "Le toca a la ESE" in page
    assert "8/9" in page
    for number, name in CUADRO_NAMES.items():
        assert name in page
        assert f"Cuadro {number}" in page


def test_sending_lists_doubts_and_asks_to_confirm_them(officer, report, colombia):
    colombia.done(report)  # without evidence
    page = officer.get(at("send", report.pk)).content.decode()
    assert "La actividad 1 figura como cumplida y no tiene soporte." in page
    refused = officer.post(at("send", report.pk))
    assert refused.status_code == 422
    assert "sin confirmar" in refused.content.decode()
    assert officer.post(at("send", report.pk), {"confirmar": "1"}).status_code == 302
    report.refresh_from_db()
    assert report.state == "sent"


def test_blank_cells_keep_it_from_being_sent_and_are_listed(officer, report, colombia):
    cells = {("pasivos", "laborales", "pagado"): ""}
    actions.save_figures(by=colombia.officer, at=colombia.at, report=report, typed=cells)
    page = officer.get(at("send", report.pk)).content.decode()
    assert "Falta llenar" in page
    assert officer.post(at("send", report.pk), {"confirmar": "1"}).status_code == 422


def test_an_activity_counts_only_with_its_evidence(officer, report):
    sent = {"a1-done": "on", "a1-done_on": "2026-03-10", "a1-amount": "1.500,50", "a1-note": "Hecho"}
    assert officer.post(at("save_activity", report.pk, 1), sent).status_code == 302
    page = officer.get(at("matrix", report.pk)).content.decode()
    assert "sin soporte: no cuenta" in page
    assert str(report.progress.get().amount) == "1500.5"
    upload = SimpleUploadedFile("acta firmada.pdf", b"%PDF-1.4 acta")
    officer.post(at("add_evidence", report.pk, 1), {"soporte": upload})
    page = officer.get(at("matrix", report.pk)).content.decode()
    assert "Cumplida con soporte: cuenta" in page
    evidence = report.evidence.get()
    got = officer.get(at("evidence", report.pk, evidence.pk))
    assert b"".join(got.streaming_content) == b"%PDF-1.4 acta"
    assert "attachment" in got["Content-Disposition"]
    officer.post(at("withdraw_evidence", report.pk, evidence.pk), {"motivo": "Era de otra actividad"})
    assert "sin soporte: no cuenta" in officer.get(at("matrix", report.pk)).content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"a1-done": "on"}, "Falta la fecha"),
        ({"a1-done": "on", "a1-done_on": "2027-01-01"}, "posterior a hoy"),
        ({"a1-amount": "mucho"}, "no es una cantidad"),
    ],
)
def test_a_bad_activity_comes_back_open_with_what_was_typed(officer, report, sent, words):
    answer = officer.post(at("save_activity", report.pk, 1), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not report.progress.exists()


def test_an_activity_or_file_of_another_report_is_not_found(officer, report):
    assert officer.post(at("save_activity", report.pk, 99), {}).status_code == 404
    assert officer.get(at("evidence", report.pk, 99)).status_code == 404


def test_forgetting_the_file_is_said(officer, report):
    answer = officer.post(at("add_evidence", report.pk, 1), follow=True)
    assert "Falta el archivo del soporte" in answer.content.decode()


def test_comments_stand_by_their_section(officer, report):
    officer.post(at("comment", report.pk), {"texto": "Del flujo", "cuadro": "flujo", "volver": "cuadro"})
    officer.post(at("comment", report.pk), {"texto": "Del informe"})
    assert "Del flujo" in officer.get(at("section", report.pk, "flujo")).content.decode()
    page = officer.get(at("report", report.pk)).content.decode()
    assert "Del informe" in page
    assert "<p>Del flujo" not in page


def test_the_territory_reminds_only_its_own(client_as, colombia, after_commit):
    colombia.version("honda")
    colombia.version("istmina", by=colombia.other_territory)
    client = client_as(colombia.territory)
    sent = {"ese": ["730010001", "270010001"], "trimestre": "2026Q1", "mensaje": "Falta poco"}
    with after_commit():
        client.post(at("remind"), sent)
    notices = Notification.objects.filter(kind="riskplans.reminder")
    assert [n.user for n in notices] == [colombia.officer]
    assert notices[0].body == "Falta poco"
    event = Event.objects.get(action="riskplans.reminder.send")
    assert event.data["people"] == 1


def test_reminding_nobody_is_said(client_as, colombia):
    answer = client_as(colombia.territory).post(at("remind"), {"trimestre": "2026Q1"}, follow=True)
    assert "Falta a qué ESE se le recuerda" in answer.content.decode()


def test_the_board_of_the_country_adds_up_by_territory(client_as, colombia, report):
    colombia.version("istmina", by=colombia.other_territory)
    page = client_as(colombia.ministry).get(at("home")).content.decode()
    assert "Por departamento o distrito" in page
    assert "Sin abrir" in page
    missing = client_as(colombia.ministry).get(at("home"), {"faltan": "1"}).content.decode()
    assert "ESE que no han entregado" in missing


def test_the_list_of_reports_is_filtered(client_as, colombia, report):
    client = client_as(colombia.territory)
    assert "ESE honda" in client.get(at("reports"), {"estado": "draft", "q": "honda"}).content.decode()
    assert "Ningún informe" in client.get(at("reports"), {"estado": "evaluated"}).content.decode()


def test_an_accepted_report_leads_its_territory_to_the_follow_up(client_as, colombia):
    accepted = colombia.accepted()
    address = at("follow_up", colombia.tolima.code, "2026Q1")
    assert address in client_as(colombia.territory).get(at("report", accepted.pk)).content.decode()
    assert address not in client_as(colombia.officer).get(at("report", accepted.pk)).content.decode()
