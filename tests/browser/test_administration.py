"""People, tokens, audit log, API reference and consolidated: axe finds nothing, desktop and phone."""

import pytest

from tests.browser.test_accessibility import check_page

pytestmark = pytest.mark.browser
ADMIN = ["/personas/", "/personas/nueva/", "/cuenta/claves/", "/bitacora/", "/api/v1/docs"]
AT = "/intercambio/rondas/2026/consolidado/"
CONSOLIDATED = [AT, f"{AT}?by=institution&by2=level&open=1", f"{AT}?level=3", f"{AT}renglones/?open=1"]


@pytest.mark.parametrize("address", ADMIN)
def test_administration(page, sign_in, check_axe, world, address):
    sign_in(world.admin)
    check_page(page, check_axe, address)


def test_a_person(page, sign_in, check_axe, world):
    sign_in(world.admin)
    check_page(page, check_axe, f"/personas/{world.head.pk}/")


@pytest.mark.parametrize("address", CONSOLIDATED)
def test_consolidated(page, sign_in, check_axe, filled, address):
    sign_in(filled.users["sector"])
    check_page(page, check_axe, address)


def test_a_person_is_made_and_a_token_shown_once_by_keyboard(page, sign_in, world):
    """Fill and send with the keyboard alone; the secrets are on the answering page only."""
    sign_in(world.admin)
    page.goto("/personas/nueva/")
    page.focus("#id_username")
    for text in ("ana.ruiz", "Ana", "Ruiz Sintética", "ana@example.org", "Jefatura"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#temporal")
    assert len(page.inner_text("#temporal")) == 19
    page.goto("/cuenta/claves/")
    page.focus("#id_name")
    page.keyboard.type("Tablero")
    page.keyboard.press("Enter")
    page.wait_for_selector("#clave-nueva")
    assert page.inner_text("#clave-nueva").startswith("cauce_")
    page.goto("/cuenta/claves/")
    assert page.query_selector("#clave-nueva") is None
