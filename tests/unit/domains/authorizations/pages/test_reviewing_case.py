"""The decision page: what a reviewer reads, what they decide and how it is confirmed; nothing typed is lost."""

import pytest
from django.urls import reverse

from cauce.core.documents import storage
from cauce.domains.authorizations import actions, hooks
from cauce.domains.authorizations.hooks import Surplus
from cauce.domains.authorizations.models import ReadLog, Request, ServicePolicy
from cauce.domains.authorizations.rules.codes import REASONS
from cauce.domains.authorizations.rules.sentences import SUGGESTIONS, suggestion
from cauce.domains.authorizations.views import reviewing_form as form
from tests.factories.authorizations import CRITERIA, SINCE, typed

ITEMS = [
    {"service": "IMG-RM", "quantity": "2"},
    {"service": "REHAB", "quantity": "10"},
    {
        "service": "CADERA",
        "quantity": "1",
        "side": "left",
        "prosthetics": {"device": "Prótesis", "side": "left", "material": "Titanio"},
    },
]
DENIAL = {
    "outcome": "denied",
    "reason_code": "criteria",
    "clause": "Guía sintética, fracción b",
    "patient_sentence": "Por ahora no está indicado.",
    "would_change": "Una radiografía con datos de alarma.",
}
MODIFICATION = DENIAL | {"outcome": "modified", "reason_code": "quantity", "quantity": "4"}
APPROVAL = {"outcome": "approved"}


def url(request) -> str:
    return reverse("authorizations:review", args=[request.uid])


def fields(**rows) -> dict:
    """`fields(i1={…})` as the form sends it."""
    return {f"items.{key[1:]}.{name}": value for key, row in rows.items() for name, value in row.items()}


@pytest.fixture
def held(scene):
    """A request of three services, held by the reviewer."""
    return scene.claimed(1, items=ITEMS)


@pytest.fixture
def send(client_as, scene, held):
    """`send(act, person, **rows)`: the form, as the page sends it."""

    def post(act, person="reviewer", extra=None, **rows):
        held.refresh_from_db()
        sent = {"accion": act, "version": held.version, **fields(**rows), **(extra or {})}
        return client_as(getattr(scene, person)).post(url(held), sent)

    return post


def text(response) -> str:
    return response.content.decode()


def states(request) -> list[str]:
    return list(request.items.values_list("state", flat=True))


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
    assert "rm-lumbar.a" in page
    assert "Resonancia magnética de columna lumbar (v1), fracción a" in page


def test_what_it_will_say_is_read_before_anything_is_kept(send, held):
    page = text(send("revisar", i1=APPROVAL, i2=MODIFICATION, i3=DENIAL))
    assert "Autorizada en parte" in page
    assert "Por ahora no está indicado." in page
    assert "Confirmo que no se autoriza: Prótesis de cadera" in page
    assert states(held) == ["pending"] * 3


def test_deciding_all_gives_numbers_and_the_header(send, held):
    response = send("resolver", extra={"confirmo": "1"}, i1=APPROVAL, i2=MODIFICATION, i3=DENIAL)
    assert response.url == url(held)
    held.refresh_from_db()
    assert (held.state, held.outcome) == ("decided", "partially_approved")
    assert states(held) == ["approved", "modified", "denied"]
    assert held.items.get(sequence=2).quantity_granted == 4


def test_a_denial_is_confirmed_twice_ap_88(send, held):
    """AP-88."""
    response = send("resolver", i3=DENIAL)
    assert response.status_code == 422
    assert "Falta confirmar" in text(response)
    assert states(held) == ["pending"] * 3
    assert 'name="items.3.clause" value="Guía sintética, fracción b"' in text(response)


def test_some_now_and_the_rest_later(send, held):
    send("resolver", i1=APPROVAL)
    held.refresh_from_db()
    assert held.state == "in_review"
    assert states(held) == ["approved", "pending", "pending"]
    page = text(send("revisar", i2=MODIFICATION))
    assert "La solicitud sigue abierta" in page
    assert "Queda 1 servicio por resolver" in page


def test_deciding_some_and_asking_for_others_at_once(send, held):
    ask = {"outcome": "ask", "question": "¿Hay radiografía de cadera?"}
    page = text(send("revisar", i1=APPROVAL, i3=ask))
    assert "¿Hay radiografía de cadera?" in page
    send("resolver", i1=APPROVAL, i3=ask)
    held.refresh_from_db()
    assert held.state == "info_requested"
    assert states(held) == ["approved", "pending", "info_needed"]
    info = held.info_requests.get()
    assert (info.sequences, info.question) == ([3], "¿Hay radiografía de cadera?")


def test_several_questions_name_their_service(send, held):
    send(
        "resolver",
        i1={"outcome": "ask", "question": "¿Hay placa?"},
        i3={"outcome": "ask", "question": "¿Qué modelo?"},
    )
    question = held.info_requests.get().question
    assert question == "Resonancia magnética de columna lumbar: ¿Hay placa?\nPrótesis de cadera: ¿Qué modelo?"


def test_a_question_that_fails_keeps_no_decision_either(send, held, monkeypatch):
    def refuse(**_options):
        raise RuntimeError

    monkeypatch.setattr(actions, "ask_information", refuse)
    with pytest.raises(RuntimeError):
        send("resolver", i1=APPROVAL, i3={"outcome": "ask", "question": "¿Hay placa?"})
    assert states(held) == ["pending"] * 3


@pytest.mark.parametrize(
    ("row", "rule", "shown"),
    [
        ({"outcome": "denied"}, "Falta «motivo»", "motivo"),
        (DENIAL | {"clause": ""}, "Falta «fracción del criterio»", "Por ahora no está indicado."),
        (DENIAL | {"reason_code": "quantity"}, "no es un motivo", "Por ahora no está indicado."),
        (MODIFICATION | {"quantity": ""}, "no cambia nada", "Por ahora no está indicado."),
        (MODIFICATION | {"quantity": "99"}, "Conceda la cantidad pedida o menos", 'value="99"'),
        (MODIFICATION | {"quantity": "dos"}, "no es una cantidad", 'value="dos"'),
        (MODIFICATION | {"place": "NO-ES"}, "no realiza", "Por ahora no está indicado."),
        (MODIFICATION | {"service": "NO-ES"}, "no está en el catálogo", 'value="NO-ES"'),
        ({"outcome": "ask", "note": "una nota"}, "Falta la pregunta", "una nota"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("act", ["revisar", "resolver"])
def test_what_is_wrong_comes_back_at_its_place_with_what_was_typed(send, held, row, rule, shown, act):
    response = send(act, extra={"confirmo": "1"}, i2=row)
    assert response.status_code == 422
    assert rule in text(response)
    assert shown in text(response)
    assert states(held) == ["pending"] * 3


def test_nothing_chosen_is_said(send):
    assert "No se resolvió ningún servicio" in text(send("revisar"))


def test_a_missing_sentence_comes_back_with_a_proposal(send):
    page = text(send("revisar", i3=DENIAL | {"patient_sentence": "", "would_change": ""}))
    assert suggestion("criteria").patient in page
    assert suggestion("criteria").change in page


def test_correcting_goes_back_with_everything(send):
    page = text(send("editar", i2=MODIFICATION, i3=DENIAL | {"note": "Nota del revisor"}))
    assert "Nota del revisor" in page
    assert 'name="items.2.quantity" id="items.2.quantity" value="4"' in page


def test_somebody_changed_it_first_and_nothing_typed_is_lost_ap_48(scene, client_as, held):
    version = held.version
    actions.withdraw_item(
        by=scene.physician, at=scene.at, item=held.items.get(sequence=1), reason="Ya no hace falta"
    )
    sent = {"accion": "resolver", "version": version, "confirmo": "1", **fields(i3=DENIAL)}
    response = client_as(scene.reviewer).post(url(held), sent)
    assert response.status_code == 409
    assert "cambió esta solicitud" in text(response)
    assert "Por ahora no está indicado." in text(response)
    assert states(held) == ["cancelled", "pending", "pending"]


def test_a_clause_of_a_criterion_is_kept_with_its_version(scene, send, held):
    version = actions.publish_criteria(
        by=scene.top, at=scene.at, place=scene.sector, text=CRITERIA, valid_from=SINCE
    )
    clause = "Resonancia magnética de columna lumbar (v1), fracción c"
    send("resolver", i1=MODIFICATION | {"quantity": "1", "clause": clause})
    assert held.items.get(sequence=1).decisions.get().criteria == version


def test_another_service_or_place_is_granted(scene, send, held):
    row = MODIFICATION | {"quantity": "", "reason_code": "place", "place": scene.issste_bc_3.code}
    send("resolver", i2=row)
    assert held.items.get(sequence=2).place_granted == scene.issste_bc_3
    row = MODIFICATION | {
        "quantity": "1",
        "reason_code": "service",
        "service": "IMG-RX · Radiografía de tórax",
    }
    send("resolver", i1=row)
    assert held.items.get(sequence=1).service_granted.code == "IMG-RX"


def test_waiting_for_capacity_is_kept(send, held):
    send("resolver", i1=APPROVAL | {"waits": "1"})
    assert held.items.get(sequence=1).waits_for_capacity


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


def test_every_reason_has_its_sentences():
    assert set(SUGGESTIONS) == set(REASONS)
    assert all(len(one.patient) > 30 and len(one.change) > 10 for one in SUGGESTIONS.values())
    assert suggestion("none of them").patient == ""


def test_a_reason_typed_before_choosing_to_approve_is_left_aside():
    row = dict.fromkeys(form.FIELDS, "") | {"outcome": "approved", "reason_code": "criteria", "quantity": "1"}
    decision = form.understand({1: row}, {}).decisions[0]
    assert (decision.reason_code, decision.quantity) == ("", None)


def test_the_read_log_grows_by_each_opening(scene, client_as, held):
    for _n in range(2):
        client_as(scene.reviewer).get(url(held))
    assert Request.objects.get(pk=held.pk).reads.filter(by=scene.reviewer).count() == 2
