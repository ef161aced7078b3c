"""Writing a day by keyboard: errors in the cell, codes by their words, undo, and every page of it accessible."""

import uuid

import pytest
from django.urls import reverse

from cauce.domains.oralhealth.actions import raise_claim, save_admin, save_promotion, send_sheet
from cauce.domains.oralhealth.models import AdminRow, PatientRow, PromotionRow
from cauce.domains.oralhealth.rules.examples import ADMIN, PROMOTION

from .conftest import address, write_patient

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


def says(page, cell: str) -> str:
    return page.locator(f"[data-says='{cell}']").inner_text()


def test_an_error_is_told_in_its_cell_before_saving(page, sign_in, panama, sheet):
    sign_in(panama.dentist)
    page.goto(address(sheet))
    page.keyboard.type("8-900-1")
    page.locator("[name=sex]").focus()
    page.keyboard.type("9")  # full: the box passes on by itself
    page.get_by_text("Casilla 7: «9» no es un sexo.").first.wait_for()
    assert page.locator("[name=sex]").get_attribute("aria-invalid") == "true"
    assert page.evaluate("() => document.activeElement.name") == "new_in_institution"
    assert "Use 1 (masculino) o 2 (femenino)" in page.locator("[data-live]").inner_text()
    page.locator("[name=sex]").fill("1")
    page.locator("[name=sex]").blur()
    page.wait_for_function("() => !document.querySelector('[name=sex]').hasAttribute('aria-invalid')")
    assert says(page, "sex") == "Masculino"
    # What only the server knows: another box, the facility, the database.
    page.locator("[name=programme]").fill("4")
    page.locator("[name=programme]").blur()
    page.get_by_text("El programa Maternal es de mujeres de 10 a 59 años.").first.wait_for()
    page.locator("[name=identity]").fill("8-123-456")
    page.locator("[name=identity]").blur()
    page.locator("[data-says=identity].doubt").wait_for()
    assert "ya está anotado hoy" in says(page, "identity")
    assert says(page, "care_frequency") == ""  # not reached yet: nothing to blame
    assert PatientRow.objects.count() == 1


def test_a_code_is_found_by_its_words_and_says_what_it_is(page, sign_in, panama, sheet):
    sign_in(panama.dentist)
    page.goto(address(sheet))
    page.wait_for_load_state("networkidle")
    page.locator("[name=act1_code]").focus()
    page.keyboard.press("F2")
    page.get_by_role("combobox", name="Código o palabras").wait_for()
    page.keyboard.type("exámen clinico")
    page.keyboard.press("Enter")
    assert page.locator("[name=act1_code]").input_value() == "07"
    assert page.evaluate("() => document.activeElement.name") == "act1_number"
    assert says(page, "activities.1.code").startswith("Examen clínico completo")
    page.locator("[name=dx1_code]").fill("k02-9")  # as the manual misprints it
    assert "Caries dental" in says(page, "diagnoses.1.code")
    page.locator("[name=programme]").focus()
    page.keyboard.press("F2")
    page.get_by_role("option", name="7 Salud de Adulto").click()
    assert page.locator("[name=programme]").input_value() == "7"


def test_a_row_taken_off_by_mistake_comes_back(page, sign_in, panama, sheet):
    sign_in(panama.dentist)
    page.goto(address(sheet))
    write_patient(page, "8-900-2")
    page.get_by_text("Renglón 2 guardado").wait_for()
    page.get_by_role("button", name="Quitar 2").click()
    page.get_by_role("heading", name="Quitados de la hoja").wait_for()
    assert PatientRow.objects.count() == 1
    page.get_by_role("button", name="Deshacer").click()
    page.get_by_text("Renglón devuelto a la hoja").wait_for()
    assert PatientRow.objects.get(identity="8-900-2").position == 2


def test_lines_of_support_are_written_by_keyboard_alone(page, sign_in, panama, sheet):
    sign_in(panama.dentist)
    page.goto(reverse("oralhealth:lines", args=[sheet.uid, "administrativas"]))
    for code, time in (("81", "60"), ("102", "1:30")):
        page.keyboard.type(code)
        page.keyboard.press("Tab")
        page.keyboard.type(time)
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.querySelector('[name=code]').value === ''")
    page.locator("#renglones").get_by_text("102 Comunidad").wait_for()
    assert list(AdminRow.objects.values_list("code", "minutes")) == [("81", 60), ("102", 90)]
    page.keyboard.type("103")
    page.keyboard.press("Tab")
    page.get_by_text("El código 103 no aplica al Servicio de Salud Bucal.").first.wait_for()
    page.goto(reverse("oralhealth:lines", args=[sheet.uid, "educacion"]))
    page.keyboard.type("10")
    page.keyboard.press("Tab")
    page.keyboard.type("1")
    for text in ("Higiene bucal", "1:30", "Programa escolar", "12", "15", "Escuela sintética", "2", "27"):
        page.keyboard.type(text)
        page.keyboard.press("Tab" if text != "27" else "Enter")
    page.locator("#renglones").get_by_text("Higiene bucal").wait_for()
    row = PromotionRow.objects.get()
    assert (row.men, row.women, row.invited, row.beneficiaries) == (12, 15, 2, 27)


def test_without_a_script_the_day_is_written_all_the_same(
    browser, live_server, frozen, panama, sheet, settings
):
    from django.test import Client

    client = Client()
    client.force_login(panama.dentist, backend="django.contrib.auth.backends.ModelBackend")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="es-MX")
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(address(sheet))
    fields = {
        "identity": "8-901-1",
        "age": "27",
        "sex": "2",
        "new_in_institution": "1",
        "new_in_service": "1",
    }
    fields |= {"care_frequency": "2", "act1_code": "07", "act1_number": "1", "act1_class": "9"}
    for name, value in {**fields, "dx1_code": "K02.1", "dx1_class": "1"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Guardar renglón").click()
    assert "no es una clase" in says(page, "activities.1.class")
    page.locator("[name=act1_class]").fill("1")
    page.get_by_role("button", name="Guardar renglón").click()
    page.get_by_text("Renglón 2 guardado").wait_for()
    context.close()
    assert PatientRow.objects.filter(identity="8-901-1").count() == 1


@pytest.fixture
def lively(panama, sheet):
    """Something on every page: lines, a sent day with a claim, a month of the region."""
    act = {"by": panama.dentist, "at": panama.at, "sheet": sheet}
    save_promotion(**act, typed=PROMOTION, uid=uuid.uuid4())
    save_admin(**act, typed=ADMIN, uid=uuid.uuid4())
    sent = panama.sheet(date="2026-03-12")
    row = panama.row(sent, activities=[{"code": "25", "number": "1", "class": "1"}]).row
    send_sheet(by=panama.dentist, at=panama.at, sheet=sent)
    claim = raise_claim(by=panama.reges, at=panama.at, sheet=sent, row=row, field="age", question="¿43 años?")
    return sent, claim


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_every_page_is_accessible(page, sign_in, panama, sheet, lively, check_axe, screenshots, size):
    sent, claim = lively
    if size == "phone":
        page.set_viewport_size(PHONE)
    lines = [reverse("oralhealth:lines", args=[sheet.uid, slug]) for slug in ("educacion", "administrativas")]
    pages = {
        panama.dentist: {
            "hoja-del-dia": address(sheet),
            "educacion": lines[0],
            "administrativas": lines[1],
            "codigos": reverse("oralhealth:codes"),
            "promocion": f"{reverse('oralhealth:promotion')}?mes=2026-03",
            "reclamos": reverse("oralhealth:claims"),
            "reclamo": reverse("oralhealth:claim", args=[claim.uid]),
        },
        panama.chief: {"revision": reverse("oralhealth:review"), "hoja-enviada": f"{address(sent)}?cola=1"},
        panama.regional: {"atrasos": f"{reverse('oralhealth:late')}?mes=2026-03"},
    }
    for person, theirs in pages.items():
        sign_in(person)
        for name, url in theirs.items():
            page.goto(url)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), url
            if size == "desktop":
                page.screenshot(path=screenshots / f"salud-bucal-{name}.png", full_page=True)
            check_axe(page, ("light", "dark") if size == "desktop" else ("light",))


def test_errors_and_the_notice_of_the_device_are_accessible(page, sign_in, panama, sheet, check_axe):
    sign_in(panama.dentist)
    page.goto(address(sheet))
    page.locator("[name=sex]").fill("9")
    page.locator("[name=identity]").fill("8-1")
    page.locator("[name=identity]").press("Enter")
    page.get_by_text("problemas; no se guardó").wait_for()
    check_axe(page)
    page.reload()
    page.context.set_offline(True)
    write_patient(page, "8-902-1")
    page.get_by_role("heading", name="1 renglón por enviar").wait_for()
    check_axe(page)
    page.locator("[name=act1_code]").focus()
    page.keyboard.press("F2")
    page.get_by_role("combobox", name="Código o palabras").wait_for()
    check_axe(page)
