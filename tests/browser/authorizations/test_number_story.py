"""The patient reads the state; the centre verifies the code offline and uses units; beyond them it is refused."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from cauce.domains.authorizations.models import LookUp, Use
from tests.factories.authorizations import AT
from tests.fixtures.browser import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def picture(page, picture):
    """A picture in light, whatever the accessibility check looked at last."""

    def take(name: str) -> None:
        page.emulate_media(color_scheme="light")
        picture(name)

    return take


@pytest.fixture
def scene(transactional_db):
    """Places, people and services of tests/factories/authorizations.py."""
    from tests.factories.authorizations import make_scene

    cache.clear()
    return make_scene()


def open_offline(page) -> None:
    page.goto(reverse("authorizations:offline"))
    page.get_by_text("Lista: esta página ya se abre sin línea").wait_for()
    # The device's day is the server's; only now, since a false clock also hides what the page has loaded.
    page.context.clock.set_fixed_time(AT)


def read_code(page, text: str) -> str:
    page.get_by_label("Texto del código, o número").fill(text)
    page.get_by_role("button", name="Verificar").click()
    answer = page.locator("[data-result] .notice")
    answer.wait_for()
    return answer.inner_text()


def test_a_number_from_the_patients_page_to_the_last_unit(page, sign_in, scene, check_axe, picture):
    number = scene.number(1)
    request = number.item.request
    page.set_viewport_size(PHONE)
    page.goto(reverse("authorizations:track") + f"?folio={request.folio}")
    picture("autorizacion-seguimiento-entrar")
    check_axe(page)
    page.get_by_label("Clave").fill(request.tracking_code.lower())
    page.get_by_role("button", name="Consultar").click()
    page.get_by_text("quedan 2 de 2").wait_for()
    assert "Ya hay respuesta." in page.inner_text("main")
    picture("autorizacion-seguimiento")
    check_axe(page)
    page.set_viewport_size({"width": 1366, "height": 800})

    sign_in(scene.centre)
    open_offline(page)
    check_axe(page)
    page.context.set_offline(True)
    page.reload()  # the copy opens
    said = read_code(page, number.qr)
    assert "Auténtico" in said
    for part in (number.number, "Resonancia magnética de columna lumbar", "No dice cuántas unidades quedan"):
        assert part in said, part
    picture("autorizacion-sin-conexion")
    check_axe(page)
    assert "No es auténtico" in read_code(page, number.qr.replace(":2:", ":9:"))
    read_code(page, number.qr)
    page.get_by_role("button", name="Guardar para enviar").click()
    page.get_by_role("heading", name="1 uso por enviar").wait_for()
    read_code(page, number.qr)
    page.get_by_label("Unidades que se dieron").fill("2")
    page.get_by_role("button", name="Guardar para enviar").click()
    page.get_by_text("ya hay 1 por enviar en este equipo").wait_for()
    assert not Use.objects.exists()
    page.context.set_offline(False)
    page.get_by_role("heading", name="1 uso registrado").wait_for()
    assert Use.objects.get().units == 1

    page.goto(reverse("authorizations:look_up"))
    picture("autorizacion-consultar")
    check_axe(page)
    page.get_by_label("Número o texto del código").fill(number.number)
    page.get_by_role("button", name="Consultar", exact=True).click()
    page.get_by_text("de 2 unidades quedan").wait_for()
    picture("autorizacion-numero")
    check_axe(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Registrar uso").dblclick()
    other.get_by_text(re.compile("Se registró 1 unidad; quedan 0")).wait_for()
    page.get_by_role("button", name="Registrar uso").click()
    page.get_by_text("La autorización está «usada por completo»").wait_for()
    picture("autorizacion-sin-unidades")
    check_axe(page)
    assert sum(use.units for use in Use.objects.all()) == 2
    assert LookUp.objects.filter(answer="found").exists()


def test_the_fate_of_what_was_written_without_a_line(page, sign_in, scene):
    number = scene.number(1)
    sign_in(scene.centre)
    open_offline(page)
    page.context.set_offline(True)
    for _n in range(2):
        read_code(page, number.qr)
        page.get_by_role("button", name="Guardar para enviar").click()
        page.get_by_text("Guardado en este equipo").wait_for()
    page.close(run_before_unload=False)
    scene.used(number, 1, at=scene.at)  # meanwhile, elsewhere
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(reverse("authorizations:look_up"))
    again.get_by_role("heading", name="1 uso con rechazo · 1 uso registrado").wait_for()
    assert "no se puede usar" in again.inner_text("[data-uses]")
    assert sum(use.units for use in Use.objects.all()) == 2
    again.on("dialog", lambda dialog: dialog.accept())
    again.get_by_role("button", name="Descartar").click()
    again.get_by_role("heading", name="1 uso registrado", exact=True).wait_for()


def test_a_number_alone_is_only_well_written(page, sign_in, scene):
    number = scene.number(1)
    sign_in(scene.centre)
    open_offline(page)
    assert "bien escrito" in read_code(page, number.number)
    swapped = number.number.replace("2026", "2062")
    assert "No es auténtico" in read_code(page, swapped)
    assert page.locator("[data-use]").is_hidden()


def test_lists_and_stops_are_accessible(page, sign_in, scene, check_axe, picture):
    number, used = scene.number(1), scene.number(2)
    scene.used(used, 2, at=scene.at)
    sign_in(scene.coordination)
    page.goto(reverse("authorizations:authorisations"))
    picture("autorizacion-numeros")
    check_axe(page)
    page.get_by_role("link", name=number.number).click()
    page.get_by_label("Motivo").fill("Se revisa una señal de la región")
    page.get_by_role("button", name="Suspender").click()
    page.get_by_text("Quedó registrado").wait_for()
    picture("autorizacion-suspendida")
    check_axe(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    check_axe(page, ("dark",))
