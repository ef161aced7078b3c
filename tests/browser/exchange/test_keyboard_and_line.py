"""The nine steps with the keyboard alone; a lost connection keeps the draft; paste from a spreadsheet."""

import pytest
from django.urls import reverse

from cauce.domains.exchange.models import Declaration, Line
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def own(world) -> Declaration:
    return Declaration.objects.create(round=world.round, entity=world.issste_bc)


def grid(world, own) -> str:
    return reverse("exchange:grid", args=[own.pk, world.issste_bc_1.code, world.speciality.pk])


def reach(page, selector: str, key: str = "Tab", limit: int = 120) -> None:
    """Press Tab until the element has the focus, which must then be visible."""
    for _ in range(limit):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            outline = page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
            )
            assert outline, f"no visible focus on {selector}"
            return
    raise AssertionError(f"{selector} cannot be reached with {key} at {page.url}")


def follow(page, text: str) -> None:
    """Tab to the link in the page's content and press Enter."""
    page.evaluate("() => document.getElementById('contenido').focus()")
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.innerText?.trim().replace(/\\s+/g, ' ')") == text:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"«{text}» cannot be reached at {page.url}")


def press(page, selector: str) -> None:
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_nine_steps_with_the_keyboard_alone(page, sign_in, world, own, signed_copy):
    sign_in(world.head)
    page.goto("/intercambio/")
    follow(page, "ISSSTE")
    follow(page, "Baja California")
    reach(page, "input[name=answer]")
    page.keyboard.press("Space")
    press(page, "main form .btn-primary")
    follow(page, world.issste_bc_1.name)
    follow(page, "Cirugía")
    follow(page, "Cirugía general")
    product = world.products[0].pk
    reach(page, f"[id='rows.{product}.surplus_events']")
    page.keyboard.type("20")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("12")
    page.keyboard.press("Enter")  # down a row, as in a spreadsheet
    assert page.evaluate("() => document.activeElement.id") == f"rows.{world.products[1].pk}.surplus_patients"
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    press(page, "button[value=confirmar]")
    assert Line.objects.get().surplus_patients == 12
    page.goto(reverse("exchange:board", args=[world.round.code, "ISSSTE"]))
    follow(page, "Finalizar reporte Baja California")
    reach(page, "input[name=answer]")
    page.keyboard.press("Space")
    reach(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/version-final/")
    follow(page, "Subir firmado (paso 9)")
    own.refresh_from_db()
    reach(page, "input[type=file]")
    page.locator("input[type=file]").set_input_files(signed_copy(own))  # the system's own dialog
    reach(page, "main form .btn-primary")
    page.keyboard.press("Enter")
    page.get_by_text("Reporte firmado recibido.").wait_for()
    own.refresh_from_db()
    assert own.state == "signed"


def test_a_lost_connection_keeps_what_was_typed_also_outside_the_search(page, sign_in, world, own):
    first, second, _third = world.products
    sign_in(world.editor)
    page.goto(grid(world, own))
    page.locator(f"[id='rows.{first.pk}.surplus_patients']").fill("31")
    page.get_by_label("Buscar producto").fill("hernioplastia")
    page.get_by_text("Resultado de la búsqueda").wait_for()
    page.get_by_label("Buscar producto").fill("colecistectomia")
    page.locator(f"[id='rows.{second.pk}.surplus_patients']").fill("8")
    page.wait_for_timeout(500)
    page.context.set_offline(True)
    page.get_by_role("button", name="Guardar").click()
    page.get_by_text("Sin conexión").wait_for()
    page.context.set_offline(False)
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(grid(world, own))
    again.get_by_text("Se recuperó lo que escribió").wait_for()
    assert again.locator(f"[id='rows.{first.pk}.surplus_patients']").input_value() == "31"
    assert again.locator(f"[id='rows.{second.pk}.surplus_patients']").input_value() == "8"
    again.get_by_role("button", name="Guardar").click()
    again.get_by_role("button", name="SI, guardar").click()
    again.get_by_text("Guardado: 2 renglones").wait_for()
    again.goto(grid(world, own))
    again.wait_for_load_state("networkidle")
    assert again.get_by_text("Se recuperó lo que escribió").count() == 0


def test_a_draft_of_rows_that_the_page_does_not_show_comes_back(page, sign_in, world, own):
    first = world.products[0]
    sign_in(world.editor)
    page.goto(grid(world, own))
    page.locator(f"[id='rows.{first.pk}.surplus_patients']").fill("31")
    page.wait_for_timeout(500)
    page.goto(grid(world, own) + "?q=hernioplastia")
    page.get_by_role("rowheader", name="Con cambios sin guardar").wait_for()
    assert page.locator(f"[id='rows.{first.pk}.surplus_patients']").input_value() == "31"


def test_a_block_of_a_spreadsheet_is_pasted_into_the_cells(page, sign_in, world, own):
    first, second, _third = world.products
    sign_in(world.editor)
    page.goto(grid(world, own))
    page.locator(f"[id='rows.{first.pk}.surplus_events']").focus()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "20\\t12\\n\\t\\tFalta de personal\\t5\\t4\\n");
          const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(paste);
        }"""
    )
    page.get_by_role("button", name="Guardar").click()
    page.get_by_role("button", name="SI, guardar").click()
    page.get_by_text("Guardado: 2 renglones").wait_for()
    lines = {line.product_id: line for line in Line.objects.all()}
    assert (lines[first.pk].surplus_events, lines[first.pk].surplus_patients) == (20, 12)
    assert (lines[second.pk].shortage_cause, lines[second.pk].shortage_patients) == ("staff", 4)
