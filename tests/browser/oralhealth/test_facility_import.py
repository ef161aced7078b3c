"""A country's administration brings its first facilities: from the empty state to the list, with nothing for axe."""

import pytest
from django.urls import reverse

from cauce.domains.oralhealth.models import Facility
from tests.browser.importing import bring, look
from tests.factories.panama import NOON
from tests.factories.people import user_with

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
    sign_in(admin)
    page.goto(reverse("oralhealth:months"))
    page.get_by_text("Todavía no hay instalaciones registradas").wait_for()
    look(page, check_axe)
    page.get_by_role("main").get_by_role("link", name="Importar instalaciones").last.click()
    page.get_by_role("heading", level=1, name="Instalaciones de salud bucal").wait_for()
    look(page, check_axe)
    bring(page, "instalaciones.csv", HEADER, BAD)
    page.get_by_text("No se puede importar").wait_for()
    look(page, check_axe)
    page.goto(reverse("imports:new", args=["oral-facilities"]))
    bring(page, "instalaciones.csv", HEADER, GOOD)
    page.get_by_text("provincia 04 Chiriquí, distrito 06, corregimiento 01").wait_for()
    look(page, check_axe)
    page.get_by_role("button", name="Aceptar e importar").click()
    page.get_by_text("Importación aplicada").wait_for()
    page.goto(reverse("oralhealth:months"))
    page.get_by_role("link", name="Centro de Salud sintético").wait_for()
    look(page, check_axe)
