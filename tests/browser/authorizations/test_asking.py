"""Asking for a lumbar MRI in a browser: it needs authorisation, what is missing, until when; a second one shows the first."""

import pytest
from django.urls import reverse

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Request
from tests.factories.authorizations import AT, JUSTIFICATION, curp, make_scene, nss
from tests.fixtures.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser
COMMON = {
    "patient.curp": curp(1),
    "patient.nss": nss(1),
    "desired_date": "2026-05-25",
    "items.1.quantity": "2",
    "justification": JUSTIFICATION,
}


@pytest.fixture
def now():
    """Pages live at the scene's instant."""
    return AT


@pytest.fixture
def scene(transactional_db):
    return make_scene()


@pytest.fixture
def look(page, screenshots, check_axe):
    """Pictures of a page on a desktop and on a phone, which must not scroll sideways; the phone in the dark for axe too."""

    def take(name: str) -> None:
        page.emulate_media(color_scheme="light")
        for kind, size in (("", DESKTOP), ("-telefono", PHONE)):
            page.set_viewport_size(size)
            page.wait_for_timeout(200)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], (name, kind, width)
            page.screenshot(path=screenshots / f"st2-{name}{kind}.png", full_page=True)
        check_axe(page, ("dark",))
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESKTOP)

    return take


def cell(page, name):
    return page.locator(f"[name='{name}']").first


def choose(page, name, text, option):
    """Type in a look-up, and take an answer with the keyboard."""
    cell(page, name).click()
    cell(page, name).press_sequentially(text, delay=20)
    page.get_by_role("option", name=option).first.wait_for()
    cell(page, name).press("ArrowDown")
    with page.expect_response(lambda r: r.url.endswith("/guardar/")):
        cell(page, name).press("Enter")
    page.wait_for_load_state("networkidle")


def test_a_lumbar_mri_from_the_first_key_to_the_answer(page, sign_in, scene, check_axe, look):
    sign_in(scene.physician)
    page.goto(reverse("authorizations:home"))
    check_axe(page)
    look("inicio-vacio")
    page.get_by_role("main").get_by_role("link", name="Nueva solicitud").first.click()
    check_axe(page)
    look("nueva")
    panel = page.locator("#vista")

    choose(page, "items.1.service", "resonansia lumbar", "Resonancia magnética de columna lumbar")
    panel.get_by_text("Sí, requiere").wait_for()
    panel.get_by_text("27/05/2026").wait_for()
    panel.get_by_text("Falta «Diagnóstico CIE-10»").wait_for()
    cell(page, "items.1.place").wait_for()
    draft = Request.objects.get()
    assert page.url.endswith(reverse("authorizations:draft", args=[draft.uid]))

    wrong = curp(1)[:-1] + ("0" if curp(1)[-1] != "0" else "1")
    cell(page, "patient.curp").fill(wrong)
    cell(page, "patient.curp").press("Tab")
    page.get_by_text("El último dígito de la CURP").first.wait_for()
    assert cell(page, "patient.curp").get_attribute("aria-invalid") == "true"
    check_axe(page)
    look("digito")

    cell(page, "patient.curp").fill(curp(1))
    page.get_by_role("button", name="Buscar al paciente").click()
    page.get_by_text("Se llenaron los datos").wait_for()
    assert cell(page, "patient.given_name").input_value() == "Persona"
    choose(page, "diagnosis", "dolor lumbar", "M54.5")
    assert cell(page, "diagnosis_text").input_value() == "Lumbago no especificado"
    for name, value in COMMON.items():
        cell(page, name).fill(value)
    cell(page, "desired_date").press("Tab")
    panel.get_by_text("Lista para enviar").wait_for()
    look("lista")
    page.get_by_role("button", name="Enviar la solicitud").click()
    page.get_by_text("Antes de enviar, confirme").wait_for()
    check_axe(page)
    look("confirmar")
    page.get_by_label("Leí los avisos").check()
    page.get_by_role("button", name="Confirmar y enviar").click()
    page.get_by_role("heading", name="Solicitud ST2").or_(
        page.get_by_text("En revisión del especialista")
    ).first.wait_for()
    first = Request.objects.get(state="in_review")
    check_axe(page)
    look("solicitud")

    page.goto(reverse("authorizations:new_request"))
    cell(page, "patient.curp").fill(curp(1))
    page.get_by_role("button", name="Buscar al paciente").click()
    page.get_by_text("Se llenaron los datos").wait_for()
    choose(page, "items.1.service", "columna lumbar", "Resonancia magnética de columna lumbar")
    panel.get_by_text("Ya se solicitó").wait_for()
    assert panel.get_by_role("link", name=first.folio).count() == 1
    check_axe(page)
    look("repetida")
    choose(page, "diagnosis", "m54", "M54.5")
    for name in ("desired_date", "items.1.quantity"):
        cell(page, name).fill(COMMON[name])
    cell(page, "justification").fill("Se repite porque el primer estudio se perdió en el traslado. " * 3)
    page.get_by_role("button", name="Enviar la solicitud").click()
    page.get_by_label("Por qué hace falta repetir la solicitud").fill(
        "El primer estudio se perdió en el traslado"
    )
    check_axe(page)
    look("repetida-motivo")
    page.get_by_label("Leí los avisos").check()
    page.get_by_role("button", name="Confirmar y enviar").click()
    page.get_by_text("Repite la solicitud").first.wait_for()
    assert Request.objects.get(duplicate_of=first).duplicate_reason


def test_the_form_works_without_javascript(browser, live_server, frozen, sign_in, scene):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url, viewport=DESKTOP)
    page = context.new_page()
    sign_in(scene.physician, page)
    page.goto(reverse("authorizations:new_request"))
    cell(page, "items.1.service").fill("resonansia columna")
    page.get_by_role("button", name="Comprobar").click()
    page.get_by_label("Resonancia magnética de columna lumbar").check()
    page.get_by_role("button", name="Comprobar").click()
    assert cell(page, "items.1.service").input_value().endswith("IMG-RM")
    page.get_by_text("Sí, requiere").wait_for()
    assert "IMG-RM" in str(Request.objects.get().draft)
    context.close()


def test_a_conflict_shows_both_versions(page, sign_in, scene, check_axe, look):
    """The same draft open in two windows: the second one to save compares and chooses."""
    draft = scene.draft(1)
    sign_in(scene.physician)
    page.goto(reverse("authorizations:draft", args=[draft.uid]))
    typed = {**draft.draft, "diagnosis": "I10"}
    actions.save_draft(
        by=scene.physician, at=AT, unit=scene.unit, typed=typed, request=draft, version=draft.version
    )
    cell(page, "diagnosis").fill("E11.9")
    cell(page, "diagnosis").press("Tab")
    page.get_by_role("button", name="Comparar").click()
    page.get_by_text("Versiones distintas").first.wait_for()
    check_axe(page)
    look("conflicto")
    page.get_by_label("E11.9").check()
    page.get_by_role("button", name="Guardar lo elegido").click()
    page.get_by_text("Borrador guardado").wait_for()
    assert Request.objects.get(pk=draft.pk).draft["diagnosis"] == "E11.9"


def test_every_other_page_is_clean(page, sign_in, scene, check_axe, look):
    denied = scene.decided(1, "denied")
    modified = scene.decided(2, "modified")
    asked = scene.claimed(3)
    actions.ask_information(
        by=scene.reviewer,
        at=AT,
        request=asked,
        question="¿Hay radiografía previa?\n¿Cuánto duró la rehabilitación?",
    )
    scene.draft(4)
    appealed = scene.appealed(5)
    oncology = scene.draft(
        6, items=[{"service": "QT", "quantity": "6"}, {"service": "CADERA", "quantity": "1"}]
    )
    sign_in(scene.physician)
    pages = {
        "inicio": reverse("authorizations:home"),
        "solicitudes": reverse("authorizations:requests"),
        "negada": reverse("authorizations:request", args=[denied.uid]),
        "modificada": reverse("authorizations:request", args=[modified.uid]),
        "pregunta": reverse("authorizations:request", args=[asked.uid]),
        "responder": reverse("authorizations:answer", args=[asked.uid]),
        "cancelar": reverse("authorizations:cancel", args=[asked.uid]),
        "retirar": reverse("authorizations:withdraw_item", args=[asked.uid, 1]),
        "corregir": reverse("authorizations:resubmit", args=[denied.uid]),
        "recurso": reverse("authorizations:appeal_new", args=[denied.uid]),
        "recurrida": reverse("authorizations:request", args=[appealed.request.uid]),
        "desistir": reverse("authorizations:appeal_withdraw", args=[appealed.request.uid]),
        "urgencia": reverse("authorizations:emergency"),
        "anexos": reverse("authorizations:draft", args=[oncology.uid]) + "?comprobar=1",
    }
    for name, url in pages.items():
        page.goto(url)
        check_axe(page)
        look(name)
    for who, name, url in (
        ("desk", "transcribir", reverse("authorizations:transcribe")),
        ("desk", "inicio-ventanilla", reverse("authorizations:home")),
        ("watcher", "motivo", pages["negada"]),
        ("reviewer", "sin-identidad", reverse("authorizations:request", args=[scene.submitted(7).uid])),
        ("coordination", "inicio-coordinacion", reverse("authorizations:home")),
    ):
        sign_in(getattr(scene, who))
        page.goto(url)
        check_axe(page)
        look(name)
