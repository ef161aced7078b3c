"""Step 9 over a real connection: exactly 100 MB, one byte more, far more, and a line that breaks half-way."""

import http.client
import socket
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse

from cauce.core.audit.log import history
from cauce.core.documents import storage
from cauce.core.documents.inspection_rules import MAX_BYTES
from cauce.domains.exchange.actions import finalise_declaration
from cauce.domains.exchange.models import Declaration
from cauce.domains.exchange.reports.issuing import final_version
from tests.factories import hostile, make_world, received
from tests.factories.lines import add_line
from tests.factories.people import PASSWORD

BOUNDARY = "frontera-de-prueba"


@pytest.fixture
def world(transactional_db, now):
    return make_world(now)


@pytest.fixture
def declaration(world, frozen):
    made = Declaration.objects.create(round=world.round, entity=world.issste_bc, answer=True)
    add_line(world, made, world.issste_bc_1, world.products[0])
    return finalise_declaration(by=world.head, at=world.now, declaration=made, answer=True, password=PASSWORD)


@pytest.fixture
def document(declaration):
    return final_version(declaration)


@pytest.fixture
def connect(live_server, world, declaration, settings, tmp_path):
    """Opens a connection that has sent everything but the file; returns it with the number of bytes to come."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "incoming")
    Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir()
    client = Client()
    client.force_login(world.head, backend="django.contrib.auth.backends.ModelBackend")
    token = "a" * 32
    address = urlsplit(live_server.url)
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}"

    def start(size: int) -> http.client.HTTPConnection:
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="firmado.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        ).encode()
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=120)
        connection.putrequest("POST", reverse("exchange:upload", args=[declaration.pk]))
        connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
        connection.putheader("Content-Length", str(len(head) + size + len(_tail())))
        connection.putheader("Cookie", cookies)
        connection.endheaders()
        connection.send(head)
        return connection

    return start


def _tail() -> bytes:
    return f"\r\n--{BOUNDARY}--\r\n".encode()


@pytest.fixture
def send(connect):
    def run(path: Path) -> tuple[int, str]:
        connection = connect(path.stat().st_size)
        with path.open("rb") as file:
            while piece := file.read(1024 * 1024):
                connection.send(piece)
        connection.send(_tail())
        response = connection.getresponse()
        answer = response.status, response.read().decode()
        connection.close()
        return answer

    return run


@pytest.fixture
def hundred_megabytes(document, tmp_path):
    scan = received.scanned(document.path, tmp_path / "scan.pdf")
    return hostile.padded(scan, tmp_path / "100.pdf", MAX_BYTES)


def test_exactly_100_megabytes_arrive_and_one_byte_more_is_refused(
    document, send, hundred_megabytes, settings
):
    status, _body = send(hundred_megabytes)
    assert status == 302
    copy = document.signed_copies.get()
    assert (copy.size, copy.path.stat().st_size) == (104_857_600, 104_857_600)
    with hundred_megabytes.open("ab") as file:
        file.write(b"\n")
    status, body = send(hundred_megabytes)
    assert status == 422
    assert "104,857,601 bytes" in body
    assert "100 megabytes" in body
    assert document.signed_copies.count() == 1
    _emptied(Path(settings.FILE_UPLOAD_TEMP_DIR))


def test_far_more_is_answered_before_it_is_sent(document, connect):
    connection = connect(3 * 1024**3)
    response = connection.getresponse()
    assert response.status == 413
    assert "100 megabytes" in response.read().decode()
    connection.close()
    assert not document.signed_copies.exists()


def test_a_line_that_breaks_half_way_leaves_nothing(document, connect, send, settings, tmp_path, monkeypatch):
    done = threading.Event()
    real = TemporaryFileUploadHandler.upload_interrupted

    def interrupted(self):
        real(self)
        done.set()

    monkeypatch.setattr(TemporaryFileUploadHandler, "upload_interrupted", interrupted)
    files = set(storage.root().glob("*/*"))
    connection = connect(10_000_000)
    connection.send(b"%PDF-1.7\n" + b"x" * 4_000_000)
    connection.sock.shutdown(socket.SHUT_RDWR)
    connection.close()
    assert done.wait(30)
    assert not document.signed_copies.exists()
    assert set(storage.root().glob("*/*")) == files
    assert [event.action for event in history(document)] == ["documents.issue"]
    scan = received.scanned(document.path, tmp_path / "scan.pdf")
    assert send(scan)[0] == 302, "and the next one gets through"
    _emptied(Path(settings.FILE_UPLOAD_TEMP_DIR))


def _emptied(folder: Path) -> None:
    """The server removes its temporary files as it closes the request, just after the answer."""
    for _ in range(50):
        if not any(folder.iterdir()):
            return
        time.sleep(0.1)
    raise AssertionError(f"left behind: {list(folder.iterdir())}")
