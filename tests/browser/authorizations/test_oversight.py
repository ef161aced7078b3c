"""Oversight in a real browser: choosing a place and a period, a breakdown, and axe on desktop and phone."""

import os
from pathlib import Path

import pytest

from tests.browser.test_accessibility import check_page
from tests.factories.authorizations import entitled, make_scene

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("CAUCE_SHOTS")  # a folder: keep a picture of each page


@pytest.fixture
def busy(world):
    """Requests of two services over some weeks, with answers, an appeal and a missed term."""
    scene = make_scene(world)
    start = scene.at
    for number in range(8, 40):
        entitled(scene, number)
    for number in range(1, 36):
        scene.at = scene.later(-(number % 20) - 1) if number % 2 else start
        items = [{"service": "REHAB" if number % 3 == 0 else "IMG-RM", "quantity": "2"}]
        if number > 32:
            scene.submitted(number, items=items)
            continue
        outcome = ("approved", "denied", "approved", "modified")[number % 4]
        scene.decided(number, outcome, items=items, priority="urgent" if number % 5 == 0 else "standard")
        scene.at = start
    scene.at = start
    scene.appealed(39)
    return scene


def shot(page, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def test_the_coordinator_reads_the_board_and_one_indicator(page, sign_in, busy):
    sign_in(busy.coordination)
    page.goto("/autorizaciones/indicadores/")
    page.get_by_role("link", name="A-4. Servicios autorizados sin cambios").click()
    page.wait_for_load_state()
    page.get_by_role("link", name="Categoría", exact=True).click()
    page.wait_for_load_state()
    table = page.locator("table", has_text="Estudios de imagen").first
    assert "Sesión" not in table.inner_text()
    page.select_option("#periodo", "202605")
    page.get_by_role("button", name="Ver").click()
    page.wait_for_load_state()
    assert "mayo de 2026" in page.locator("main").inner_text()


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("indicadores", "/autorizaciones/indicadores/?periodo=2026"),
        ("indicador", "/autorizaciones/indicadores/A-1/?periodo=2026&por=service"),
        ("indicador-mediana", "/autorizaciones/indicadores/A-10/?periodo=2026&por=priority"),
        ("plazos", "/autorizaciones/plazos-vencidos/?periodo=2026"),
        ("indicador-vacio", "/autorizaciones/indicadores/A-20/?periodo=2024"),
    ],
)
def test_axe_is_silent(page, sign_in, check_axe, busy, name, address):
    sign_in(busy.coordination)
    check_page(page, check_axe, address)
    shot(page, f"{name}-movil")
    page.set_viewport_size({"width": 1366, "height": 800})
    shot(page, name)


def test_the_entity_accepts_a_proposed_shortage(page, sign_in, check_axe, busy):
    from cauce.domains.authorizations import actions
    from cauce.domains.authorizations.models import ServicePolicy
    from cauce.domains.exchange.models import Declaration, Line
    from tests.factories.authorizations import decision

    ServicePolicy.objects.filter(code="CADERA").update(product_code=busy.world.products[0].code)
    Declaration.objects.create(round=busy.world.round, entity=busy.issste_bc, answer=True)
    device = {"device": "Prótesis total", "side": "left", "material": "Titanio"}
    items = [{"service": "CADERA", "quantity": "1", "side": "left", "prosthetics": device}]
    for number in range(1, 8):
        request = busy.claimed(number, items=items)
        said = [decision(1, "denied", reason_code="capacity")]
        actions.decide_items(by=busy.reviewer, at=busy.at, request=request, decisions=said)
    sign_in(busy.world.editor)
    check_page(page, check_axe, "/puentes/faltantes/")
    shot(page, "faltantes-movil")
    page.set_viewport_size({"width": 1366, "height": 800})
    shot(page, "faltantes")
    page.get_by_role("link", name="Revisar").click()
    check_page(page, check_axe, page.url)
    shot(page, "faltante-movil")
    page.set_viewport_size({"width": 1366, "height": 800})
    shot(page, "faltante")
    page.fill("#patients", "5")
    page.select_option("#cause", "equipment")
    page.get_by_role("button", name="Aceptar y registrar en la hoja").click()
    page.wait_for_load_state()
    assert "5 pacientes al mes" in page.locator("main").inner_text()
    assert Line.objects.get().shortage_patients == 5
    shot(page, "faltante-aceptado")
