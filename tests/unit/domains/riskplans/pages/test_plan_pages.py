"""Plans: begun, programmed, asked for and decided; modified once and refused twice; instruments; the ESE's list."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Instrument, PlanVersion
from cauce.domains.riskplans.rules.cells import name_of, planned_cells
from cauce.domains.riskplans.rules.cuadros import CUADROS


@pytest.fixture
def territory(client_as, colombia):
    return client_as(colombia.territory)


def at(name, *args):
    return reverse(f"riskplans:{name}", args=args)


def test_a_plan_is_begun_programmed_and_found_viable(territory, client_as, colombia):
    bad = territory.post(at("new_plan", "730010001"), {"first_year": "2027", "last_year": "2026"})
    assert bad.status_code == 422
    answer = territory.post(
        at("new_plan", "730010001"), {"first_year": "2026", "last_year": "2027", "cause": "Riesgo alto"}
    )
    version = PlanVersion.objects.get()
    assert answer.url == at("version", version.pk)
    early = territory.post(at("version_act", version.pk), {"accion": "solicitar"}, follow=True)
    assert "cifras programadas" in early.content.decode()
    sent = {name_of(cell): "1.000,50" for cell in planned_cells(CUADROS["flujo"])}
    assert territory.post(at("programme", version.pk, "2026Q1", "flujo"), sent).status_code == 302
    assert str(version.figures.first().value) == "1000.5"
    wrong = territory.post(
        at("programme", version.pk, "2026Q1", "flujo"), {**sent, "flujo.ventas.programado": "mil"}
    )
    assert wrong.status_code == 422
    assert 'value="mil"' in wrong.content.decode()
    row = {
        "fila.1.name": "Depurar cartera", "fila.1.measure": "Cartera", "fila.1.category": "Ingresos",
        "fila.1.responsible": "Gerencia", "fila.1.starts_on": "2026-01-01", "fila.1.due_on": "2026-03-01",
        "fila.1.amount": "5.000.000", "fila.2.name": "",
    }  # fmt: skip
    assert territory.post(at("measures", version.pk), row).status_code == 302
    assert str(version.activities.get().amount) == "5000000"
    territory.post(at("version_act", version.pk), {"accion": "solicitar"})
    evaluator = client_as(colombia.evaluator)
    refused = evaluator.post(at("version_act", version.pk), {"accion": "negar"}, follow=True)
    assert "Falta el motivo" in refused.content.decode()
    evaluator.post(at("version_act", version.pk), {"accion": "viabilizar", "nota": "Conforme"})
    version.refresh_from_db()
    assert version.state == "viabilised"
    assert "Conforme" in territory.get(at("version", version.pk)).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("starts_on", "ayer", "fecha de inicio"),
        ("amount", "mucho", "no es una cantidad"),
        ("responsible", "", "el responsable"),
    ],
)
def test_a_bad_row_of_the_matrix_is_named_and_stays_typed(territory, colombia, field, value, words):
    version = actions.create_plan(
        by=colombia.territory,
        at=colombia.at,
        hospital=colombia.hospitals["honda"],
        first_year=2026,
        last_year=2026,
    )
    row = {"name": "Depurar", "measure": "M", "category": "C", "responsible": "G", "starts_on": "2026-01-01",
           "due_on": "2026-03-01", "amount": "5"} | {field: value}  # fmt: skip
    answer = territory.post(at("measures", version.pk), {f"fila.1.{key}": text for key, text in row.items()})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="Depurar"' in answer.content.decode()


def test_one_modification_and_the_second_is_refused_with_its_rule(territory, colombia):
    report = colombia.report()
    plan = report.plan
    early = territory.post(at("modify", plan.pk), {"motivo": "Cambió la red"}, follow=True).content.decode()
    assert "RP-33" in early
    actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    answer = territory.post(at("modify", plan.pk), {"motivo": "Cambió la red"})
    version = PlanVersion.objects.get(kind="modification")
    assert answer.url == at("version", version.pk)
    assert "RP-32" in territory.post(at("modify", plan.pk), {"motivo": "Otra"}, follow=True).content.decode()
    actions.request_viability(by=colombia.territory, at=colombia.at, version=version)
    actions.viabilise(by=colombia.evaluator, at=colombia.at, version=version)
    second = territory.post(at("modify", plan.pk), {"motivo": "Otra"}, follow=True).content.decode()
    assert "solo puede haber una" in second
    assert "RP-31" in second
    page = territory.get(at("plan", plan.pk)).content.decode()
    assert "Plan original" in page
    assert "Modificación" in page
    assert "con corte en el I trimestre de 2026" in page  # its history, without code words
    assert "desde el II trimestre de 2026" in page
    assert PlanVersion.objects.count() == 2


def test_a_viable_version_is_read_and_no_longer_programmed(territory, colombia):
    version = colombia.version()
    page = territory.get(at("programme", version.pk, "2026Q1", "flujo")).content.decode()
    assert 'name="flujo.ventas.programado"' not in page
    assert ">100<" in page
    assert territory.post(at("programme", version.pk, "2026Q1", "flujo"), {}).status_code == 409
    assert territory.get(at("programme", version.pk, "2026X", "flujo")).status_code == 302


def test_an_instrument_is_written_and_changed(territory, colombia):
    plan = colombia.version().plan
    sent = {
        "kind": "payment",
        "title": "Acuerdo con proveedores",
        "state": "signed",
        "amount": "1.500.000,25",
    }
    assert territory.post(at("new_instrument", plan.pk), sent).status_code == 302
    found = Instrument.objects.get()
    assert str(found.amount) == "1500000.25"
    territory.post(at("instrument", plan.pk, found.pk), {**sent, "state": "finished"})
    found.refresh_from_db()
    assert found.state == "finished"
    assert "Acuerdo con proveedores" in territory.get(at("plan", plan.pk)).content.decode()
    assert territory.get(at("instrument_file", plan.pk, found.pk)).status_code == 404
    lost = territory.post(at("attach_instrument", plan.pk, found.pk), follow=True)
    assert "Falta el archivo" in lost.content.decode()
    upload = SimpleUploadedFile("acuerdo.pdf", b"%PDF-1.4 acuerdo")
    territory.post(at("attach_instrument", plan.pk, found.pk), {"archivo": upload})
    got = territory.get(at("instrument_file", plan.pk, found.pk))
    assert b"".join(got.streaming_content) == b"%PDF-1.4 acuerdo"
    assert "acuerdo.pdf" in territory.get(at("plan", plan.pk)).content.decode()
    assert territory.get(at("instrument_file", plan.pk, 999)).status_code == 404
    bad = territory.post(at("new_instrument", plan.pk), {**sent, "amount": "-5"}, follow=True)
    assert "negativa" in bad.content.decode()


def test_the_list_of_hospitals_finds_by_name_code_level_and_risk(territory, colombia):
    colombia.version()
    assert "ESE honda" in territory.get(at("hospitals"), {"q": "HONDA"}).content.decode()
    assert "ESE honda" in territory.get(at("hospitals"), {"q": "7300100", "nivel": "2"}).content.decode()
    assert "Ninguna ESE" in territory.get(at("hospitals"), {"q": "istmina"}).content.decode()
    assert "Ninguna ESE" in territory.get(at("hospitals"), {"riesgo": "high"}).content.decode()
