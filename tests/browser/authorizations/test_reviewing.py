"""The reviewer's story in a browser, each step by its own person; takes the manual's pictures.

claim from the queue → ask for a study → get it → approve two of three services and modify one with its reason; another
request is denied, the denial is appealed, and another reviewer overturns it. A second opinion is given blindly.
"""

import pytest
from django.urls import reverse

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Appeal, Request
from tests.factories.authorizations import AT, CRITERIA, SINCE, make_scene
from tests.fixtures.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser
ITEMS = [
    {"service": "IMG-RM", "quantity": "2"},
    {"service": "REHAB", "quantity": "10"},
    {"service": "CADERA", "quantity": "1", "side": "left",
     "prosthetics": {"device": "Prótesis total", "side": "left", "material": "Titanio"}},
]  # fmt: skip
ALARM = CRITERIA.replace("at_least: 50", "at_least: 95").replace("more_than: 1", "more_than: 9")
GROUNDS = "El estudio previo no muestra la raíz nerviosa y el dolor empeoró"


@pytest.fixture
def now():
    """Pages live at the scene's instant."""
    return AT


@pytest.fixture
def scene(transactional_db):
    scene = make_scene()
    actions.publish_criteria(by=scene.top, at=scene.at, place=scene.sector, text=ALARM, valid_from=SINCE)
    return scene


@pytest.fixture
def look(page, screenshots, check_axe):
    """A page on a desktop and on a phone: nothing for axe to find, no sideways scroll, and its pictures."""

    def take(name: str) -> None:
        page.wait_for_load_state("networkidle")
        for kind, size in (("", DESKTOP), ("-telefono", PHONE)):
            page.set_viewport_size(size)
            check_axe(page)
            page.emulate_media(color_scheme="light")
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], (name, kind, width)
            page.screenshot(path=screenshots / f"st2-{name}{kind}.png", full_page=True)
        page.set_viewport_size(DESKTOP)

    return take


def choose(page, sequence: int, outcome: str, **fields: str) -> None:
    """A verdict and what it needs."""
    page.locator(f"[name='items.{sequence}.outcome'][value='{outcome}']").check()
    for name, value in fields.items():
        cell = page.locator(f"[id='items.{sequence}.{name}']")
        cell.select_option(value) if name == "reason_code" else cell.fill(value)


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state("networkidle")


def said(page, text: str) -> None:
    page.get_by_text(text).first.wait_for()


def claim(page, folio: str) -> None:
    """From the row, with the keyboard."""
    page.goto(reverse("authorizations:queue"))
    page.get_by_role("button", name=f"Tomar {folio}").focus()
    page.keyboard.press("Enter")
    said(page, "está a su cargo")


def test_claim_ask_and_decide_two_approved_and_one_modified(page, scene, sign_in, look):
    late, request = scene.submitted(2), scene.submitted(1, items=ITEMS)
    Request.objects.filter(pk=late.pk).update(due_at=scene.later(hours=-3))
    sign_in(scene.reviewer)
    page.goto(reverse("authorizations:queue"))
    said(page, "Venció hace 3")
    look("bandeja")
    page.goto(reverse("authorizations:review", args=[request.uid]))
    assert page.get_by_text("Persona Sintética Número 1").count() == 0
    look("revision-sin-identidad")
    claim(page, request.folio)
    said(page, "Persona Sintética Número 1")
    choose(page, 1, "ask", question="Adjunte la radiografía lumbar.")
    press(page, "Ver lo que dirá la resolución")
    said(page, "La solicitud sigue abierta")
    press(page, "Resolver así")
    said(page, "el plazo está en pausa")
    look("revision-en-pausa")
    page.goto(f"{reverse('authorizations:queue')}?ver=pausa")
    said(page, "En pausa")

    _the_physician_answers(page, scene, sign_in, request)

    sign_in(scene.reviewer)
    page.goto(reverse("authorizations:review", args=[request.uid]))
    said(page, "La radiografía no muestra fracturas")
    choose(page, 1, "approved")
    choose(page, 2, "modified", quantity="4", reason_code="quantity")
    choose(page, 3, "approved")
    assert "Se autorizó una parte" in page.locator("[id='items.2.patient_sentence']").input_value()
    look("revision-resolver")
    press(page, "Ver lo que dirá la resolución")  # the clause is missing
    said(page, "Falta «fracción del criterio»")
    assert page.locator("[id='items.2.quantity']").input_value() == "4"
    page.locator(".problems a").first.press("Enter")
    assert page.evaluate("document.activeElement.id") == "items.2.clause"
    page.keyboard.type("Guía de rehabilitación, fracción b")
    press(page, "Ver lo que dirá la resolución")
    said(page, "Autorizada en parte")
    look("revision-confirmar")
    press(page, "Resolver así")
    said(page, "autorizada en parte")
    look("revision-resuelta")
    request.refresh_from_db()
    assert list(request.items.values_list("state", flat=True)) == ["approved", "modified", "approved"]
    assert request.items.get(sequence=2).quantity_granted == 4


def _the_physician_answers(page, scene, sign_in, request) -> None:
    sign_in(scene.physician)
    page.goto(reverse("authorizations:answer", args=[request.uid]))
    said(page, "Adjunte la radiografía lumbar.")
    page.locator("textarea[name=answer]").fill("La radiografía no muestra fracturas ni listesis.")
    page.locator("textarea[name=answer]").evaluate("box => box.form.requestSubmit()")
    page.wait_for_load_state("networkidle")
    request.refresh_from_db()
    assert request.state == "in_review"


def test_a_denial_is_appealed_and_another_reviewer_overturns_it(page, scene, sign_in, look):
    request = scene.claimed(3)
    sign_in(scene.reviewer)
    page.goto(reverse("authorizations:review", args=[request.uid]))
    choose(page, 1, "denied", reason_code="criteria", clause="Guía sintética, fracción b")
    press(page, "Ver lo que dirá la resolución")
    said(page, "Va a negar un servicio")
    press(page, "Confirmar y resolver")
    said(page, "Falta confirmar que no se autoriza")
    look("negar-confirmar")
    page.locator("#confirmo").check()
    press(page, "Confirmar y resolver")
    said(page, "no autorizada")

    actions.file_appeal(
        by=scene.physician, at=AT, request=Request.objects.get(pk=request.pk), sequences=[1], grounds=GROUNDS
    )
    appeal = Appeal.objects.get()
    sign_in(scene.coordination)
    page.goto(reverse("authorizations:appeals"))
    look("recursos")
    page.get_by_role("link", name=request.folio).click()
    page.locator("details summary", has_text="no puede").click()
    said(page, "Ya la resolvió en la instancia anterior.")
    look("recurso-asignar")
    page.get_by_label(scene.second.display_name).check()
    press(page, "Asignar")
    said(page, "Recurso asignado")

    sign_in(scene.reviewer)  # who denied it may not look at it again
    page.goto(reverse("authorizations:appeal", args=[appeal.pk]))
    said(page, "AP-66")

    sign_in(scene.second)
    page.goto(reverse("authorizations:appeal", args=[appeal.pk]))
    said(page, GROUNDS)
    choose(page, 1, "approved")
    look("recurso-resolver")
    press(page, "Ver lo que dirá el recurso")
    look("recurso-confirmar")
    press(page, "Resolver el recurso")
    said(page, "Se revoca la resolución")
    look("recurso-resuelto")
    request.refresh_from_db()
    assert (request.outcome, request.items.get().state) == ("approved", "approved")


def test_a_second_opinion_is_given_blindly(page, scene, sign_in, look):
    request = scene.decided(4, "denied")
    sign_in(scene.coordination)
    page.goto(reverse("authorizations:double_reviews"))
    press(page, "Elegir una al azar")
    said(page, request.folio)
    page.get_by_label(scene.third.display_name).check()
    look("segunda-opinion-pedir")
    press(page, "Pedir la segunda opinión")
    said(page, "Se pidió a")

    sign_in(scene.third)
    page.goto(reverse("authorizations:double_reviews"))
    page.get_by_role("link", name=request.folio).click()
    said(page, "Se responde sin ver la primera resolución")
    assert page.get_by_text("Antes de este estudio se hace una radiografía.").count() == 0
    choose(page, 1, "approved")
    look("segunda-opinion-dar")
    press(page, "Dar mi opinión")
    said(page, "No cambia la solicitud")
    sign_in(scene.coordination)
    page.goto(reverse("authorizations:double_reviews"))
    said(page, "0 de 1 servicios")
    look("segundas-opiniones")
