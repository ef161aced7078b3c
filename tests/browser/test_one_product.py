"""One person, four programmes, no mouse: from the skip link to a page of each, and what opens closes with Escape."""

import pytest

from cauce.core import todo
from cauce.core.todo import TodoItem
from tests.browser.test_accessibility import check_page
from tests.factories.colombia import make_colombia
from tests.factories.panama import make_panama
from tests.factories.people import GrantFactory, UserFactory
from tests.fixtures.browser import PHONE

pytestmark = pytest.mark.browser
FOCUS = """() => {
  const e = document.activeElement, s = getComputedStyle(e), card = e.closest(".card");
  const ring = (x) => x && getComputedStyle(x).outlineStyle !== "none" && getComputedStyle(x).outlineWidth !== "0px";
  return { name: (e.innerText || e.ariaLabel || "").trim(), ring: ring(e) || ring(card), in: e.closest("nav") ? "nav" : "" };
}"""
# what the menu says → what the page is called
MENU = {
    "Avance del periodo": "Avance:",
    "Entrega y atrasos": "Entrega y atrasos:",
    "Nueva solicitud": "Nueva solicitud de autorización",
    "Consolidado nacional": "Consolidado nacional",
}


@pytest.fixture
def everybody(transactional_db, world):
    """A person with a role in each programme."""
    panama, colombia = make_panama(), make_colombia()
    user = UserFactory(username="cuatro")
    for role, place in (
        ("sector_coordinator", world.places["sector"]),
        ("oral_nation", panama.places["panama"]),
        ("auth_physician", world.issste_bc_1),
        ("risk_evaluator", colombia.places["colombia"]),
    ):
        GrantFactory(user=user, role=role, place=place)
    return user


def tab_to(page, name: str, most: int = 90) -> None:
    """Tab until what is called so has the focus, which must be seen at every step."""
    for _step in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["ring"], f"nobody sees the focus on «{focus['name']}»"
        if focus["name"] == name:
            return
    raise AssertionError(f"«{name}» was not reached")


def test_a_page_of_each_programme_without_a_mouse(page, sign_in, everybody):
    sign_in(everybody)
    for label, heading in MENU.items():
        page.goto("/")
        tab_to(page, label)
        page.keyboard.press("Enter")
        page.locator("h1", has_text=heading).wait_for()
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS)["name"] == "Saltar al contenido"
        page.keyboard.press("Enter")
        page.locator("#contenido:focus").wait_for()


def test_a_search_without_a_mouse_finds_in_all_of_them(page, sign_in, everybody):
    sign_in(everybody)
    page.goto("/")
    tab_to(page, "Buscar en Cauce")
    page.keyboard.type("honda")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="honda").wait_for()
    tab_to(page, "730010001 · ESE honda")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="ESE honda").wait_for()


def test_what_opens_closes_with_escape(page, sign_in, everybody):
    sign_in(everybody)
    page.goto("/")
    panel = page.locator("details.person")
    page.locator("details.person summary").focus()
    page.keyboard.press("Enter")
    assert panel.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert panel.get_attribute("open") is None
    page.set_viewport_size(PHONE)
    page.locator(".menu-link").focus()
    page.keyboard.press("Enter")
    page.locator("#menu").wait_for(state="visible")
    page.keyboard.press("Escape")
    page.locator("#menu").wait_for(state="hidden")


def test_the_first_page_and_the_help_of_who_works_in_all(
    page, sign_in, everybody, check_axe, now, monkeypatch
):
    items = [
        TodoItem(f"Algo de {m}", "Un lugar", "/", now, m) for m in ("exchange", "oralhealth", "riskplans")
    ]
    monkeypatch.setattr(todo, "_PROVIDERS", [lambda user, at: items])
    sign_in(everybody)
    for address in ("/", "/buscar/?q=honda", "/ayuda/"):
        check_page(page, check_axe, address)
