"""Blind second opinions: nothing of the first is seen; asked at random or by folio; how far both agree."""

import pytest
from django.urls import reverse

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import BlindReview
from cauce.domains.authorizations.queries import candidates
from cauce.domains.authorizations.queries import double_reviews as queries
from tests.factories.authorizations import decision, typed

LIST = reverse("authorizations:double_reviews")
TWO = [{"service": "IMG-RM", "quantity": "2"}, {"service": "REHAB", "quantity": "10"}]


def text(response) -> str:
    return response.content.decode()


def url(review) -> str:
    return reverse("authorizations:double_review", args=[review.pk])


@pytest.fixture
def decided(scene):
    """Two services: one approved after a question, one denied."""
    request = scene.claimed(1, items=TWO)
    said = [decision(1), decision(2, "denied")]
    return actions.decide_items(by=scene.reviewer, at=scene.at, request=request, decisions=said)


@pytest.fixture
def review(scene, decided):
    """A second opinion that waits for `third`."""
    return actions.assign_double_review(
        by=scene.coordination, at=scene.at, request=decided, reviewer=scene.third
    )


def test_neither_the_patient_nor_the_first_decision_is_on_the_page(scene, client_as, review, decided):
    page = text(client_as(scene.third).get(url(review)))
    number = decided.items.first().authorisations.get().number
    who = typed(1)["patient"]
    first = (
        "Antes de este estudio se hace una radiografía.",
        "Guía sintética, fracción b",
        number,
        "No autorizado",
        "Autorizada en parte",
        scene.reviewer.display_name + "<",
    )
    for secret in ("Número 1<", who["curp"], who["nss"], *first):
        assert secret not in page
    assert "Dolor lumbar" in page
    assert "Sesión de terapia física" in page


def test_what_was_asked_and_answered_first_is_not_shown_either(scene, client_as):
    request = scene.claimed(2)
    info = actions.ask_information(
        by=scene.reviewer, at=scene.at, request=request, question="¿Hay radiografía?"
    )
    actions.answer_information(by=scene.physician, at=scene.at, info=info, answer="Sí, se adjunta")
    request.refresh_from_db()
    review = actions.assign_double_review(
        by=scene.coordination, at=scene.at, request=request, reviewer=scene.third
    )
    page = text(client_as(scene.third).get(url(review)))
    assert "¿Hay radiografía?" not in page
    assert "Sí, se adjunta" not in page


def test_it_stays_blind_to_who_claimed_the_request_since(scene, client_as):
    request = scene.submitted(3)
    review = actions.assign_double_review(
        by=scene.coordination, at=scene.at, request=request, reviewer=scene.third
    )
    actions.claim_request(by=scene.third, at=scene.at, request=request)
    page = text(client_as(scene.third).get(url(review)))
    assert "Una segunda opinión se da sin saber quién es el paciente." in page
    assert typed(3)["patient"]["curp"] not in page


def test_answering_changes_nothing_but_the_agreement(scene, client_as, review, decided):
    sent = {"items.1.outcome": "approved", "items.2.outcome": "modified", "nota": "Con ocho bastaría"}
    assert client_as(scene.third).post(url(review), sent).url == LIST
    review.refresh_from_db()
    assert (review.answers, review.note) == ({"1": "approved", "2": "modified"}, "Con ocho bastaría")
    assert list(decided.items.values_list("state", flat=True)) == ["approved", "denied"]
    followed = queries.with_agreement([review])[0]
    assert (followed.same, followed.of) == (1, 2)
    assert "1 de 2 servicios" in text(client_as(scene.coordination).get(LIST))
    page = text(client_as(scene.third).get(url(review)))
    assert "Autorizado con cambios" in page
    assert "Dar mi opinión" not in page


def test_an_item_left_out_comes_back_with_what_was_chosen(scene, client_as, review):
    response = client_as(scene.third).post(url(review), {"items.1.outcome": "denied", "nota": "una nota"})
    assert response.status_code == 422
    assert 'value="denied" checked' in text(response)
    assert "una nota" in text(response)
    review.refresh_from_db()
    assert review.answered_at is None


def test_nonsense_is_refused(scene, client_as, review):
    response = client_as(scene.third).post(url(review), {"items.1.outcome": "x", "items.2.outcome": "denied"})
    assert response.status_code == 422


def test_answering_twice_is_refused(scene, client_as, review):
    sent = {"items.1.outcome": "approved", "items.2.outcome": "denied"}
    client = client_as(scene.third)
    client.post(url(review), sent)
    assert client.post(url(review), sent).status_code == 409


@pytest.mark.parametrize(
    "person", ["reviewer", "second", "coordination", "physician", "desk", "centre", "elsewhere", "watcher"]
)
def test_only_its_reviewer_opens_it(scene, client_as, review, person):
    assert client_as(getattr(scene, person)).get(url(review)).status_code == 403


def test_an_unknown_one_is_not_found(scene, client_as):
    assert client_as(scene.third).get(reverse("authorizations:double_review", args=[9])).status_code == 404


def test_my_list(scene, client_as, review):
    assert review.request.folio in text(client_as(scene.third).get(LIST))
    assert "No le han pedido" in text(client_as(scene.reviewer).get(LIST))


@pytest.mark.parametrize("person", ["physician", "desk", "centre", "watcher"])
def test_the_list_is_of_who_reviews_or_asks(scene, client_as, person):
    assert client_as(getattr(scene, person)).get(LIST).status_code == 403


def test_candidates_and_why_the_others_may_not(scene, client_as, decided):
    actions.declare_interest(
        by=scene.second, at=scene.at, description="Soy su familiar", person=scene.physician
    )
    ranked = {c.user.username: c.rule for c in candidates.for_double_review(decided, scene.at)}
    assert ranked == {"third": "", "second": "AP-42", "reviewer": "AP-99"}
    page = text(client_as(scene.coordination).get(LIST, {"folio": decided.folio.lower()}))
    assert "Ya tuvo la solicitud" in page
    assert f'value="{scene.third.pk}"' in page
    assert "Número 1<" not in page


def test_the_draw_takes_one_decided_by_a_person_without_a_second_opinion(scene, client_as, decided):
    scene.submitted(2)
    assert queries.drawn(scene.coordination, scene.at) == decided
    assert decided.folio in text(client_as(scene.coordination).get(LIST, {"azar": "1"}))
    actions.assign_double_review(by=scene.coordination, at=scene.at, request=decided, reviewer=scene.third)
    assert queries.drawn(scene.coordination, scene.at) is None
    assert "No hay solicitudes resueltas" in text(client_as(scene.coordination).get(LIST, {"azar": "1"}))


def test_asking(scene, client_as, decided):
    sent = {"folio": decided.folio, "revisor": scene.third.pk}
    assert client_as(scene.coordination).post(LIST, sent).url == LIST
    assert BlindReview.objects.get().reviewer == scene.third


@pytest.mark.parametrize(
    ("folio", "who"), [("", "third"), ("NO-ES", "third"), (None, ""), (None, "x"), (None, "reviewer")]
)
def test_asking_wrongly_comes_back(scene, client_as, decided, folio, who):
    value = getattr(scene, who).pk if who in scene.people else who
    sent = {"folio": decided.folio if folio is None else folio, "revisor": value}
    response = client_as(scene.coordination).post(LIST, sent)
    assert response.status_code == 422
    assert not BlindReview.objects.exists()


def test_a_reviewer_does_not_ask_for_one(scene, client_as, decided):
    sent = {"folio": decided.folio, "revisor": scene.third.pk}
    assert client_as(scene.reviewer).post(LIST, sent).status_code == 403


def test_another_regions_request_is_not_found(scene, client_as, decided):
    from tests.factories import user_with

    other = user_with("auth_coordinator", scene.issste_hgo, username="hgo")
    page = text(client_as(other).get(LIST, {"folio": decided.folio}))
    assert "No hay una solicitud con ese folio en su región" in page
