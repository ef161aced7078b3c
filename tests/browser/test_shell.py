"""What the small scripts add, in a real browser; and that pages work without them."""

import pytest

from cauce.core.organisations.models import OrgUnit
from tests.fixtures.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.unit.web.pages")]


@pytest.fixture
def admin_page(page, sign_in, world):
    """A page signed in as the administration, whose console must stay clean."""
    said = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    sign_in(world.admin)
    yield page
    assert [text for text in said if "Failed to load resource" not in text] == []


def test_the_policy_blocks_nothing_of_ours(admin_page):
    """A blocked style, script or image would be said on the console (checked by the fixture)."""
    admin_page.goto("/ui/")
    admin_page.wait_for_function(
        "[...document.querySelectorAll('figure img')].every((i) => i.complete && i.naturalWidth)"
    )
    assert admin_page.locator(".brand .icon use").evaluate("u => u.getBoundingClientRect().width > 0")


def test_htmx_comes_only_where_a_page_uses_it(admin_page):
    admin_page.goto("/cuenta/")
    admin_page.wait_for_load_state("networkidle")
    assert admin_page.evaluate("typeof window.htmx") == "undefined"


class TestDrafts:
    """`form[data-draft]`."""

    def test_what_was_typed_comes_back_after_a_closed_lid(self, admin_page):
        admin_page.goto("/prueba/")
        admin_page.fill("#name", "Lo que escribí")
        admin_page.reload()
        assert admin_page.input_value("#name") == "Lo que escribí"
        assert admin_page.locator("text=Se recuperó lo que escribió").is_visible()

    def test_it_can_be_discarded(self, admin_page):
        admin_page.goto("/prueba/")
        admin_page.fill("#name", "Borrador")
        admin_page.reload()
        admin_page.click("text=Descartar lo recuperado")
        assert admin_page.input_value("#name") == ""
        admin_page.reload()
        assert admin_page.input_value("#name") == ""

    def test_it_is_forgotten_once_the_server_has_it(self, admin_page):
        admin_page.goto("/prueba/")
        admin_page.fill("#code", "NUEVA")
        admin_page.fill("#name", "Nueva")
        admin_page.click("main button")
        admin_page.wait_for_url("**/hecho/")
        admin_page.goto("/prueba/")
        assert admin_page.input_value("#name") == ""

    def test_it_survives_a_form_that_did_not_arrive(self, admin_page):
        admin_page.goto("/prueba/")
        admin_page.fill("#code", "NUEVA")
        admin_page.fill("#name", "Nueva")
        admin_page.context.set_offline(True)
        admin_page.click("main button")
        assert admin_page.locator("#sin-conexion").is_visible()
        admin_page.context.set_offline(False)
        admin_page.goto("/prueba/")
        assert admin_page.input_value("#name") == "Nueva"

    def test_a_draft_keeps_the_version_it_was_written_on(self, admin_page):
        """Else a restored draft would overwrite what another person saved in between."""
        admin_page.goto("/prueba/?version=1")
        admin_page.fill("#name", "Borrador")
        admin_page.goto("/prueba/?version=2")
        assert admin_page.input_value("#name") == "Borrador"
        assert admin_page.locator("[name=version]").input_value() == "1"

    def test_another_person_on_the_same_machine_does_not_see_it(self, admin_page, sign_in, world):
        admin_page.goto("/prueba/")
        admin_page.fill("#name", "Mío")
        sign_in(world.coordinator)
        admin_page.goto("/prueba/")
        assert admin_page.input_value("#name") == ""

    def test_a_double_click_enters_once(self, admin_page):
        admin_page.goto("/prueba/")
        admin_page.fill("#code", "NUEVA")
        admin_page.fill("#name", "Nueva")
        admin_page.dblclick("main button")
        admin_page.wait_for_url("**/hecho/")
        assert OrgUnit.objects.filter(code="NUEVA").count() == 1


def test_the_grid_is_walked_with_the_keyboard_alone(admin_page):
    def here():
        return admin_page.evaluate("document.activeElement.id")

    admin_page.goto("/prueba/cuadricula/")
    admin_page.wait_for_load_state("networkidle")  # the module is loaded on demand
    admin_page.focus("#a0")
    walked = []
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft", "Enter", "Enter", "Enter"):
        admin_page.keyboard.press(key)
        walked.append(here())
    assert walked == ["a1", "b1", "c1", "c0", "b0", "b1", "b2", "send"]


def test_arrows_inside_a_text_move_the_cursor_first(admin_page):
    admin_page.goto("/prueba/cuadricula/")
    admin_page.wait_for_load_state("networkidle")
    admin_page.fill("#c0", "12")
    admin_page.focus("#c0")
    admin_page.keyboard.press("End")
    admin_page.keyboard.press("ArrowLeft")
    assert admin_page.evaluate("document.activeElement.id") == "c0"


class TestUpload:
    """`form[data-upload]`."""

    def send(self, page, name, size=10):
        page.goto("/prueba/archivo/")
        page.wait_for_load_state("networkidle")
        page.set_input_files(
            "input[type=file]", {"name": name, "mimeType": "application/pdf", "buffer": b"x" * size}
        )
        page.click("main button")

    def test_a_good_file_leads_on(self, admin_page):
        self.send(admin_page, "ok.pdf")
        admin_page.wait_for_url("**/hecho/")
        assert admin_page.locator("h1").inner_text() == "Hecho"

    def test_a_refused_file_says_why_and_may_be_sent_again(self, admin_page):
        self.send(admin_page, "mal.pdf")
        admin_page.wait_for_selector("text=No es un PDF.")
        admin_page.set_input_files(
            "input[type=file]", {"name": "ok.pdf", "mimeType": "application/pdf", "buffer": b"x"}
        )
        admin_page.click("main button")
        admin_page.wait_for_url("**/hecho/")

    def test_a_file_over_the_limit_is_not_even_sent(self, admin_page):
        self.send(admin_page, "ok.pdf", size=1001)
        assert "No se envió" in admin_page.locator("[data-upload-progress]").inner_text()

    def test_a_cut_line_says_that_nothing_arrived(self, admin_page):
        admin_page.goto("/prueba/archivo/")
        admin_page.wait_for_load_state("networkidle")
        admin_page.set_input_files(
            "input[type=file]", {"name": "ok.pdf", "mimeType": "application/pdf", "buffer": b"x"}
        )
        admin_page.context.set_offline(True)
        admin_page.click("main button")
        admin_page.wait_for_selector("text=el archivo no se recibió")
        assert admin_page.locator("main button").is_enabled()


def test_the_first_tab_offers_to_skip_to_the_content(admin_page):
    admin_page.goto("/")
    admin_page.keyboard.press("Tab")
    assert admin_page.evaluate("document.activeElement.className") == "skip"
    admin_page.keyboard.press("Enter")
    assert admin_page.evaluate("document.activeElement.id") == "contenido"


def test_the_theme_changes_at_once_and_is_kept(admin_page, world):
    admin_page.goto("/cuenta/")
    admin_page.wait_for_load_state("networkidle")
    with admin_page.expect_response("**/cuenta/tema/"):
        admin_page.locator("main").get_by_role("button", name="Oscuro").click()
    colour = "getComputedStyle(document.body).backgroundColor"
    assert admin_page.evaluate(colour) == "rgb(15, 23, 26)"
    admin_page.goto("/")
    assert admin_page.evaluate(colour) == "rgb(15, 23, 26)"


def test_a_problem_leads_to_its_cell(admin_page):
    admin_page.goto("/ui/")
    admin_page.locator(".problems a").first.click()
    assert admin_page.evaluate("document.activeElement.id") == "celda-1"


def test_a_dialog_opens_and_escape_closes_it(admin_page):
    admin_page.goto("/ui/")
    admin_page.wait_for_load_state("networkidle")
    admin_page.click("[data-dialog]")
    assert admin_page.locator("#dialogo").is_visible()
    admin_page.keyboard.press("Escape")
    assert admin_page.locator("#dialogo").is_hidden()


def test_the_account_menu_closes_with_escape_and_gives_the_focus_back(admin_page):
    admin_page.goto("/")
    admin_page.wait_for_load_state("networkidle")
    admin_page.locator("details.person summary").click()
    admin_page.keyboard.press("Tab")
    admin_page.keyboard.press("Escape")
    assert admin_page.locator(".person-panel").is_hidden()
    assert admin_page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.fixture
def bare_page(browser, live_server, frozen, sign_in, world):
    """A phone without JavaScript, signed in."""
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(world.admin, page)
    yield page
    context.close()


def test_without_scripts_the_menu_opens_and_the_form_is_entered(bare_page):
    bare_page.goto("/")
    assert bare_page.locator("#menu").is_hidden()
    bare_page.get_by_role("link", name="Menú").click()
    assert bare_page.locator("#menu").is_visible()
    bare_page.get_by_role("link", name="Cerrar el menú").click()
    assert bare_page.locator("#menu").is_hidden()
    bare_page.goto("/prueba/")
    bare_page.fill("#code", "NUEVA")
    bare_page.fill("#name", "Sin programas")
    bare_page.click("main button")
    assert bare_page.locator("h1").inner_text() == "Hecho"
    assert OrgUnit.objects.get(code="NUEVA").name == "Sin programas"


def test_without_scripts_the_theme_is_chosen_by_a_plain_form(bare_page):
    bare_page.goto("/cuenta/")
    bare_page.locator("main").get_by_role("button", name="Oscuro").click()
    assert bare_page.locator("html").get_attribute("data-bs-theme") == "dark"
