"""«Importaciones» as pages: bring, see, accept, discard; and who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cauce.core.imports.kinds import KINDS
from cauce.core.imports.models import Import
from cauce.core.imports.tables import read_table
from cauce.core.organisations.models import OrgUnit

HEADER = "clues,nombre,institución,entidad,nivel"
GOOD = f"{HEADER}\nBCIST000999,Unidad nueva,ISSSTE,02,1\n"
BAD = f"{GOOD}X,,CRUZ,02,9\n"


@pytest.fixture
def client(world, client_as):
    return client_as(world.admin)


def upload(client, text, kind="units", **fields):
    file = SimpleUploadedFile("unidades.csv", text.encode())
    return client.post(reverse("imports:new", args=[kind]), {"file": file, **fields}, follow=True)


def test_empty_list(client):
    assert "Todavía no se ha importado nada" in client.get(reverse("imports:list")).content.decode()


@pytest.mark.parametrize("kind", ["units", "catalogue"])
def test_form_and_its_template(client, kind):
    page = client.get(reverse("imports:new", args=[kind])).content.decode()
    assert all(column.name in page for column in KINDS[kind].columns)
    response = client.get(reverse("imports:template", args=[kind]))
    table = read_table(b"".join(response.streaming_content), "plantilla.csv")
    assert table.headers == [column.name for column in KINDS[kind].columns]
    assert len(table.rows[0][1]) == len(KINDS[kind].example[0])


def test_unknown_kind(client):
    assert client.get("/importaciones/nueva/otra/").status_code == 404
    assert client.get("/importaciones/plantilla/otra.csv").status_code == 404


def test_review_then_accept(client):
    response = upload(client, GOOD)
    page = response.content.decode()
    assert "Esto es lo que cambiaría" in page
    assert "Unidad nueva" in page
    assert not OrgUnit.objects.filter(code="BCIST000999").exists()
    digest = response.context["plan"].digest()
    done = client.post(response.request["PATH_INFO"], {"accept": digest}, follow=True)
    assert "Importación aplicada: 1 altas, 0 cambios y 0 cierres." in done.content.decode()
    assert OrgUnit.objects.filter(code="BCIST000999").exists()
    assert "unidades.csv" in client.get(reverse("imports:list")).content.decode()


def test_review_then_discard(client):
    response = upload(client, GOOD)
    client.post(response.request["PATH_INFO"], {"discard": "1"})
    assert Import.objects.get().state == "discarded"
    assert not OrgUnit.objects.filter(code="BCIST000999").exists()


def test_problems_with_their_place_and_no_way_to_accept(client):
    page = upload(client, BAD).content.decode()
    assert "línea 3, columna «CLUES»" in page
    assert "línea 3, columna «nivel»" in page
    assert 'name="accept"' not in page


def test_accepting_what_is_no_longer_so_shows_it_again(client):
    response = upload(client, GOOD)
    page = client.post(response.request["PATH_INFO"], {"accept": "otra"}).content.decode()
    assert "ya no es lo que usted revisó" in page
    assert Import.objects.get().state == "waiting"


def test_a_file_that_cannot_be_read_says_so_at_the_field(client):
    page = upload(client, "\x00\x01").content.decode()
    assert "El archivo no se puede leer" in page
    assert not Import.objects.exists()


def test_a_catalogue(client):
    text = "clave,tipo,concepto superior,nombre\nA,grupo,,Cirugía\n"
    response = upload(client, text, "catalogue", catalogue="exchange-services", origin="prueba")
    assert response.context["counts"]["closed"] > 5
    page = client.get(response.request["PATH_INFO"], {"ver": "cierres"}).content.decode()
    assert "Apendicectomía" in page


@pytest.mark.parametrize("role", ["head", "coordinator", "sector", "auditor", "reporter"])
def test_who_may_not(world, client_as, role):
    client = client_as(world.users[role])
    for name, args in (("imports:list", []), ("imports:new", ["units"]), ("imports:template", ["units"])):
        assert client.get(reverse(name, args=args)).status_code == 403


def test_signed_out(db, client_as):
    from django.test import Client

    assert Client().get("/importaciones/").status_code == 302
