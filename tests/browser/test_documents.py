"""The public verification in a real browser: accessible in every state, and walked with the keyboard alone."""

import pytest

from cauce.core.documents.actions import receive_signed_copy, supersede_document
from tests.browser.test_accessibility import check_page
from tests.factories import received
from tests.factories.documents import issue_paper

pytestmark = pytest.mark.browser


@pytest.fixture
def document(world):
    return issue_paper(world)


def test_every_state_is_accessible(page, check_axe, document, world):
    check_page(page, check_axe, "/verificar/")
    check_page(page, check_axe, "/verificar/?folio=abc")
    check_page(page, check_axe, "/verificar/CAU-EX-2026-999999-0/")
    check_page(page, check_axe, f"/verificar/{document.folio}/")
    supersede_document(by=world.coordinator, at=world.now, document=document)
    check_page(page, check_axe, f"/verificar/{document.folio}/")


def test_comparing_a_file_is_accessible_and_says_what_it_is(page, check_axe, document):
    page.goto(f"/verificar/{document.folio}/")
    page.set_input_files("input[type=file]", document.path)
    page.get_by_role("button", name="Comparar").click()
    page.get_by_text("El archivo es idéntico al documento emitido.").wait_for()
    check_axe(page)


def test_a_folio_is_verified_with_the_keyboard_alone(page, document):
    page.goto("/verificar/")
    while page.evaluate("document.activeElement.name") != "folio":
        page.keyboard.press("Tab")
    page.keyboard.type(document.folio.lower().replace("-", " "))
    page.keyboard.press("Enter")
    page.get_by_text("Este sistema emitió el documento y está en vigor.").wait_for()


def test_pages_side_by_side_load_their_pictures(page, sign_in, document, world, tmp_path):
    scan = received.scanned(document.path, tmp_path / "scan.pdf")
    copy = receive_signed_copy(by=world.head, at=world.now, document=document, upload=scan)
    sign_in(world.coordinator)
    for address in (
        f"/documentos/{document.folio}/pagina-1.jpg",
        f"/documentos/{document.folio}/firmado-{copy.version}/pagina-1.jpg",
    ):
        response = page.goto(address)
        assert response.status == 200
        assert page.evaluate("document.images[0].naturalWidth") > 500
