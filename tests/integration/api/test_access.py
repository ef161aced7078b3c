"""Who may call: tokens, sessions with CSRF, read-only keys, expiry, closed accounts."""

from datetime import timedelta

import pytest
from django.test import Client

from cauce.core.accounts.actions import create_token, deactivate_person, revoke_token
from cauce.core.accounts.models import ApiToken


def test_without_a_key_the_answer_is_401_and_says_what_to_do(client, world, frozen):
    response = client.get("/api/v1/me")
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    (problem,) = response.json()["errors"]
    assert set(problem) == {"rule", "place", "message", "remedy", "level"}
    assert "Claves de API" in problem["remedy"]


def test_me_says_who_and_what(world, call_as):
    status, body = call_as(world.head).get("/me")
    assert status == 200
    assert body["username"] == "head"
    assert body["grants"][0]["place"]["code"] == world.issste_bc.code
    assert "exchange.declaration.finalise" in body["grants"][0]["permissions"]


def test_use_is_noted(world, call_as, frozen):
    call_as(world.head).get("/me")
    assert ApiToken.objects.get().last_used_at == frozen


@pytest.mark.parametrize("how", ["revoked", "expired", "closed", "unknown"])
def test_a_key_that_is_not_alive_is_401(world, frozen, how):
    at = frozen - timedelta(days=31) if how == "expired" else frozen
    token, secret = create_token(by=world.head, at=at, name="prueba", days=30)
    if how == "revoked":
        revoke_token(by=world.head, at=frozen, token=token)
    if how == "closed":
        deactivate_person(by=world.admin, at=frozen, person=world.head, reason="Baja")
    if how == "unknown":
        secret += "x"
    response = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert response.status_code == 401


def test_a_read_only_key_reads_and_never_writes(world, call_as, declaration):
    caller = call_as(world.head, read_only=True)
    assert caller.get(f"/exchange/declarations/{declaration.pk}")[0] == 200
    status, body = caller.post(f"/exchange/declarations/{declaration.pk}/answer", {"answer": True})
    assert (status, body["errors"][0]["rule"]) == (403, "API-READ-ONLY")
    declaration.refresh_from_db()
    assert declaration.answer is None


def test_a_session_reads_and_needs_csrf_to_write(world, client_as, declaration):
    client = client_as(world.head, enforce_csrf_checks=True)
    assert client.get("/api/v1/me").status_code == 200
    address = f"/api/v1/exchange/declarations/{declaration.pk}/answer"
    response = client.post(address, {"answer": True}, content_type="application/json")
    assert response.status_code == 403
    assert "errors" in response.json()
    declaration.refresh_from_db()
    assert declaration.answer is None


def test_a_session_with_its_csrf_token_writes(world, client_as, declaration):
    client = client_as(world.head, enforce_csrf_checks=True)
    client.get("/cuenta/claves/")
    token = client.cookies["csrftoken"].value
    response = client.post(
        f"/api/v1/exchange/declarations/{declaration.pk}/answer",
        {"answer": True},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert response.status_code == 200, response.content
    assert response.json()["answer"] is True


def test_too_many_requests_answer_429(world, call_as, monkeypatch):
    from cauce.api.api import api

    caller = call_as(world.head)
    throttle = api.throttle[0]
    monkeypatch.setattr(throttle, "num_requests", 2)
    monkeypatch.setattr(throttle, "duration", 60)
    found = [caller.get("/me")[0] for _turn in range(4)]
    assert found[-1] == 429
    assert int(caller.last["Retry-After"]) > 0


def test_the_reference_is_a_page_that_loads_nothing_from_elsewhere(client, world, frozen):
    response = client.get("/api/v1/docs")
    assert response.status_code == 200
    text = response.content.decode()
    assert "/api/v1/exchange/rounds/{code}/consolidated" in text
    assert 'src="http' not in text
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "Cauce"
