"""Pages of people, tokens and the audit log: who may open them, what they do, what they refuse."""

import csv
import io

import pytest

from cauce.core.accounts.actions import create_token
from cauce.core.accounts.models import ApiToken, User

ADMIN_ONLY = ["/personas/", "/personas/nueva/"]
NOT_ADMINS = ["head", "coordinator", "auditor", "reporter"]


@pytest.mark.parametrize("address", ADMIN_ONLY)
@pytest.mark.parametrize("who", NOT_ADMINS)
def test_people_are_for_the_administration(world, client_as, who, address):
    assert client_as(world.users[who]).get(address).status_code == 403


@pytest.mark.parametrize("address", [*ADMIN_ONLY, "/bitacora/", "/bitacora/csv/", "/cuenta/claves/"])
def test_without_signing_in_they_lead_to_the_entry(client, db, frozen, address):
    response = client.get(address)
    assert response.status_code == 302
    assert "/cuenta/login/" in response["Location"]


def test_the_list_filters_and_shows_roles(world, client_as):
    client = client_as(world.admin)
    page = client.get("/personas/?q=head_hgo").content.decode()
    assert "head_hgo" in page
    assert "coordinator_imss" not in page
    assert "Titular de la entidad federativa" in page
    page = client.get("/personas/?papel=auditor").content.decode()
    assert f"/personas/{world.auditor.pk}/" in page
    assert f"/personas/{world.head.pk}/" not in page


def test_a_person_is_made_given_a_role_and_enters_to_change_the_password(world, client_as, client):
    admin = client_as(world.admin)
    form = {"username": "nueva", "first_name": "Ana", "last_name": "Sintética", "email": "ana@example.org"}
    response = admin.post("/personas/nueva/", form)
    password = response.context["password"]
    assert password in response.content.decode()
    person = User.objects.get(username="nueva")
    response = admin.post(
        f"/personas/{person.pk}/papeles/",
        {"role": "entity_editor", "place": f"{world.issste_bc.code} · {world.issste_bc.name}"},
    )
    assert response.status_code == 302
    assert person.grants.get().place == world.issste_bc
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get("/")
    assert response["Location"] == "/cuenta/password/change/"
    new = {
        "oldpassword": password,
        "password1": "otra-clave-muy-larga-7",
        "password2": "otra-clave-muy-larga-7",
    }
    client.post("/cuenta/password/change/", new)
    assert User.objects.get(pk=person.pk).must_change_password is False
    assert client.get("/").status_code == 200


def test_a_bad_form_stays_with_its_reasons(world, client_as):
    admin = client_as(world.admin)
    response = admin.post(
        "/personas/nueva/",
        {"username": "head", "first_name": "A", "last_name": "B", "email": "a@example.org"},
    )
    assert response.status_code == 422
    assert "ya existe" in response.content.decode()
    response = admin.post(f"/personas/{world.head.pk}/papeles/", {"role": "entity_head", "place": "NADA"})
    assert response.status_code == 422
    assert "No se encontró un lugar" in response.content.decode()


@pytest.mark.parametrize(
    ("act", "active"), [("desactivar", False), ("desbloquear", True), ("segundo-factor", True)]
)
def test_acts_on_a_person(world, client_as, act, active):
    response = client_as(world.admin).post(f"/personas/{world.head.pk}/{act}/", {"reason": "Baja"})
    assert response.status_code == 302
    assert User.objects.get(pk=world.head.pk).is_active is active


@pytest.mark.parametrize("who", NOT_ADMINS)
@pytest.mark.parametrize("act", ["desactivar", "contrasena", "segundo-factor", "desbloquear"])
def test_nobody_else_acts_on_a_person(world, client_as, who, act):
    before = world.editor.password
    response = client_as(world.users[who]).post(f"/personas/{world.editor.pk}/{act}/", {"reason": "x"})
    assert response.status_code == 403
    editor = User.objects.get(pk=world.editor.pk)
    assert (editor.is_active, editor.password) == (True, before)


def test_a_role_is_revoked_from_the_page(world, client_as):
    grant = world.editor.grants.get()
    client_as(world.admin).post(
        f"/personas/{world.editor.pk}/papeles/{grant.pk}/revocar/", {"reason": "Cambio"}
    )
    grant.refresh_from_db()
    assert grant.ends_at is not None


def test_a_token_is_shown_once_and_revoked(world, client_as):
    client = client_as(world.head)
    response = client.post("/cuenta/claves/", {"name": "Mi tablero", "days": "90"})
    secret = response.context["secret"]
    token = ApiToken.objects.get()
    assert token.digest == ApiToken.digest_of(secret)
    assert token.read_only
    assert secret in response.content.decode()
    assert secret not in client.get("/cuenta/claves/").content.decode()
    client.post(f"/cuenta/claves/{token.pk}/revocar/")
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_nobody_revokes_anothers_token_from_the_page(world, client_as, frozen):
    token, _secret = create_token(by=world.head, at=frozen, name="prueba")
    assert client_as(world.editor).post(f"/cuenta/claves/{token.pk}/revocar/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


@pytest.fixture
def answered(world, frozen):
    """Two entities answered: one of each institution."""
    from cauce.domains.exchange.actions import answer_declaration
    from cauce.domains.exchange.models import Declaration

    for person, entity in ((world.head, world.issste_bc), (world.head_imss, world.imss_bc)):
        declaration = Declaration.objects.create(round=world.round, entity=entity)
        answer_declaration(by=person, at=frozen, declaration=declaration, answer=True)


def read(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def test_the_log_is_scoped_by_place(world, client_as, answered):
    for who, places in (
        ("coordinator", {world.issste_bc.name}),
        ("coordinator_imss", {world.imss_bc.name}),
        ("auditor", {world.issste_bc.name, world.imss_bc.name}),
    ):
        rows = read(client_as(world.users[who]).get("/bitacora/csv/"))
        assert {row[6] for row in rows} == places
    assert client_as(world.head).get("/bitacora/").status_code == 403
    assert client_as(world.head).get("/bitacora/csv/").status_code == 403


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("persona=nadie", 0),
        ("accion=exchange.declaration.answer", 2),
        ("lugar=IMSS", 1),
        ("desde=2026-05-21", 0),
        ("desde=2026-05-20&hasta=2026-05-20", 2),
        ("hasta=2026-05-19", 0),
    ],
)
def test_the_log_is_filtered(world, client_as, answered, query, count):
    client = client_as(world.auditor)
    assert len(read(client.get(f"/bitacora/csv/?{query}"))) == count
    page = client.get(f"/bitacora/?{query}")
    assert page.status_code == 200
    assert page.content.decode().count("respondió SI en el paso 2") == count


def test_a_wrong_filter_is_said(world, client_as, answered):
    page = client_as(world.auditor).get("/bitacora/?lugar=NADA&desde=ayer").content.decode()
    assert "No hay un lugar con la clave" in page
