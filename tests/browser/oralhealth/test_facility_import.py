"""A country's administration brings its first facilities: from the empty state to the list, with nothing for axe."""

import pytest
from django.urls import reverse

from cauce.domains.oralhealth.models import Facility
from tests.factories.panama import NOON
from tests.factories.people import user_with
from tests.fixtures.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser

HEADER = "código,nombre,región de salud,institución,hospital,sedación,red,sintético"
GOOD = "0406010899,Centro de Salud sintético,CHIRIQUI,MINSA,NO,NO,SÍ,SÍ"
BAD = "04060,Centro de Salud sintético,MARTE,Cruz Roja,tal vez,NO,SÍ,SÍ"


@pytest.fixture
def admin(panama):
    Facility.objects.all().delete()
    person = user_with("oral_nation", panama.panama, username="nacion")
    person.grants.create(role="administrator", place=panama.panama, starts_at=NOON.replace(year=2020))
    return person


def test_the_first_facilities_come_from_a_file(page, sign_in, admin, check_axe):
    def look():
        check_axe(page)
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        cells = "[...document.querySelectorAll('td')].every(cell => cell.scrollWidth <= cell.clientWidth + 1)"
        assert page.evaluate(cells)
        page.set_viewport_size(DESKTOP)

    def bring(row):
        file = {"name": "instalaciones.csv", "mimeType": "text/csv", "buffer": f"{HEADER}\n{row}\n".encode()}
        page.set_input_files("input[type=file]", file)
        page.get_by_role("button", name="Revisar").click()
        page.get_by_role("heading", level=1, name="instalaciones.csv").wait_for()

    sign_in(admin)
    page.goto(reverse("oralhealth:months"))
    page.get_by_text("Todavía no hay instalaciones registradas").wait_for()
    look()
    page.get_by_role("main").get_by_role("link", name="Importar instalaciones").last.click()
    page.get_by_role("heading", level=1, name="Instalaciones de salud bucal").wait_for()
    look()
    bring(BAD)
    page.get_by_text("No se puede importar").wait_for()
    look()
    page.goto(reverse("imports:new", args=["oral-facilities"]))
    bring(GOOD)
    page.get_by_text("provincia 04 Chiriquí, distrito 06, corregimiento 01").wait_for()
    look()
    page.get_by_role("button", name="Aceptar e importar").click()
    page.get_by_text("Importación aplicada").wait_for()
    page.goto(reverse("oralhealth:months"))
    page.get_by_role("link", name="Centro de Salud sintético").wait_for()
    look()
