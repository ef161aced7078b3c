"""The pages of the surveillance: studies, protective factors, costs, the yearly audit of records."""

import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from cauce.domains.oralhealth.actions import save_brigade, save_exam
from cauce.domains.oralhealth.models import Cost, ProtectiveFactor, RecordAudit, Sheet, Study
from cauce.domains.oralhealth.rules.examples import acts
from cauce.domains.oralhealth.rules.record_audit import CRITERIA
from tests.factories.panama import DAY

STUDY = {"phase": "encuesta", "name": "Encuesta de 12 años", "starts_on": "2026-03-01", "sample_urban": "30",
         "sample_rural": "40", "events": ["caries"]}  # fmt: skip


@pytest.fixture
def region(client_as, panama):
    return client_as(panama.regional)


@pytest.fixture
def study(region, panama):
    region.post(reverse("oralhealth:new_study"), {**STUDY, "place": panama.chiriqui.pk})
    return Study.objects.get()


def test_a_study_is_registered_shown_with_its_figures_and_closed(region, study, panama):
    who = {"by": panama.dentist, "at": panama.at, "facility": panama.pedregal}
    head = {"date": "2026-03-14", "school": "Escuela A"}
    brigade = save_brigade(**who, uid=uuid.uuid4(), typed=head, study=study)
    typed = {"person": "1", "age": "12", "teeth": {"16": "1"}}
    save_exam(**who, day=DAY, brigade=brigade, typed=typed, uid=uuid.uuid4())
    address = reverse("oralhealth:study", args=[study.pk])
    page = region.get(address).content.decode()
    assert "Escuela A" in page
    assert "1.00" in page
    close = reverse("oralhealth:close_study", args=[study.pk])
    assert "Falta la conclusión" in region.post(close, {"version": "1"}, follow=True).content.decode()
    region.post(close, {"version": "1", "conclusion": "CPOD moderado"})
    assert "CPOD moderado" in region.get(address).content.decode()
    assert region.get(reverse("oralhealth:study_form", args=[study.pk])).status_code == 409


def test_a_study_says_what_its_phase_asks(region, panama):
    answer = region.post(
        reverse("oralhealth:new_study"), {**STUDY, "phase": "centinela", "place": panama.chiriqui.pk}
    )
    assert answer.status_code == 422
    assert 'id="error-study.frequency"' in answer.content.decode()


def test_a_study_changed_by_two_is_settled(region, study):
    address = reverse("oralhealth:study_form", args=[study.pk])
    assert region.post(address, {**STUDY, "version": "1", "purpose": "uno"}).status_code == 302
    answer = region.post(address, {**STUDY, "version": "1", "purpose": "dos", "ends_on": "2026-12-31"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'name="choose-purpose"' in page
    assert 'name="version" value="2"' in page
    settled = {**STUDY, "version": "2", "purpose": "dos", "ends_on": "2026-12-31", "choose-purpose": "theirs"}
    region.post(address, settled)
    study.refresh_from_db()
    assert (study.purpose, str(study.ends_on), study.version) == ("uno", "2026-12-31", 3)


def test_a_study_concerns_its_place_and_those_below(client_as, panama, study):
    address = reverse("oralhealth:study", args=[study.pk])
    assert client_as(panama.director).get(address).status_code == 200
    assert client_as(panama.other_region).get(address).status_code == 404
    assert client_as(panama.director).get(reverse("oralhealth:new_study")).status_code == 403
    assert "Encuesta de 12" in client_as(panama.dentist).get(reverse("oralhealth:studies")).content.decode()
    assert (
        "Encuesta de 12" in client_as(panama.dentist).get(reverse("oralhealth:new_brigade")).content.decode()
    )


WATER = {"kind": "fluor-agua", "date": "2026-03-10", "point": "Acueducto", "value": "0.7", "anio": "2026"}


def test_a_measurement_is_written_confirmed_changed_and_taken_off(client_as, panama):
    dentist, page = client_as(panama.dentist), reverse("oralhealth:factors")
    assert dentist.post(page, WATER).status_code == 302
    kept = ProtectiveFactor.objects.get()
    change = {**WATER, "id": kept.pk, "version": "1", "value": "1.8"}
    answer = dentist.post(page, change)
    assert "Confirmar y guardar" in answer.content.decode()
    dentist.post(page, {**change, "confirmar": "1"})
    listed = dentist.get(page, {"anio": "2026"}).content.decode()
    assert "Pasa de 1.5 mg/L" in listed
    stale = dentist.post(page, {**change, "value": "1.2"})
    assert stale.status_code == 409
    dentist.post(page, {**change, "version": "2", "accion": "quitar"})
    assert not ProtectiveFactor.objects.exists()
    assert dentist.get(page, {"id": "99"}).status_code == 404
    assert client_as(panama.director).post(page, WATER).status_code == 403


def test_a_cost_says_what_each_one_cost(client_as, panama):
    panama.row(panama.sheet(), **acts("07 1 1", "49 4 2"), programme="7")
    reges, page = client_as(panama.reges), reverse("oralhealth:costs")
    for fields in (
        {"activity": "49", "amount": "10"},
        {"programme": "7", "amount": "3.50"},
        {"activity": "13", "amount": "5"},
    ):
        sent = {"month": "2026-03", "activity": "", "programme": "", "anio": "2026", **fields}
        assert reges.post(page, sent).status_code == 302
    text = reges.get(page, {"anio": "2026"}).content.decode()
    assert ">2.50</td>" in text  # 10 ÷ 4
    assert ">3.50</td>" in text
    assert ">—</td>" in text  # nothing done: no unit cost
    kept = Cost.objects.get(activity="13")
    wrong = {
        "month": "2026-03",
        "activity": "13",
        "programme": "2",
        "amount": "5",
        "id": kept.pk,
        "version": "1",
    }
    assert 'id="error-cost.activity"' in reges.post(page, wrong).content.decode()
    reges.post(page, {**wrong, "programme": "", "accion": "quitar"})
    assert Cost.objects.count() == 2
    assert Cost.objects.filter(amount=Decimal("3.5")).exists()


@pytest.fixture
def audit(client_as, panama):
    sheet = panama.sheet()
    for n in range(5):
        panama.row(sheet, identity=f"8-100-{n}")
    Sheet.objects.update(user=panama.colleague, saved_by=panama.colleague)
    sent = {"facility": panama.pedregal.pk, "year": "2026", "size": "2", "seed": ""}
    client_as(panama.chief).post(reverse("oralhealth:record_audits"), sent)
    return RecordAudit.objects.get()


def test_the_sample_is_looked_at_record_by_record_and_closed(client_as, panama, audit):
    chief = client_as(panama.chief)
    assert (audit.seed, audit.frame, audit.size) == (f"{panama.pedregal.code}-2026", 5, 2)
    one = reverse("oralhealth:audited_record", args=[audit.pk, 1])
    answer = chief.post(one, {"version": "0", "plan": "1"})
    assert answer.status_code == 422
    assert 'id="error-record.historia"' in answer.content.decode()
    good = dict.fromkeys(CRITERIA, "1")
    answer = chief.post(one, {**good, "version": "0"})
    assert answer.url == reverse("oralhealth:audited_record", args=[audit.pk, 2])
    page = reverse("oralhealth:record_audit", args=[audit.pk])
    early = chief.post(page, {"version": "2", "result": "Capacitar"})
    assert "Faltan 1 expedientes" in early.content.decode()
    answer = chief.post(answer.url, {**good, "plan": "0", "finding": "Sin plan", "version": "0"})
    assert answer.url == page
    text = chief.get(page).content.decode()
    assert "50.0" in text
    assert "Sin plan" in text
    assert "8-100-" not in text  # identities are read on the sheet, where it is logged
    audit.refresh_from_db()
    chief.post(page, {"version": str(audit.version), "findings": "", "result": "Capacitar"})
    assert "Cerrada" in chief.get(page).content.decode()
    assert chief.post(one, {**good, "version": "1"}).status_code == 409


def test_who_draws_and_who_reads(client_as, panama, audit):
    page = reverse("oralhealth:record_audit", args=[audit.pk])
    assert client_as(panama.director).get(page).status_code == 200
    assert (
        client_as(panama.director).get(reverse("oralhealth:audited_record", args=[audit.pk, 1])).status_code
        == 403
    )
    assert client_as(panama.other_region).get(page).status_code == 403
    again = {"facility": panama.pedregal.pk, "year": "2026", "size": "2"}
    assert (
        "ya existe"
        in client_as(panama.chief).post(reverse("oralhealth:record_audits"), again).content.decode()
    )
    assert (
        "Elija la instalación"
        in client_as(panama.dentist).post(reverse("oralhealth:record_audits"), again).content.decode()
    )
