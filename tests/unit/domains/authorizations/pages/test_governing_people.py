"""Licences and queues, care teams, and declared interests through their pages."""

import pytest

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import CareTeamMember, DeclaredInterest, Professional
from cauce.domains.authorizations.policies import conflict_of
from tests.factories.authorizations import AT
from tests.unit.domains.authorizations.pages.governing import through, url


@pytest.fixture
def coordination(client_as, scene):
    return client_as(scene.coordination)


@pytest.fixture
def reviewer(client_as, scene):
    return client_as(scene.reviewer)


def test_people_are_listed_with_role_licence_and_queues(scene, coordination):
    page = coordination.get(f"{url('professionals')}?q=reviewer").content.decode()
    assert "Médico especialista revisor, ISSSTE Baja California" in page
    assert "Orto, Radio" in page
    assert "Especialidades sin quien las revise" in page  # nobody of the region serves oncology
    assert "/personas/physician/" not in page


def test_a_reviewers_queues_are_set(scene, coordination):
    sent = {"licence": "12345678", "speciality": "ONCO", "reviews": ["ONCO"]}
    assert through(coordination, url("professional", "reviewer"), sent).status_code == 302
    assert Professional.objects.get(user=scene.reviewer).licence == "12345678"
    assert list(scene.reviewer.review_specialities.values_list("speciality", flat=True)) == ["ONCO"]


def test_a_physician_has_no_queues_to_set(scene, coordination):
    page = coordination.get(url("professional", "physician")).content.decode()
    assert "Revisa las solicitudes de" not in page
    assert (
        coordination.post(url("professional", "physician"), {"licence": "", "speciality": ""}).status_code
        == 422
    )


def test_a_team_gains_and_loses_a_member(scene, coordination):
    sent = {"unit": scene.unit.code, "team": "Columna", "person": "physician · quien sea"}
    assert through(coordination, url("new_member"), sent).status_code == 302
    member = CareTeamMember.objects.get()
    assert "Columna" in coordination.get(url("teams")).content.decode()
    assert through(coordination, url("end_member", member.pk), {}).status_code == 302
    member.refresh_from_db()
    assert member.until_at == AT
    assert "Quienes estuvieron" in coordination.get(url("teams")).content.decode()
    assert coordination.get(url("end_member", member.pk)).status_code == 404


def test_a_person_out_of_reach_joins_no_team(scene, coordination):
    sent = {"unit": scene.unit.code, "team": "Columna", "person": "elsewhere"}
    assert coordination.post(url("new_member"), sent).status_code == 422
    assert not CareTeamMember.objects.exists()


def interest(**changes):
    whole = {
        "person": "",
        "unit": "",
        "service_code": "",
        "folio": "",
        "description": "Sociedad con el centro",
    }
    return whole | changes


def test_a_reviewer_declares_and_ends_their_own(scene, reviewer, coordination):
    answer = through(reviewer, url("new_interest"), interest(unit=scene.unit.code, person="physician"))
    assert answer.status_code == 302
    found = DeclaredInterest.objects.get()
    assert (found.user, found.unit, found.person) == (scene.reviewer, scene.unit, scene.physician)
    assert conflict_of(scene.reviewer, scene.submitted(1), AT) == "AP-42"
    assert "Sociedad con el centro" in coordination.get(url("interests")).content.decode()
    through(reviewer, url("end_interest", found.pk), {"reason": "La sociedad terminó"})
    found.refresh_from_db()
    assert found.until_at == AT


def test_an_interest_in_nothing_is_refused(scene, reviewer):
    answer = reviewer.post(url("new_interest"), interest())
    assert (answer.status_code, "no dice en qué" in answer.content.decode()) == (422, True)


def test_an_interest_in_a_patient_needs_a_request_that_one_may_see_and_names_nobody(
    scene, reviewer, client_as
):
    mine, unseen = scene.submitted(1), scene.submitted(2, items=[{"service": "QT", "quantity": 1, "oncology": {
        "stage": "II", "prior_treatment": "Ninguno", "scheme": "AC", "cycles": 4}}])  # fmt: skip
    for folio in (unseen.folio, "SOL-2026-99999999-X"):
        answer = reviewer.post(url("new_interest"), interest(folio=folio))
        assert (answer.status_code, "No consta un motivo" in answer.content.decode()) == (422, True)
    through(reviewer, url("new_interest"), interest(folio=mine.folio.lower(), description="Es mi familiar"))
    assert DeclaredInterest.objects.get().patient == mine.patient
    for person in (scene.reviewer, scene.watcher):
        page = client_as(person).get(url("interests")).content.decode()
        assert "un paciente" in page
        assert mine.patient.full_name not in page


def test_nobody_ends_anothers_interest(scene, client_as):
    found = actions.declare_interest(by=scene.third, at=AT, description="Un interés ajeno", service_code="QT")
    assert client_as(scene.reviewer).get(url("end_interest", found.pk)).status_code == 404
    page = client_as(scene.reviewer).get(url("interests")).content.decode()
    assert "Un interés ajeno" not in page
