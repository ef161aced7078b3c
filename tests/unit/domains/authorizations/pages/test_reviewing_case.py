"""The decision page: what a reviewer reads, from the queue, holding it and once it is decided; surplus nearby."""

import pytest
from django.urls import reverse

from cauce.core.documents import storage
from cauce.domains.authorizations import actions, hooks
from cauce.domains.authorizations.hooks import Surplus
from cauce.domains.authorizations.models import ReadLog, Request, ServicePolicy
from cauce.domains.authorizations.rules.codes import REASONS
from tests.factories.authorizations import CRITERIA, SINCE, typed

from .reviewing import APPROVAL, DENIAL, MODIFICATION, states, text, url


def test_the_holder_reads_the_whole_request_and_it_is_logged(scene, client_as, held):
    page = text(client_as(scene.reviewer).get(url(held)))
    for part in (
        "Persona Sintética Número 1",
        "M54.5",
        "Dolor lumbar",
        "Titanio",
        "Informe",
        "Derechohabiencia",
    ):
        assert part in page
    assert ReadLog.objects.filter(request=held, by=scene.reviewer, identity=True).exists()


def test_from_the_queue_it_is_read_without_knowing_whose_it_is(scene, client_as):
    free = scene.submitted(1)
    page = text(client_as(scene.reviewer).get(url(free)))
    assert "Dolor lumbar" in page
    for secret in (
        "Número 1<",
        typed(1)["patient"]["curp"],
        reverse("authorizations:evidence", args=[free.uid, free.evidence.get().pk]),
    ):
        assert secret not in page
    assert "Tomar la solicitud" in page


def test_claiming_from_the_page(scene, client_as):
    free = scene.submitted(1)
    client_as(scene.reviewer).post(url(free), {"accion": "tomar"})
    assert free.assignments.get(released_at=None).reviewer == scene.reviewer


def test_earlier_requests_of_the_patient_are_listed_for_the_holder(scene, client_as):
    before = scene.decided(1)
    again = scene.draft(1)
    again = actions.submit_request(
        by=scene.physician,
        at=scene.at,
        request=again,
        confirmed=True,
        duplicate_reason="Cambió el cuadro clínico",
    )
    actions.claim_request(by=scene.reviewer, at=scene.at, request=again)
    page = text(client_as(scene.reviewer).get(url(again)))
    assert before.folio in page
    assert "La que repite" in page
    assert "Cambió el cuadro clínico" in page


def test_criteria_are_explained_clause_by_clause_and_can_be_cited(scene, client_as):
    actions.publish_criteria(by=scene.top, at=scene.at, place=scene.sector, text=CRITERIA, valid_from=SINCE)
    one = scene.claimed(1, items=[{"service": "IMG-RM", "quantity": "1"}], diagnosis="S83.2")
    page = text(client_as(scene.reviewer).get(url(one)))
    assert "Resonancia magnética de columna lumbar (v1), fracción a" in page


def test_referring_needs_a_reason_and_a_speciality(scene, send, held):
    response = send("turnar", extra={"especialidad": "ONCO", "motivo_turnar": "corto"})
    assert response.status_code == 422
    assert "Falta el motivo" in text(response)
    assert "corto" in text(response)
    send("turnar", extra={"especialidad": "ONCO", "motivo_turnar": "Es de otra especialidad"})
    held.refresh_from_db()
    assert held.speciality == "ONCO"


def test_giving_it_back(send, held):
    assert send("liberar", extra={"motivo_liberar": "Termina mi turno"}).url == reverse(
        "authorizations:queue"
    )
    assert held.assignments.get().reason == "Termina mi turno"


def test_waiting_for_information_the_page_says_so_and_offers_no_form(scene, client_as, held):
    actions.ask_information(by=scene.reviewer, at=scene.at, request=held, question="¿Hay radiografía?")
    page = text(client_as(scene.reviewer).get(url(held)))
    assert "En pausa" in page
    assert "Sin respuesta todavía" in page
    assert 'value="revisar"' not in page


def test_once_decided_it_shows_what_was_said_and_the_number(send, scene, client_as, held):
    send("resolver", extra={"confirmo": "1"}, i1=APPROVAL, i2=MODIFICATION, i3=DENIAL)
    page = text(client_as(scene.reviewer).get(url(held)))
    assert held.items.get(sequence=1).authorisations.get().number in page
    assert "No cumple el criterio clínico vigente" in page
    assert 'value="revisar"' not in page


def test_an_emergency_only_offers_reasons_that_serve_it(scene, client_as):
    one = scene.claimed(2, emergency=True, attended_at="2026-05-20T08:00", setting="hospital")
    page = text(client_as(scene.reviewer).get(url(one)))
    assert "Se revisa si fue una urgencia" in page
    assert REASONS["not_an_emergency"].label in page
    assert REASONS["criteria"].label not in page


def test_a_conflict_is_explained_with_its_rule(scene, client_as):
    free = scene.submitted(1)
    for person in (scene.physician, scene.reviewer):
        actions.set_team_member(by=scene.top, at=scene.at, unit=scene.unit, team="Columna", person=person)
    page = client_as(scene.reviewer).get(url(free))
    assert page.status_code == 403
    assert "AP-41" in text(page)


def test_another_speciality_is_explained(scene, client_as):
    free = scene.submitted(1, items=[{"service": "REHAB", "quantity": "1"}])
    page = client_as(scene.third).get(url(free))
    assert (page.status_code, "AP-49" in text(page)) == (403, True)


def test_a_conflict_that_came_later_stops_the_holder(scene, send, client_as, held):
    for person in (scene.physician, scene.reviewer):
        actions.set_team_member(by=scene.top, at=scene.at, unit=scene.unit, team="Columna", person=person)
    page = client_as(scene.reviewer).get(url(held))
    assert "AP-41" in text(page)
    response = send("resolver", i1=APPROVAL)
    assert response.status_code == 403
    assert states(held) == ["pending"] * 3


def test_what_somebody_else_holds_is_not_decided(scene, send, held):
    response = send("resolver", person="third", i1=APPROVAL)
    assert response.status_code in {403, 409}
    assert states(held) == ["pending"] * 3


@pytest.mark.parametrize(
    "person", ["physician", "desk", "centre", "elsewhere", "coordination", "top", "watcher"]
)
def test_nobody_else_opens_it(scene, client_as, held, person):
    assert client_as(getattr(scene, person)).get(url(held)).status_code == 403


def test_an_unknown_request_is_not_found(scene, client_as):
    address = reverse("authorizations:review", args=["00000000-0000-0000-0000-000000000000"])
    assert client_as(scene.reviewer).get(address).status_code == 404


def test_a_document_opens_in_the_browser_for_the_holder_only(scene, client_as, held):
    found = held.evidence.get()
    found.sha256 = storage.store_bytes(b"%PDF-1.7 sintetico")
    found.save()
    address = reverse("authorizations:evidence", args=[held.uid, found.pk]) + "?ver"
    assert address in text(client_as(scene.reviewer).get(url(held)))
    response = client_as(scene.reviewer).get(address)
    assert b"".join(response.streaming_content) == b"%PDF-1.7 sintetico"
    assert response["Content-Disposition"].startswith("inline")
    actions.release_request(by=scene.reviewer, at=scene.at, request=held)
    assert client_as(scene.third).get(address).status_code == 403


def test_surplus_is_shown_when_the_unit_does_not_do_the_service(scene, client_as, held, monkeypatch):
    found = [
        Surplus(scene.issste_bc_2, 12.34, False, 7, SINCE, ""),
        Surplus(scene.issste_hgo_1, None, True, 1, SINCE, "/x/"),
    ]
    asked = []
    monkeypatch.setattr(hooks, "_SURPLUS", [lambda *args: asked.append(args[2]) or found])
    ServicePolicy.objects.filter(code="IMG-RM").update(product_code="P-1")
    page = text(client_as(scene.reviewer).get(url(held)))
    assert asked == ["P-1"]
    assert "no realiza este servicio" in page
    for part in ("12.3\u00a0km", "7 pacientes", "1 paciente", "No se conoce", 'href="/x/"'):
        assert part in page


def test_without_a_product_or_a_bridge_nothing_of_it_shows(scene, client_as, held):
    assert "excedente declarado" not in text(client_as(scene.reviewer).get(url(held)))


def test_surplus_is_not_asked_for_where_the_unit_does_the_service(scene, client_as, monkeypatch):
    ServicePolicy.objects.filter(code="IMG-RM").update(product_code="P-1")
    actions.set_centre(by=scene.top, at=scene.at, unit=scene.unit, service_code="IMG-RM", since=SINCE)
    monkeypatch.setattr(hooks, "_SURPLUS", [lambda *args: pytest.fail("asked")])
    client_as(scene.reviewer).get(url(scene.claimed(2)))


def test_the_read_log_grows_by_each_opening(scene, client_as, held):
    for _n in range(2):
        client_as(scene.reviewer).get(url(held))
    assert Request.objects.get(pk=held.pk).reads.filter(by=scene.reviewer).count() == 2
