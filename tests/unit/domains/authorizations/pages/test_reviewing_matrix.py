"""Who opens which of the reviewers' pages, and who may send each of their forms: every address by every person."""

import pytest
from django.urls import reverse

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Appeal, Assignment, BlindReview
from cauce.domains.authorizations.urls_reviewing import urlpatterns
from tests.factories import UserFactory, user_with
from tests.factories.authorizations import PEOPLE

# Address → who opens it (200); who may only send a form of it is in FORMS. Everyone else: 403, and strangers sign in.
OPENS = {
    "queue": {"reviewer", "second", "third", "elsewhere"},
    "review": {"reviewer", "second", "third"},  # free, and theirs to claim: without knowing whose it is
    "held": {
        "reviewer"
    },  # claimed by `reviewer`, of ORTO: `second` serves it too, and sees it without identity
    "appeals": {"reviewer", "second", "third", "elsewhere", "coordination", "top"},
    "appeal": {"second", "coordination", "top", "physician"},  # held by `second`
    "double_reviews": {"reviewer", "second", "third", "elsewhere", "coordination", "top"},
    "double_review": {"third"},
}
# form → who may send it, with what it sends
FORMS = {
    "claim": {"reviewer", "second", "third"},
    "claim_row": {"reviewer", "second", "third"},
    "release": {"reviewer"},
    "refer": {"reviewer"},
    "decide": {"reviewer"},
    "assign": {"coordination", "top"},
    "decide_appeal": {"second"},
    "withdraw": {"physician"},
    "ask_double": {"coordination", "top"},
    "answer_double": {"third"},
}
REASON = "Un motivo suficiente"


@pytest.fixture
def places(scene):
    """Address of each page, with an object behind it."""
    free, held = scene.submitted(1), scene.claimed(2, items=[{"service": "REHAB", "quantity": "3"}])
    appeal = scene.appealed(3)
    double = actions.assign_double_review(
        by=scene.coordination, at=scene.at, request=scene.decided(4), reviewer=scene.third
    )
    scene.request_of = {"free": free, "held": held, "decided": appeal.request}
    return {
        "queue": reverse("authorizations:queue"),
        "review": reverse("authorizations:review", args=[free.uid]),
        "held": reverse("authorizations:review", args=[held.uid]),
        "appeals": reverse("authorizations:appeals"),
        "appeal": reverse("authorizations:appeal", args=[appeal.pk]),
        "double_reviews": reverse("authorizations:double_reviews"),
        "double_review": reverse("authorizations:double_review", args=[double.pk]),
    }


@pytest.fixture
def everyone(scene):
    """The scene's people, and some of other modules or of none."""
    others = {
        "administration": user_with("administrator", scene.sector, username="administration"),
        "audit": user_with("auditor", scene.sector, username="audit"),
        "exchange": user_with("entity_head", scene.issste_bc, username="exchange"),
        "nobody": UserFactory(username="nobody"),
    }
    return {**{key: getattr(scene, key) for key in PEOPLE}, **others}


def test_the_table_names_every_address():
    names = {pattern.name for pattern in urlpatterns}
    assert names == set(OPENS) - {"held"}


def test_every_page_by_everyone(places, everyone, client_as, scene):
    held = OPENS["held"] | {"second"}  # `second` may read the case from the queue, though it is taken
    for name, address in places.items():
        opens = held if name == "held" else OPENS[name]
        found = {who: client_as(person).get(address).status_code for who, person in everyone.items()}
        assert found == {who: 200 if who in opens else 403 for who in everyone}, name


def test_who_is_not_signed_in_signs_in(places, client):
    for address in places.values():
        for response in (client.get(address), client.post(address)):
            assert (response.status_code, "/login/" in response.url) == (302, True)


def test_who_has_lost_the_role_opens_nothing(places, scene, client_as):
    scene.reviewer.grants.update(ends_at=scene.at)
    client = client_as(scene.reviewer)
    assert {client.get(address).status_code for address in places.values()} == {403}


def sent(form, places, scene):
    """(address, what is sent)."""
    person = str(scene.third.pk)
    return {
        "claim": (places["review"], {"accion": "tomar"}),
        "claim_row": (places["queue"], {"tomar": scene.request_of["free"].uid}),
        "release": (places["held"], {"accion": "liberar"}),
        "refer": (places["held"], {"accion": "turnar", "especialidad": "ONCO", "motivo_turnar": REASON}),
        "decide": (places["held"], {"accion": "resolver", "version": "2", "items.1.outcome": "approved"}),
        "assign": (places["appeal"], {"accion": "asignar", "revisor": person}),
        "decide_appeal": (places["appeal"], {"accion": "resolver", "items.1.outcome": "approved"}),
        "withdraw": (places["appeal"], {"accion": "desistir", "motivo": REASON}),
        "ask_double": (
            places["double_reviews"],
            {"folio": scene.request_of["decided"].folio, "revisor": person},
        ),
        "answer_double": (places["double_review"], {"items.1.outcome": "approved"}),
    }[form]


def rows() -> tuple:
    """What a refused form must not change."""
    tables = Assignment, BlindReview
    return [list(table.objects.order_by("pk").values_list()) for table in tables], list(
        Appeal.objects.order_by("pk").values_list("state", "reviewer")
    )


@pytest.mark.parametrize("form", FORMS)
def test_every_form_by_everyone(places, everyone, client_as, scene, form):
    address, data = sent(form, places, scene)
    if form == "decide":
        data["version"] = scene.request_of["held"].version
    before = rows()
    for who in sorted(set(everyone) - FORMS[form]):
        status = client_as(everyone[who]).post(address, data).status_code
        assert status in {403, 422}, (who, status)
        assert rows() == before, who
    first = sorted(FORMS[form])[0]
    assert client_as(everyone[first]).post(address, data).status_code == 302, first
