"""The centre's pages on a telephone: nothing wider than the screen, and a camera where the browser reads codes."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.factories.authorizations import AT
from tests.fixtures.browser import PHONE

pytestmark = pytest.mark.browser
# A browser with a camera and a reader of codes: what Android's Chrome has and a server's Chromium has not.
CAMERA = """text => {
  window.BarcodeDetector = class { async detect() { return [{ rawValue: "otro" }, { rawValue: text }]; } };
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 10, 10);
  const media = { getUserMedia: async () => canvas.captureStream(5) };
  Object.defineProperty(navigator, "mediaDevices", { value: media });
}"""


@pytest.fixture
def scene(transactional_db):
    """Places, people and services of tests/factories/authorizations.py."""
    from tests.factories.authorizations import make_scene

    cache.clear()
    return make_scene()


@pytest.fixture
def phone(page, sign_in, scene):
    page.set_viewport_size(PHONE)
    sign_in(scene.centre)
    return page


def test_no_page_is_wider_than_the_screen(phone, scene, screenshots):
    number = scene.number(1)
    scene.used(number, at=AT)
    addresses = {
        "consultar": reverse("authorizations:look_up"),
        "numero": reverse("authorizations:authorisation", args=[number.number]),
        "numeros": reverse("authorizations:authorisations"),
        "sin-conexion": reverse("authorizations:offline"),
    }
    for name, address in addresses.items():
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
        phone.screenshot(path=screenshots / f"telefono-{name}.png")


def test_the_camera_reads_the_code(phone, scene):
    number = scene.number(1)
    phone.add_init_script(f"({CAMERA})({number.qr!r})")
    phone.goto(reverse("authorizations:offline"))
    phone.get_by_role("button", name="Leer con la cámara").click()
    answer = phone.locator("[data-result] .notice")
    answer.wait_for()
    assert number.number in answer.inner_text()
    assert phone.locator("video").is_hidden()
    assert phone.get_by_text("Este navegador no lee códigos con la cámara").is_hidden()


def test_a_browser_that_cannot_verify_says_so(phone, scene):
    number = scene.number(1)
    phone.add_init_script(
        "delete window.crypto.subtle; Object.defineProperty(crypto, 'subtle', { value: undefined })"
    )
    phone.goto(reverse("authorizations:offline"))
    phone.get_by_label("Texto del código, o número").fill(number.qr)
    phone.get_by_role("button", name="Verificar").click()
    phone.get_by_text("Este navegador no puede comprobar la firma").wait_for()
    assert phone.locator("[data-use]").is_hidden()
