"""Who opens and does what, by address: every address of the module × every role, and who has none."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from cauce.domains.riskplans import actions
from cauce.domains.riskplans.urls_plans import urlpatterns
from tests.factories.people import user_with

READERS = "officer territory evaluator"
EVERYBODY = "officer territory evaluator ministry catalogue other_officer other_territory"
# address → (parameters, who may read it). Besides these: nobody. The report is ESE Honda's, of Tolima.
PAGES = {
    "home": ("", EVERYBODY + " stranger"),
    "hospitals": ("", EVERYBODY + " stranger"),
    "reports": ("", EVERYBODY + " stranger"),
    "plans": ("", EVERYBODY + " stranger"),
    "warnings": ("", EVERYBODY + " stranger"),
    "warnings_file": ("csv", EVERYBODY + " stranger"),
    "hospital": ("code", READERS + " ministry catalogue"),
    "new_plan": ("code", READERS + " ministry catalogue"),
    "category": ("code", "catalogue"),
    "report": ("report", READERS + " ministry catalogue"),
    "send": ("report", READERS + " ministry catalogue"),
    "matrix": ("report", READERS + " ministry catalogue"),
    "evidence": ("report evidence", READERS + " ministry catalogue"),
    "workbook": ("report", READERS + " ministry catalogue"),
    "workbook_download": ("report", READERS + " ministry catalogue"),
    "workbook_preview": ("report", READERS + " ministry catalogue"),
    "review": ("report", READERS + " ministry catalogue"),
    "review_section": ("report flujo", "territory evaluator"),
    "score": ("report", READERS + " ministry catalogue"),
    "simulate": ("report", READERS + " ministry catalogue"),
    "section": ("report flujo", READERS + " ministry catalogue"),
    "evaluation": ("evaluation", READERS + " ministry catalogue"),
    "plan": ("plan", READERS + " ministry catalogue"),
    "new_instrument": ("plan", READERS + " ministry catalogue"),
    "instrument": ("plan instrument", READERS + " ministry catalogue"),
    "instrument_file": ("plan instrument", READERS + " ministry catalogue"),
    "version": ("version", READERS + " ministry catalogue"),
    "measures": ("version", READERS + " ministry catalogue"),
    "programme": ("version period flujo", READERS + " ministry catalogue"),
    "catalogue": ("", EVERYBODY),
    "uvr_table": ("uvr", EVERYBODY),
    "new_uvr": ("", "catalogue"),
    "new_definition": ("", "catalogue"),
    "checks": ("", EVERYBODY),
    "checks_version": ("zero", EVERYBODY),
    "new_checks": ("", "catalogue"),
}
# address → (parameters, what is sent, who may: the others are refused for who they are)
ACTS = {
    "remind": ("", {"ese": "730010001", "trimestre": "2026Q1"}, "territory other_territory"),
    "open_report": ("", {"plan": "{plan}", "trimestre": "2026Q1"}, "officer"),
    "comment": ("report", {"texto": "Uno"}, READERS),
    "explain": ("report", {"asunto": "dias_cama", "texto": "Sí"}, "officer"),
    "report_act": ("report", {"accion": "revisar"}, "territory"),
    "save_activity": ("report one", {"a1-note": "x"}, "officer"),
    "add_evidence": ("report one", {"soporte": "file"}, "officer"),
    "withdraw_evidence": ("report evidence", {"motivo": "No era"}, "officer"),
    "workbook": ("report", {"libro": "file"}, "officer"),
    "judge": ("report flujo", {"accion": "aceptar"}, "territory"),
    "open_evaluation": ("report", {}, "evaluator"),
    "return_received": ("report", {"motivo": "x"}, "evaluator"),
    "section": ("report flujo", {"base": "", "flujo.ventas.ejecutado": "5"}, "officer"),
    "send": ("report", {"confirmar": "1"}, "officer"),
    "evaluation": ("evaluation", {"accion": "guardar", "version": "1"}, "evaluator"),
    "reopen_evaluation": ("evaluation", {"motivo": "Se encontró un error"}, "evaluator"),
    "modify": ("plan", {"motivo": "x"}, "territory"),
    "new_instrument": ("plan", {"kind": "trust", "title": "Encargo", "state": "signed"}, "territory"),
    "attach_instrument": ("plan instrument", {"archivo": "file"}, "territory"),
    "new_plan": ("code", {"first_year": "2030", "last_year": "2031"}, "territory"),
    "version_act": ("version", {"accion": "solicitar"}, "territory"),
    "measures": ("version", {}, "territory"),
    "programme": ("version period flujo", {}, "territory"),
    "category": ("code", {"year": "2026", "category": "high", "act": "Resolución"}, "catalogue"),
    "new_uvr": (
        "",
        {"name": "T", "valid_from": "2026-01-01", "origin": "o", "weights": "laboratorio;1"},
        "catalogue",
    ),
    "new_definition": ("", {}, "catalogue"),
    "new_checks": ("", {"paso": "confirmar"}, "catalogue"),
}
# Shown in another way: the fragments of the grid and the decision of a file that waits (test_sections, test_workbook).
ELSEWHERE = {"calculate", "autosave", "workbook_decide", "find_category"}
PEOPLE = [*EVERYBODY.split(), "stranger"]


@pytest.fixture
def place(colombia):
    """Parameters of the addresses, for a received report with its evaluation."""
    colombia.uvr()
    report = colombia.report()
    activity = colombia.done(report)
    evidence = actions.add_evidence(
        by=colombia.officer,
        at=colombia.at,
        report=report,
        upload=SimpleUploadedFile("acta.txt", b"acta"),
        activity=activity,
    )
    actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    actions.start_review(by=colombia.territory, at=colombia.at, report=report)
    for key in report.sections.values_list("cuadro", flat=True):
        actions.accept_section(by=colombia.territory, at=colombia.at, report=report, cuadro=key)
    actions.accept_report(by=colombia.territory, at=colombia.at, report=report)
    actions.receive_report(by=colombia.evaluator, at=colombia.at, report=report)
    evaluation = actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    instrument = actions.save_instrument(
        by=colombia.territory, at=colombia.at, plan=report.plan, kind="trust", title="Encargo"
    )
    upload = SimpleUploadedFile("encargo.pdf", b"%PDF-1.4")
    actions.attach_instrument(by=colombia.territory, at=colombia.at, instrument=instrument, upload=upload)
    return {
        "code": "730010001", "report": report.pk, "flujo": "flujo", "evidence": evidence.pk, "one": 1,
        "evaluation": evaluation.pk, "plan": report.plan_id, "instrument": instrument.pk, "version": report.plan_version_id,
        "period": "2026Q1", "uvr": evaluation.uvr_table_id, "csv": "csv", "zero": 0,
    }  # fmt: skip


def address(name: str, parameters: str, place) -> str:
    return reverse(f"riskplans:{name}", args=[place[key] for key in parameters.split()])


def person(colombia, name):
    return user_with("auditor", colombia.places["choco"]) if name == "stranger" else colombia.users[name]


@pytest.mark.parametrize("who", PEOPLE)
def test_who_opens_each_page(colombia, client_as, place, who):
    client, wrong = client_as(person(colombia, who)), []
    for name, (parameters, allowed) in PAGES.items():
        status = client.get(address(name, parameters, place)).status_code
        if (status in (200, 302)) != (who in allowed.split()):
            wrong.append((name, status))
    assert wrong == []


@pytest.mark.parametrize("who", PEOPLE)
def test_who_does_each_act(colombia, client_as, place, who):
    client, wrong = client_as(person(colombia, who)), []
    for name, (parameters, sent, allowed) in ACTS.items():
        filled = {
            key: SimpleUploadedFile("a.xlsx", b"x") if value == "file" else value.format(**place)
            for key, value in sent.items()
        }
        point = transaction.savepoint()
        status = client.post(address(name, parameters, place), filled).status_code
        transaction.savepoint_rollback(point)
        if (status != 403) != (who in allowed.split()):
            wrong.append((name, status))
    assert wrong == []


def test_every_address_is_in_one_of_the_tables():
    assert {p.name for p in urlpatterns} == {*PAGES, *ACTS, *ELSEWHERE}
