"""Appeals: assigned to who may, decided beside what was said before, withdrawn; the history stays."""

import pytest
from django.urls import reverse

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Appeal
from cauce.domains.authorizations.queries import candidates
from tests.factories.authorizations import CRITERIA, SINCE, decision

LIST = reverse("authorizations:appeals")
GROUNDS = "El estudio previo no muestra la raíz nerviosa"
TWO = [{"service": "IMG-RM", "quantity": "2"}, {"service": "REHAB", "quantity": "10"}]

LESS = {
    "outcome": "modified",
    "quantity": "2",
    "reason_code": "quantity",
    "clause": "Guía",
    "patient_sentence": "Se autorizan dos.",
    "would_change": "La respuesta.",
}


def url(appeal) -> str:
    return reverse("authorizations:appeal", args=[appeal.pk])


def text(response) -> str:
    return response.content.decode()


def fields(**rows) -> dict:
    return {f"items.{key[1:]}.{name}": value for key, row in rows.items() for name, value in row.items()}


@pytest.fixture
def filed(scene):
    """A denial, appealed and not assigned yet."""
    request = scene.decided(1, "denied")
    return actions.file_appeal(
        by=scene.physician, at=scene.later(1), request=request, sequences=[1], grounds=GROUNDS
    )


@pytest.fixture
def mixed(scene):
    """An appeal held by `second`: item 1 denied, item 2 modified from 10 to 4."""
    request = scene.claimed(2, items=TWO)
    said = [decision(1, "denied"), decision(2, "modified", quantity=4)]
    actions.decide_items(by=scene.reviewer, at=scene.at, request=request, decisions=said)
    request.refresh_from_db()
    appeal = actions.file_appeal(
        by=scene.physician, at=scene.at, request=request, sequences=[1, 2], grounds=GROUNDS
    )
    return actions.assign_appeal(by=scene.coordination, at=scene.at, appeal=appeal, reviewer=scene.second)


@pytest.fixture
def send(client_as, scene, mixed):
    """`send(act, person, **rows)`: the appeal's form."""

    def post(act, person="second", extra=None, **rows):
        sent = {"accion": act, **fields(**rows), **(extra or {})}
        return client_as(getattr(scene, person)).post(url(mixed), sent)

    return post


def test_each_finds_theirs_in_the_list(scene, client_as, filed, mixed):
    ours, theirs = filed.request.folio, mixed.request.folio
    page = text(client_as(scene.coordination).get(LIST))
    assert page.index("Por asignar") < page.index(ours) < page.index("Asignados") < page.index(theirs)
    page = text(client_as(scene.second).get(LIST))
    assert theirs in page
    assert ours not in page
    assert "No tiene recursos a su cargo" in text(client_as(scene.third).get(LIST))


def test_settled_ones_stay_in_sight(scene, client_as, mixed):
    actions.withdraw_appeal(
        by=scene.physician, at=scene.at, appeal=mixed, reason="Se resolvió de otra manera"
    )
    for person in (scene.coordination, scene.second):
        page = text(client_as(person).get(LIST))
        assert "Resueltos hace poco" in page
        assert "Desistido" in page


@pytest.mark.parametrize("person", ["physician", "desk", "centre", "watcher"])
def test_the_list_is_of_who_assigns_or_decides(scene, client_as, person):
    assert client_as(getattr(scene, person)).get(LIST).status_code == 403


def test_the_candidates_and_why_the_others_may_not(scene, client_as, filed):
    actions.declare_interest(
        by=scene.third, at=scene.at, description="Soy su familiar", person=scene.physician
    )
    ranked = {c.user.username: c.rule for c in candidates.for_appeal(filed.request, scene.later(1))}
    assert ranked == {"second": "", "reviewer": "AP-43", "third": "AP-42"}
    page = text(client_as(scene.coordination).get(url(filed)))
    assert "Ya la resolvió en la instancia anterior." in page
    assert "Declaró un interés que toca esta solicitud." in page
    assert f'value="{scene.second.pk}"' in page
    assert f'value="{scene.reviewer.pk}"' not in page


def test_assigning_needs_no_look_at_the_case(scene, client_as, filed):
    page = text(client_as(scene.coordination).get(url(filed)))
    for secret in ("Número 1<", "M54", "Dolor lumbar", GROUNDS):
        assert secret not in page
    assert not filed.request.reads.filter(by=scene.coordination).exists()


def test_assigning(scene, client_as, filed):
    client = client_as(scene.coordination)
    assert client.post(url(filed), {"accion": "asignar", "revisor": scene.second.pk}).url == LIST
    filed.refresh_from_db()
    assert (filed.state, filed.reviewer) == ("assigned", scene.second)
    client.post(url(filed), {"accion": "asignar", "revisor": scene.third.pk})
    filed.refresh_from_db()
    assert filed.reviewer == scene.third


@pytest.mark.parametrize(
    ("chosen", "status", "rule"),
    [
        ("", 422, "no revisa recursos"),
        ("x", 422, "no revisa"),
        ("reviewer", 403, "Usted ya resolvió"),
        ("elsewhere", 422, "no revisa"),
    ],
)
def test_who_may_not_is_refused_and_the_page_comes_back(scene, client_as, filed, chosen, status, rule):
    value = getattr(scene, chosen).pk if chosen in scene.people else chosen
    response = client_as(scene.coordination).post(url(filed), {"accion": "asignar", "revisor": value})
    assert response.status_code == status
    assert rule in text(response)
    assert "Quién puede resolverlo" in text(response)


def test_the_reviewer_sees_the_case_and_what_was_said(scene, client_as, mixed):
    page = text(client_as(scene.second).get(url(mixed)))
    for part in (
        GROUNDS,
        "Persona Sintética Número 2",
        "Lo que se había resuelto",
        "Antes de este estudio se hace una radiografía.",
        "Confirmar lo resuelto",
    ):
        assert part in page


def test_what_it_will_say_stands_beside_what_was_said(send, mixed):
    page = text(send("revisar", i1={"outcome": "approved"}, i2={"outcome": "uphold"}))
    assert "Se había resuelto" in page
    assert "2 × Resonancia magnética de columna lumbar" in page
    mixed.refresh_from_db()
    assert mixed.state == "assigned"


def test_overturning_all(send, mixed):
    response = send(
        "resolver", i1={"outcome": "approved"}, i2={"outcome": "approved"}, extra={"nota": "Se cumple"}
    )
    assert response.url == url(mixed)
    mixed.refresh_from_db()
    assert (mixed.state, mixed.note, mixed.request.outcome) == ("overturned", "Se cumple", "approved")
    assert list(mixed.request.items.values_list("quantity_granted", flat=True)) == [2, 10]


def test_upholding_says_the_same_again(send, mixed):
    send("resolver", i1={"outcome": "uphold"}, i2={"outcome": "uphold"}, extra={"confirmo": "1"})
    mixed.refresh_from_db()
    assert mixed.state == "upheld"
    for item in mixed.request.items.all():
        first, last = item.decisions.all()
        assert (last.level, last.outcome, last.quantity) == (2, first.outcome, first.quantity)
        assert last.patient_sentence == first.patient_sentence


def test_upholding_in_other_words(send, mixed):
    words = {"outcome": "uphold", "patient_sentence": "Con la radiografía se volverá a mirar."}
    send("resolver", i1=words, i2={"outcome": "uphold"}, extra={"confirmo": "1"})
    assert mixed.request.items.first().decisions.last().patient_sentence == words["patient_sentence"]


def test_a_denial_upheld_is_confirmed_twice_ap_88(send, mixed):
    response = send("resolver", i1={"outcome": "uphold"}, i2={"outcome": "approved"})
    assert response.status_code == 422
    assert "Falta confirmar" in text(response)
    mixed.refresh_from_db()
    assert mixed.state == "assigned"


def test_overturning_in_part(send, mixed):
    more = {
        "outcome": "modified",
        "quantity": "8",
        "reason_code": "quantity",
        "clause": "Guía",
        "patient_sentence": "Se autorizan ocho.",
        "would_change": "La respuesta.",
    }
    send("resolver", i1={"outcome": "approved"}, i2=more)
    mixed.refresh_from_db()
    assert mixed.state == "partially_overturned"
    assert mixed.request.items.last().quantity_granted == 8


def test_a_confirmed_clause_keeps_its_criterion(scene, client_as):
    version = actions.publish_criteria(
        by=scene.top, at=scene.at, place=scene.sector, text=CRITERIA, valid_from=SINCE
    )
    request = scene.claimed(3, items=[{"service": "IMG-RM", "quantity": "1"}], diagnosis="S83.2")
    said = [decision(1, "denied", criteria=version.pk)]
    actions.decide_items(by=scene.reviewer, at=scene.at, request=request, decisions=said)
    request.refresh_from_db()
    appeal = actions.file_appeal(
        by=scene.physician, at=scene.at, request=request, sequences=[1], grounds=GROUNDS
    )
    appeal = actions.assign_appeal(by=scene.coordination, at=scene.at, appeal=appeal, reviewer=scene.second)
    sent = {"accion": "resolver", "confirmo": "1", **fields(i1={"outcome": "uphold"})}
    client_as(scene.second).post(url(appeal), sent)
    assert request.items.get().decisions.last().criteria == version


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"i1": {"outcome": "approved"}}, "faltan los servicios"),
        ({"i1": {"outcome": "approved"}, "i2": LESS}, "no puede empeorar"),
        ({"i1": {"outcome": "approved"}, "i2": {"outcome": "modified", "quantity": "8", "note": "una nota"}}, "una nota"),
    ],
)  # fmt: skip
def test_what_is_wrong_comes_back_with_what_was_typed(send, mixed, rows, said):
    response = send("revisar", **rows)
    assert response.status_code == 422
    assert said in text(response)
    assert 'value="approved" checked' in text(response)


def test_correcting_goes_back_with_everything(send):
    page = text(send("editar", i1={"outcome": "approved"}, extra={"nota": "Una nota del recurso"}))
    assert "Una nota del recurso" in page


def test_another_reviewer_is_told_who_has_it_ap_66(scene, client_as, mixed):
    response = client_as(scene.third).get(url(mixed))
    assert (response.status_code, "AP-66" in text(response)) == (403, True)


def test_only_its_reviewer_decides(send, mixed):
    for person in ("coordination", "physician"):
        response = send("resolver", person=person, i1={"outcome": "approved"}, i2={"outcome": "approved"})
        assert response.status_code == 403
    mixed.refresh_from_db()
    assert mixed.state == "assigned"


def test_who_filed_it_follows_it_and_may_withdraw(scene, client_as, mixed):
    client = client_as(scene.physician)
    assert "Desistir del recurso" in text(client.get(url(mixed)))
    response = client.post(url(mixed), {"accion": "desistir", "motivo": "corto"})
    assert (response.status_code, "corto" in text(response)) == (422, True)
    client.post(url(mixed), {"accion": "desistir", "motivo": "Se resolvió de otra manera"})
    mixed.refresh_from_db()
    assert mixed.state == "withdrawn"
    page = text(client.get(url(mixed)))
    assert "Se resolvió de otra manera" in page
    assert "Desistir del recurso" not in page


def test_once_decided_both_decisions_are_in_sight(send, scene, client_as, mixed):
    send("resolver", i1={"outcome": "approved"}, i2={"outcome": "approved"})
    page = text(client_as(scene.second).get(url(mixed)))
    assert "(revisión)" in page
    assert "(recurso de revisión)" in page
    assert 'value="revisar"' not in page


def test_no_candidates_is_said(scene, client_as, filed, monkeypatch):
    monkeypatch.setattr(candidates, "for_appeal", lambda *_args: [])
    assert "Nadie puede resolver este recurso" in text(client_as(scene.coordination).get(url(filed)))


@pytest.mark.parametrize("person", ["colleague", "desk", "centre", "elsewhere", "watcher"])
def test_nobody_else_opens_one(scene, client_as, filed, person):
    assert client_as(getattr(scene, person)).get(url(filed)).status_code == 403


def test_an_unknown_one_is_not_found(scene, client_as):
    assert client_as(scene.second).get(reverse("authorizations:appeal", args=[9])).status_code == 404
    assert not Appeal.objects.exists()
