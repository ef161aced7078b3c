"""The public verification and the private downloads, as anybody's browser sees them."""

import io
import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from PIL import Image

from cauce.core.documents.actions import receive_signed_copy, supersede_document
from cauce.core.documents.folio import Folio
from cauce.core.documents.inspection_rules import MAX_BYTES
from cauce.core.documents.uploads import LimitedUploadHandler
from tests.factories import received
from tests.factories.documents import issue_paper


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def document(world):
    return issue_paper(world)


@pytest.fixture
def page(document):
    return reverse("documents:verify", args=[document.folio])


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_typing_a_folio_badly_says_how(client, frozen, db):
    response = client.get("/verificar/", {"folio": "CAU-EX-2026-000001-0"})
    assert response.status_code == 400
    assert "último carácter" in text(response)


def test_typing_a_folio_leniently_leads_to_its_page(client, frozen, document, page):
    typed = document.folio.lower().replace("-", " ")
    assert client.get("/verificar/", {"folio": typed})["Location"] == page
    assert client.get(f"/verificar/{typed.replace(' ', '')}/")["Location"] == page


def test_current_document(client, frozen, document, page, world):
    shown = text(client.get(page))
    for words in ("Vigente", document.sha256, document.data_sha256, world.issste_bc.name, "Válido (Ed25519)"):
        assert words in shown
    assert "Dato sintético" in shown


def test_no_personal_data_is_shown(client, frozen, document, page, world):
    shown = text(client.get(page))
    for person in (world.head, world.coordinator):
        assert person.last_name not in shown
        assert person.email not in shown


def test_superseded_document_names_its_successor(client, frozen, document, page, world):
    newer = issue_paper(world)
    shown = text(client.get(page))
    assert "Sustituido" in shown
    assert newer.folio in shown


def test_withdrawn_without_successor(client, frozen, document, page, world):
    supersede_document(by=world.coordinator, at=world.now, document=document, reason="secreto interno")
    shown = text(client.get(page))
    assert "Sustituido" in shown
    assert "secreto interno" not in shown


def test_unknown_folio_is_a_404_that_explains(client, frozen, db):
    response = client.get(f"/verificar/{Folio('EX', 2026, 999_999)}/")
    assert response.status_code == 404
    assert "no ha emitido ningún documento" in text(response)


def test_a_seal_that_does_not_hold_is_said_aloud(client, frozen, document, page):
    document.data_sha256 = "0" * 64
    document.save()
    assert "Sello no válido" in text(client.get(page))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda content: content, "Es idéntico"),
        (lambda content: content + b"\n", "Es idéntico"),
        (lambda content: content + b"1 0 obj", "con algo añadido"),
        (lambda content: content[:-1], "No es idéntico"),
        (lambda content: content[:5000] + b"?" + content[5001:], "No es idéntico"),
        (lambda content: b"", "No es idéntico"),
    ],
)
def test_comparing_a_file(change, words, client, frozen, document, page):
    upload = SimpleUploadedFile("a.pdf", change(document.path.read_bytes()))
    assert words in text(client.post(page, {"file": upload}))


def test_too_many_requests_in_a_minute(client, frozen, page, settings):
    settings.CAUCE_PUBLIC_PER_MINUTE = 3
    assert [client.get(page).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    other = Client(REMOTE_ADDR="10.0.0.9")
    assert other.get(page).status_code == 200


def test_download_by_who_may_read_at_that_place(client_as, document, world):
    address = reverse("documents:issued_file", args=[document.folio])
    allowed = {"head", "editor", "coordinator", "sector", "auditor", "admin"}
    for key, person in world.users.items():
        response = client_as(person).get(address)
        assert (key, response.status_code) == (key, 200 if key in allowed else 403)
    response = client_as(world.head).get(address)
    assert b"".join(response.streaming_content) == document.path.read_bytes()
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == f'attachment; filename="{document.folio}.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert client_as(world.head).get(address + "?ver")["Content-Disposition"].startswith("inline")


def test_download_needs_sign_in(client, frozen, document):
    assert client.get(reverse("documents:issued_file", args=[document.folio])).status_code == 302


def test_announced_size_over_the_limit_is_answered_before_reading(client, frozen, page):
    response = client.post(
        page, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(MAX_BYTES * 2)
    )
    assert response.status_code == 413
    assert "100 megabytes" in text(response)


def test_the_handler_keeps_one_byte_over_the_limit_and_no_more(client_as, document, page, world, monkeypatch):
    monkeypatch.setattr(LimitedUploadHandler, "limit", 1000)
    monkeypatch.setattr("cauce.core.documents.uploads.MAX_BYTES", 1000)
    monkeypatch.setattr("cauce.core.documents.uploads.ENVELOPE", 1_000_000)
    written = []
    real = LimitedUploadHandler.receive_data_chunk

    def spy(self, raw, start):
        real(self, raw, start)
        written.append(self.file.tell())

    monkeypatch.setattr(LimitedUploadHandler, "receive_data_chunk", spy)
    response = client_as(world.head).post(page, {"file": SimpleUploadedFile("a.pdf", b"x" * 300_000)})
    assert max(written) == 1001
    assert "100 megabytes" in text(response)
    assert response.status_code == 422


def test_pages_as_pictures_for_the_persons_look(client_as, document, world, tmp_path):
    scan = received.scanned(document.path, tmp_path / "s.pdf")
    copy = receive_signed_copy(by=world.head, at=world.now, document=document, upload=scan)
    shown = render_to_string("documents/_side_by_side.html", {"copy": copy})
    pictures = re.findall(r'src="([^"]+)"', shown)
    assert len(pictures) == 2
    for address in pictures:
        response = client_as(world.coordinator).get(address)
        assert response["Content-Type"] == "image/jpeg"
        assert Image.open(io.BytesIO(response.content)).width > 500
        assert client_as(world.coordinator_imss).get(address).status_code == 403
    missing = pictures[0].replace("pagina-1", "pagina-9")
    assert client_as(world.coordinator).get(missing).status_code == 404
