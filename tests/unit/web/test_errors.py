"""Refusals and errors as pages: the sentence, the remedy, the right status, and for htmx a fragment."""

import pytest

pytestmark = pytest.mark.urls("tests.unit.web.pages")


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("permiso", 403, ["No puede.", "Pídalo.", "Coordinación", "T-1"]),
        ("datos", 422, ["Mal.", "Peor."]),
        ("choque", 409, ["Otra persona guardó."]),
    ],
)
def test_a_refusal_is_a_page_that_says_why(client_as, world, kind, status, words):
    response = client_as(world.head).get(f"/prueba/rechazo/{kind}/")
    text = response.content.decode()
    assert response.status_code == status
    assert "<main" in text
    assert [word for word in words if word not in text] == []


def test_htmx_gets_the_refusal_as_a_notice(client_as, world):
    response = client_as(world.head).get("/prueba/rechazo/permiso/", headers={"HX-Request": "true"})
    assert response["HX-Retarget"] == "#avisos"
    assert "<main" not in response.content.decode()


def test_the_way_back_is_only_to_ourselves(client_as, world):
    client = client_as(world.head)
    own = client.get("/prueba/rechazo/permiso/", headers={"Referer": "http://testserver/ui/"})
    other = client.get("/prueba/rechazo/permiso/", headers={"Referer": "https://malo.example.org/"})
    assert 'href="http://testserver/ui/"' in own.content.decode()
    assert "malo.example.org" not in other.content.decode()


def test_an_unknown_address_says_what_to_do(client_as, world):
    response = client_as(world.head).get("/no-hay/")
    assert response.status_code == 404
    assert "Esta página no existe" in response.content.decode()


def test_a_defect_shows_no_trace(client_as, world):
    client = client_as(world.head, raise_request_exception=False)
    response = client.get("/prueba/falla/")
    assert response.status_code == 500
    assert "No es culpa suya" in response.content.decode()
    assert "ZeroDivision" not in response.content.decode()


def test_a_form_with_an_old_mark_says_that_nothing_typed_was_lost(client_as, world):
    client = client_as(world.admin, enforce_csrf_checks=True)
    response = client.post("/prueba/", {"code": "X", "name": "Y"})
    assert response.status_code == 403
    assert "lo que escribió no se perdió" in response.content.decode()
