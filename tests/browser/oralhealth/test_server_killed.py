"""The server dies on a row, the browser is closed and opened again without it: the day still arrives once, in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from cauce.domains.oralhealth.models import PatientRow
from tests.factories import PASSWORD
from tests.fixtures.browser import ARGUMENTS, DESKTOP, find_chromium
from tests.integration.systems import Server, wait_for

from .conftest import address, say_when_all_is_sent, write_patient

pytestmark = pytest.mark.browser
DAY = [f"8-800-{n:02d}" for n in range(25)]


def stored() -> list[str]:
    rows = PatientRow.objects.filter(identity__startswith="8-800-").order_by("position")
    return list(rows.values_list("identity", flat=True))


@pytest.fixture
def opened(browser, tmp_path):
    """`with opened(server) as page`: a browser with a profile on disk, closed for good at the end of the block."""

    @contextmanager
    def start(server: Server) -> Iterator:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=find_chromium(),
            args=ARGUMENTS,
            viewport=DESKTOP,
            base_url=f"http://127.0.0.1:{server.port}",
            locale="es-MX",
        )
        context.set_default_timeout(30_000)
        yield context.new_page()
        context.close()

    return start


def give_session(page, person) -> None:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    name, key = settings.SESSION_COOKIE_NAME, client.session.session_key
    page.context.add_cookies([{"name": name, "value": key, "domain": "127.0.0.1", "path": "/"}])


def ready_for_no_line(page) -> None:
    """The page has left its own copy on the device, and the worker that answers with it is there."""
    kept = "async () => (await (await caches.open('cauce-captura-1')).keys()).map((kept) => kept.url)"
    worker = "() => Boolean(navigator.serviceWorker.controller)"
    own = ("/capture.js", "/2011.json", urlsplit(page.url).path)

    def is_ready() -> bool:
        urls = page.evaluate(kept)
        return page.evaluate(worker) and all(any(url.endswith(name) for url in urls) for name in own)

    wait_for(is_ready, "the copy is on the device")


SHARED = {
    "insured": "1",
    "ethnic": "1",
    "province": "08",
    "district": "08",
    "corregimiento": "13",
    "care_type": "2",
}


def write_shared(page) -> None:
    """What a new copy has nobody to carry from."""
    for name, value in SHARED.items():
        page.locator(f"[name={name}]").fill(value)


@pytest.mark.parametrize(
    "moment",
    [
        "cauce.domains.oralhealth.actions.rows:store",  # written, not committed
        "cauce.domains.oralhealth.views.rows:_saved",  # committed, not answered
    ],
)
def test_a_server_killed_on_a_row_and_a_browser_closed_lose_and_double_nothing(
    opened, tmp_path, panama, sheet, moment
):
    with Server(tmp_path, moment) as server:
        with opened(server) as page:
            give_session(page, panama.dentist)
            page.goto(address(sheet))
            ready_for_no_line(page)
            write_patient(page, DAY[0])
            wait_for(server.mark.exists, f"{moment} was reached")
            server.kill()
            for identity in DAY[1:12]:
                write_patient(page, identity)
            page.get_by_role("heading", name="12 renglones por enviar").wait_for()
        with opened(server) as page:  # another day, still no server
            page.goto(address(sheet))
            page.get_by_text("Sin conexión con el servidor").wait_for()
            page.get_by_role("heading", name="12 renglones por enviar").wait_for()
            write_shared(page)
            for identity in DAY[12:]:
                write_patient(page, identity)
            with Server(tmp_path, port=server.port):
                page.get_by_role("button", name="Enviar ahora").click()
                page.get_by_role("link", name="Su sesión terminó").click()
                page.get_by_label("Usuario").fill(panama.dentist.username)
                page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
                page.get_by_role("button", name="Entrar").click()
                page.wait_for_url(f"**{address(sheet)}")
                say_when_all_is_sent(page)
                assert stored() == DAY
                assert sheet.rows.count() == 26
