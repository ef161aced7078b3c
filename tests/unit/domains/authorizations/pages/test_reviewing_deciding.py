"""Deciding item by item: what it will say is read first, refusals come back with what was typed, nothing is lost."""

import pytest

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.rules.codes import REASONS
from cauce.domains.authorizations.rules.sentences import SUGGESTIONS, suggestion
from cauce.domains.authorizations.views import reviewing_form as form
from tests.factories.authorizations import CRITERIA, SINCE

from .reviewing import APPROVAL, DENIAL, MODIFICATION, fields, states, text, url


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


def test_every_reason_has_its_sentences():
    assert set(SUGGESTIONS) == set(REASONS)
    assert all(len(one.patient) > 30 and len(one.change) > 10 for one in SUGGESTIONS.values())
    assert suggestion("none of them").patient == ""


def test_a_reason_typed_before_choosing_to_approve_is_left_aside():
    row = dict.fromkeys(form.FIELDS, "") | {"outcome": "approved", "reason_code": "criteria", "quantity": "1"}
    decision = form.understand({1: row}, {}).decisions[0]
    assert (decision.reason_code, decision.quantity) == ("", None)


def test_looking_again_at_the_same_form_is_not_sending_it_twice(send, held):
    """Back in the browser and "Ver lo que dirá" again: the same key and content, and nothing was entered."""
    key = {"_once": "a" * 32}
    for _n in range(2):
        assert "Autorizada en parte" in text(
            send("revisar", extra=key, i1=APPROVAL, i2=MODIFICATION, i3=DENIAL)
        )
    for _n in range(2):  # refused, corrected elsewhere, sent again
        assert "Falta confirmar" in text(send("resolver", extra=key, i3=DENIAL))
    sent = {"extra": key | {"confirmo": "1"}, "i3": DENIAL}
    version = held.version
    send("resolver", **sent)
    assert states(held) == ["pending", "pending", "denied"]
    again = send("resolver", extra=sent["extra"] | {"version": version}, i3=DENIAL)
    assert again.status_code == 302  # entered: it is not run again
    assert held.items.get(sequence=3).decisions.count() == 1
