"""A school brigade of five pupils by keyboard, from the empty list to CPOD, ceod and SiC on screen."""

import re

import pytest
from playwright.sync_api import expect

from cauce.domains.oralhealth.models import Brigade, Exam
from tests.factories.panama import make_panama
from tests.fixtures.browser import PHONE

pytestmark = pytest.mark.browser

# age, sex, then what is typed over the teeth marked sound; CPOD and ceod that come of it
PUPILS = [
    ("12", "1", ".36" "1" ".46" "3" ".26" "4", (3, None)),
    ("12", "2", ".16" "1", (1, None)),
    ("08", "1", ".55" "B" ".54" "D" ".36" "1", (1, 2)),
    ("11", "2", "", (0, 0)),
    ("07", "2", ".75" "E" ".85" "B", (0, 2)),
]  # fmt: skip


@pytest.fixture
def panama(transactional_db):
    return make_panama()


@pytest.fixture
def brigade(page, sign_in, panama) -> Brigade:
    """Opened on its page by the dentist."""
    sign_in(panama.dentist)
    page.goto("/salud-bucal/jornadas/nueva/")
    page.get_by_label("Fecha").fill("2026-03-14")
    page.get_by_label("Escuela", exact=True).fill("Escuela sintética A")
    page.get_by_label("Grupo o sección").fill("6.º A")
    page.get_by_label("Alumnos del grupo").fill("5")
    page.get_by_role("button", name="Abrir la jornada").click()
    page.get_by_text("Jornada guardada").wait_for()
    return Brigade.objects.get()


def chart(page, age: str, sex: str, teeth: str) -> int:
    """Type a pupil: age, sex, + for the sound ones, the exceptions, Enter. Returns the keys pressed."""
    expect(page.locator("[id='exam.age']")).to_be_focused()
    page.keyboard.type(age)
    page.keyboard.type(sex)
    expect(page.locator("[id='exam.teeth.16']")).to_be_focused()
    page.keyboard.press("+")
    page.get_by_text("marcados sanos").wait_for()
    page.keyboard.type(teeth)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return len(age) + len(sex) + 1 + len(teeth) + 1


def test_five_pupils_by_keyboard_become_cpod_and_sic(page, brigade, check_axe, screenshots):
    page.get_by_role("link", name="Examinar a un alumno").first.click()
    keys = 0
    for number, (age, sex, teeth, _counts) in enumerate(PUPILS, start=1):
        assert page.get_by_label("Clave del alumno").input_value() == f"{number:03d}"
        keys += chart(page, age, sex, teeth)
        if page.get_by_role("button", name="Confirmar y guardar").count():  # what surprises is asked
            with page.expect_navigation():
                page.get_by_role("button", name="Confirmar y guardar").click()
        page.get_by_text(f"Alumno {number:03d} guardado").wait_for()
    exams = list(Exam.objects.order_by("person"))
    found = [
        (e.decayed + e.missing + e.filled, None if e.primary_decayed is None
         else e.primary_decayed + e.primary_extracted + e.primary_filled)
        for e in exams
    ]  # fmt: skip
    assert found == [counts for *_typed, counts in PUPILS]
    assert keys <= 5 * 20
    page.goto(f"/salud-bucal/jornadas/{brigade.uid}/")
    text = page.inner_text("main")
    assert "1.00" in text  # CPOD: (3 + 1 + 1 + 0 + 0) ÷ 5
    assert "2.00" in text  # SiC of CPOD: n/3 = 1.67, two persons, (3 + 1) ÷ 2
    assert "n/3 = 1.67, hacia arriba: 2" in text
    assert "En el corte empatan 2 personas con 1 y entran 1" in text
    assert "20.0" in text  # one of five without caries experience
    page.screenshot(path=screenshots / "jornada-escolar.png", full_page=True)
    check_axe(page)


def test_the_odontogram_by_keyboard(page, brigade, check_axe, screenshots):
    page.goto(f"/salud-bucal/jornadas/{brigade.uid}/alumnos/nuevo/")
    page.locator("[id='exam.teeth.18']").focus()
    page.keyboard.type("01")  # goes on to the next tooth
    focused = "document.activeElement.dataset.tooth"
    assert page.evaluate(focused) == "16"
    page.keyboard.press("B")  # a letter on a molar that has no primary tooth
    assert "B no es un código del diente 16" in page.inner_text("[data-status]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("c")  # on 15: its primary tooth, 55
    assert page.locator("[id='exam.teeth.55']").input_value() == "C"
    assert page.evaluate(focused) == "14"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "54"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "44"
    page.keyboard.type(".153")
    assert page.locator("[id='exam.teeth.15']").input_value() == "3"
    page.get_by_text("Los dientes 55 y 15").wait_for()  # named at the tooth, while it is filled
    expect(page.locator(".tooth.error")).to_have_text(re.compile("55"))
    page.keyboard.type(".55")
    page.keyboard.press("Delete")
    expect(page.get_by_text("Los dientes 55 y 15")).to_have_count(0)
    expect(page.locator(".tooth.error")).to_have_count(0)
    page.locator("#cuenta").get_by_text("CPOD 2 (C 1 · P 0 · O 1)").wait_for()
    page.get_by_label("Edad").fill("11")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Marcar sanos los presentes").click()
    page.get_by_text("marcados sanos").wait_for()
    page.locator("[id='exam.teeth.46']").focus()
    page.keyboard.type("T")
    page.keyboard.type(".744.2465.658.85b")
    page.screenshot(path=screenshots / "odontograma.png", full_page=True)
    check_axe(page)


def test_the_odontogram_on_a_phone_does_not_scroll_sideways(page, brigade, check_axe, screenshots):
    page.set_viewport_size(PHONE)
    page.goto(f"/salud-bucal/jornadas/{brigade.uid}/alumnos/nuevo/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("[id='exam.teeth.38']").select_option("8")
    page.screenshot(path=screenshots / "odontograma-telefono.png", full_page=True)
    check_axe(page, ("light",))


def test_without_javascript_it_is_a_form(browser, live_server, sign_in, panama, brigade):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(panama.dentist, page)
    page.goto(f"/salud-bucal/jornadas/{brigade.uid}/alumnos/nuevo/")
    page.get_by_label("Edad").fill("12")
    page.get_by_role("button", name="Marcar sanos los presentes").click()
    assert page.locator("[id='exam.teeth.37']").input_value() == "0"
    page.locator("[id='exam.teeth.36']").select_option("1")
    page.get_by_role("button", name="Guardar y terminar").click()
    page.get_by_text("Alumno 001 guardado: CPOD 1 (C 1 · P 0 · O 0)").wait_for()
    context.close()
