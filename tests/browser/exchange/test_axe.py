"""Every page of the exchange: nothing for axe to find, light and dark; none scrolls sideways on a phone."""

import pytest
from django.urls import reverse

from cauce.domains.exchange.actions import finalise_declaration, request_product
from cauce.domains.exchange.models import Declaration, ProductRequest
from tests.factories import PASSWORD
from tests.factories.lines import add_line
from tests.fixtures.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def declarations(world) -> tuple[Declaration, Declaration]:
    """ISSSTE Baja California, open with rows; ISSSTE Hidalgo, finalised."""
    opened = Declaration.objects.create(round=world.round, entity=world.issste_bc, answer=True)
    add_line(world, opened, world.issste_bc_1, world.products[0])
    request_product(
        by=world.editor,
        at=world.now,
        declaration=opened,
        unit=world.issste_bc_1,
        speciality=world.speciality,
        label="Trasplante de córnea",
    )
    closed = Declaration.objects.create(round=world.round, entity=world.issste_hgo, answer=False)
    finalise_declaration(by=world.head_hgo, at=world.now, declaration=closed, answer=True, password=PASSWORD)
    return opened, closed


def pages_of_the_head(world, own) -> list[str]:
    unit = world.issste_bc_1.code
    grid = reverse("exchange:grid", args=[own.pk, unit, world.speciality.pk])
    names = ("answer", "units", "finalise", "final", "upload", "paper", "history")
    return [
        "/intercambio/",
        reverse("exchange:board", args=[world.round.code, "ISSSTE"]),
        *(reverse(f"exchange:{name}", args=[own.pk]) for name in names),
        reverse("exchange:groups", args=[own.pk, unit]),
        reverse("exchange:specialities", args=[own.pk, unit, world.entries["Cirugía"].pk]),
        grid,
        f"{grid}?q=zzzz",
        f"{grid}solicitud/",
    ]


def pages_of_the_coordination(world, closed) -> list[str]:
    names = ("answer", "finalise", "final", "upload", "reopen", "paper", "history")
    return [
        reverse("exchange:board", args=[world.round.code, "ISSSTE"]),
        *(reverse(f"exchange:{name}", args=[closed.pk]) for name in names),
        reverse("exchange:progress", args=[world.round.code]),
        reverse("exchange:requests"),
        reverse("exchange:decide_request", args=[ProductRequest.objects.get().pk]),
        reverse("exchange:scans"),
        reverse("exchange:contacts"),
        reverse("exchange:contact", args=["ISSSTE"]),
    ]


def look(page, check_axe, address: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(address)
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{address} scrolls sideways on a phone by {wide} px"
    page.set_viewport_size(DESKTOP)
    check_axe(page)


def test_the_pages_of_an_entity(page, sign_in, world, declarations, check_axe):
    sign_in(world.head)
    for address in pages_of_the_head(world, declarations[0]):
        look(page, check_axe, address)


def test_the_pages_of_the_coordination(page, sign_in, world, declarations, check_axe):
    sign_in(world.coordinator)
    for address in pages_of_the_coordination(world, declarations[1]):
        look(page, check_axe, address)


def test_the_pages_of_the_sector(page, sign_in, world, declarations, check_axe):
    sign_in(world.users["sector"])
    code = world.round.code
    for address in (
        reverse("exchange:rounds"),
        reverse("exchange:round_new"),
        reverse("exchange:round", args=[code]),
        reverse("exchange:window", args=[code, "IMSS"]),
        reverse("exchange:progress", args=[code]),
    ):
        look(page, check_axe, address)


def test_the_states_of_the_grid(page, sign_in, world, declarations, check_axe):
    """Problems, confirmation and conflict."""
    own, product = declarations[0], world.products[1]
    sign_in(world.editor)
    page.goto(reverse("exchange:grid", args=[own.pk, world.issste_bc_1.code, world.speciality.pk]))
    cell = page.locator(f"[id='rows.{product.pk}.surplus_patients']")
    cell.fill("0")
    page.get_by_role("button", name="Guardar").click()
    page.get_by_role("heading", name="Hay un problema").wait_for()
    check_axe(page)
    page.get_by_role("link", name="no es una cantidad válida").click()
    assert page.evaluate("() => document.activeElement.id") == f"rows.{product.pk}.surplus_patients"
    page.locator(f"[id='rows.{product.pk}.surplus_events']").fill("2")
    cell.fill("9")
    page.get_by_role("button", name="Guardar").click()
    page.get_by_text("Hay una advertencia por confirmar").wait_for()
    check_axe(page)
    save_as_another(world, own, product)
    page.get_by_label("Revisé las advertencias").check()
    page.get_by_role("button", name="SI, guardar").click()
    page.get_by_role("heading", name="Otra persona guardó antes esta hoja").wait_for()
    check_axe(page)


def save_as_another(world, own, product):
    from cauce.domains.exchange.actions import save_sheet

    save_sheet(
        by=world.head,
        at=world.now,
        declaration=own,
        unit=world.issste_bc_1,
        speciality=world.speciality,
        rows={product.pk: {"surplus_patients": "5"}},
        version=0,
    )
