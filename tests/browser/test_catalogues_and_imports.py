"""Catalogues and imports in a real browser: axe on every page, and an import from file to accepted."""

import pytest

from cauce.core.organisations.models import OrgUnit
from tests.browser.test_accessibility import check_page

pytestmark = pytest.mark.browser
ADDRESSES = [
    "/catalogos/",
    "/catalogos/exchange-services/",
    "/catalogos/exchange-services/?q=apendisectomia",
    "/catalogos/exchange-services/publicaciones/",
    "/catalogos/exchange-services/publicaciones/1/",
    "/importaciones/",
    "/importaciones/nueva/units/",
    "/importaciones/nueva/catalogue/",
]
UNITS = "clues,nombre,institución,entidad,nivel\nBCIST000999,Unidad nueva,ISSSTE,02,1\n"


def choose(page, text: str) -> None:
    page.goto("/importaciones/nueva/units/")
    file = {"name": "unidades.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.set_input_files("input[type=file]", files=[file])
    page.get_by_role("button", name="Revisar").click()


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_are_accessible(page, sign_in, check_axe, world, address):
    sign_in(world.admin)
    check_page(page, check_axe, address)


def test_entry_page_is_accessible(page, sign_in, check_axe, world):
    sign_in(world.admin)
    check_page(page, check_axe, f"/catalogos/exchange-services/concepto/{world.products[0].pk}/")


def test_importing_units(page, sign_in, check_axe, world):
    sign_in(world.admin)
    choose(page, UNITS)
    page.get_by_text("Revise antes de aceptar").wait_for()
    check_page(page, check_axe, page.url)
    page.get_by_role("button", name="Aceptar e importar").click()
    page.get_by_text("Importación aplicada: 1 altas").wait_for()
    assert OrgUnit.objects.filter(code="BCIST000999").exists()


def test_a_file_with_problems(page, sign_in, check_axe, world):
    sign_in(world.admin)
    choose(page, UNITS.replace(",02,1", ",99,7"))
    page.get_by_text("No se puede importar").wait_for()
    assert page.get_by_role("button", name="Aceptar e importar").count() == 0
    page.get_by_text("línea 2, columna «entidad»").wait_for()
    check_page(page, check_axe, page.url)
