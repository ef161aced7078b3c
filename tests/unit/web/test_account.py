"""Entering, locking out, second factor, preferences."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from cauce.core.accounts.models import User
from tests.factories.people import PASSWORD

LOGIN = "/cuenta/login/"


@pytest.mark.parametrize("name", ["head", "head@example.org"])
def test_one_enters_by_username_or_by_mail(world, frozen, name):
    response = Client().post(LOGIN, {"login": name, "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"] == "/"


def test_a_wrong_password_says_so_without_saying_whether_the_account_exists(world, frozen):
    known = Client().post(LOGIN, {"login": "head", "password": "otra"}).content.decode()
    unknown = Client().post(LOGIN, {"login": "nadie", "password": "otra"}).content.decode()
    assert "No se pudo continuar" in known
    assert known.count("field-error") == unknown.count("field-error")


def test_many_failures_lock_the_account_by_either_name(world, frozen, settings):
    settings.AXES_FAILURE_LIMIT = 3
    for name in ("head", "head@example.org", "head"):
        response = Client().post(LOGIN, {"login": name, "password": "otra"})
    assert response.status_code == 429
    assert "queda cerrada durante 30 minutos" in response.content.decode()
    right = Client().post(LOGIN, {"login": "head", "password": PASSWORD})
    assert right.status_code == 429


def test_the_lock_says_the_same_however_often_one_tries(world, frozen, settings):
    """allauth's own limit of attempts must not hide the page that says what to do."""
    settings.AXES_FAILURE_LIMIT = 3
    answers = [Client().post(LOGIN, {"login": "head", "password": "otra"}) for _ in range(9)]
    assert [answer.status_code for answer in answers] == [200] * 2 + [429] * 7
    assert "Qué hacer" in answers[-1].content.decode()


def test_there_is_no_public_sign_up(db, frozen):
    assert "no hay registro público" in Client().get("/cuenta/signup/").content.decode()


def test_my_account_shows_what_i_may_do_and_where(client_as, world):
    text = client_as(world.head).get("/cuenta/").content.decode()
    assert "Titular de la entidad federativa" in text
    assert world.issste_bc.name in text


@pytest.mark.parametrize(("asked", "kept"), [("dark", "dark"), ("light", "light"), ("<b>", "auto")])
def test_the_theme_is_kept_in_the_account(client_as, world, asked, kept):
    client = client_as(world.head)
    client.post("/cuenta/tema/", {"theme": asked, "next": "https://malo.example.org/"})
    assert User.objects.get(pk=world.head.pk).theme == kept
    assert f'data-bs-theme="{kept}"' in client.get("/").content.decode()


def test_the_theme_form_leads_only_to_ourselves(client_as, world):
    response = client_as(world.head).post(
        "/cuenta/tema/", {"theme": "dark", "next": "https://malo.example.org/"}
    )
    assert response["Location"] == "/"


def test_the_second_factor_is_set_up_with_a_qr_and_gives_recovery_codes(world, frozen):
    client = Client()
    client.post(LOGIN, {"login": "head", "password": PASSWORD})
    asked = client.get("/cuenta/2fa/totp/activate/")  # a change of security asks for the password again
    client.post(asked["Location"], {"password": PASSWORD})
    page = client.get("/cuenta/2fa/totp/activate/")
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    answer = client.post("/cuenta/2fa/totp/activate/", {"code": code}, follow=True)
    assert "Cada código sirve una vez" in answer.content.decode()
    assert answer.content.decode().count('<li class="code">') == 10
    again = Client().post(LOGIN, {"login": "head", "password": PASSWORD})
    assert again["Location"] == "/cuenta/2fa/authenticate/"


@pytest.mark.parametrize(
    "address",
    ["password/change/", "2fa/", "sessions/", "logout/", "reauthenticate/", "email/", "inactive/"],
)
def test_every_account_page_is_ours(world, frozen, address):
    client = Client()
    client.post(LOGIN, {"login": "head", "password": PASSWORD})
    text = client.get(f"/cuenta/{address}").content.decode()
    assert 'class="shell' in text


@pytest.mark.parametrize("address", ["login/", "password/reset/", "password/reset/done/", "signup/"])
def test_every_page_outside_is_ours(db, frozen, address):
    assert 'class="shell' in Client().get(f"/cuenta/{address}").content.decode()


def test_entering_is_not_announced(world, frozen):
    page = Client().post(LOGIN, {"login": "head", "password": PASSWORD}, follow=True)
    assert '<div id="avisos" aria-live="polite"></div>' in page.content.decode()
