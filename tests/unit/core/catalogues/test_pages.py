"""The catalogue's pages: browse, search, one entry, releases."""

from datetime import date

import pytest
from django.urls import reverse

from cauce.core.catalogues import actions
from cauce.core.catalogues.models import Catalogue

CODE = "exchange-services"


@pytest.fixture
def client(world, client_as):
    return client_as(world.users["sector"])


def get(client, name, *args, **query):
    response = client.get(reverse(f"catalogues:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def second(world, now):
    """Release 2: one product more."""
    catalogue = Catalogue.objects.get(code=CODE)
    draft = actions.create_release(by=world.admin, at=now, catalogue=catalogue, valid_from=date(2026, 6, 1))
    actions.add_entry(
        by=world.admin,
        at=now,
        release=draft,
        code="NUEVO",
        kind="product",
        label="Gastrostomía",
        parent=world.speciality,
    )
    return actions.publish_release(by=world.admin, at=now, release=draft)


def test_list(client):
    assert "Servicios, grupos, especialidades y productos" in get(client, "list")


def test_level_by_level(client, world):
    top = get(client, "browse", CODE)
    assert "Atención médica" in top
    assert "Apendicectomía" not in top
    inside = get(client, "browse", CODE, en=world.speciality.pk)
    assert "Apendicectomía" in inside
    assert "Dato sintético" in inside


def test_search_forgives(client):
    page = get(client, "browse", CODE, q="apendisectomia")
    assert "Apendicectomía" in page
    assert "Cirugía general" in page  # where it is
    assert "Nada se parece" in get(client, "browse", CODE, q="xyzxyz")


def test_an_older_release_shows_what_it_held(client, world, second):
    assert "Gastrostomía" in get(client, "browse", CODE, en=world.speciality.pk)
    old = get(client, "browse", CODE, en=world.speciality.pk, publicacion="1")
    assert "Gastrostomía" not in old
    assert "ya no es la vigente" in old


def test_releases_and_what_they_changed(client, second):
    page = get(client, "releases", CODE)
    assert page.count("<tr>") == 3
    assert "Gastrostomía" in get(client, "release", CODE, 2)
    assert "Ninguno." in get(client, "release", CODE, 2, ver="cierres")


def test_unknown(client):
    assert client.get("/catalogos/nada/").status_code == 404
    assert client.get(f"/catalogos/{CODE}/", {"publicacion": "9"}).status_code == 404
    assert client.get(f"/catalogos/{CODE}/publicaciones/9/").status_code == 404


def test_adding_and_removing_another_name(client, world):
    product = world.products[0]
    address = reverse("catalogues:entry", args=[CODE, product.pk])
    client.post(address, {"text": "quitar el apéndice"})
    alias = product.aliases.get()
    assert "quitar el apéndice" in client.get(address).content.decode()
    again = client.post(address, {"text": "QUITAR el apéndice"}).content.decode()
    assert "ya es un nombre alterno" in again
    client.post(reverse("catalogues:remove_alias", args=[CODE, product.pk, alias.pk]))
    assert not product.aliases.exists()


def test_who_only_reads(world, client_as):
    client = client_as(world.reporter)
    address = reverse("catalogues:entry", args=[CODE, world.products[0].pk])
    assert "Agregar" not in client.get(address).content.decode()
    assert client.post(address, {"text": "otro"}).status_code == 403
