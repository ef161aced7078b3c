"""The notices page: the bell's number, unread and all, opening, marking as read, preferences."""

import pytest

from cauce.core.notifications.models import Notification, Preference


@pytest.fixture
def notice(world, now):
    return Notification.objects.create(
        user=world.head,
        kind="test",
        title="Se acerca el cierre",
        body="Faltan 3 días.",
        url="/trabajos/",
        created_at=now,
    )


def test_the_bell_counts_what_is_unread(world, client_as, notice):
    client = client_as(world.head)
    assert client.get("/avisos/").context["unread"] == 1
    client.post("/avisos/leer/")
    assert client.get("/avisos/").context["unread"] == 0


def test_opening_marks_as_read_and_leads_there(world, client_as, notice):
    answer = client_as(world.head).post(f"/avisos/{notice.pk}/")
    assert answer.headers["Location"] == "/trabajos/"
    notice.refresh_from_db()
    assert notice.read_at == world.now


@pytest.mark.parametrize("url", ["https://example.org/", "//example.org/", ""])
def test_a_notice_never_leads_outside(world, client_as, notice, url):
    Notification.objects.update(url=url)
    assert client_as(world.head).post(f"/avisos/{notice.pk}/").headers["Location"] == "/avisos/"


def test_read_ones_are_found_under_all(world, client_as, notice):
    client = client_as(world.head)
    client.post("/avisos/leer/", {"id": notice.pk})
    assert "Está al día" in client.get("/avisos/").content.decode()
    assert "Se acerca el cierre" in client.get("/avisos/?ver=todos").content.decode()


def test_anothers_notice_does_not_exist(world, client_as, notice):
    """NOTICE-02."""
    assert client_as(world.head_imss).post(f"/avisos/{notice.pk}/").status_code == 404


def test_preferences_are_kept(world, client_as):
    client = client_as(world.head)
    client.post("/avisos/preferencias/", {"email": "daily"})
    assert Preference.objects.get(user=world.head).email == "daily"
    assert 'value="daily" checked' in client.get("/avisos/preferencias/").content.decode()


def test_an_unknown_preference_is_refused_on_the_page(world, client_as):
    answer = client_as(world.head).post("/avisos/preferencias/", {"email": "x"})
    assert answer.status_code == 422
