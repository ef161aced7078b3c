"""A country's administration registers its first ESE: from the empty list to the list, with nothing for axe."""

import pytest
from django.urls import reverse

from cauce.domains.riskplans.importing.kinds import KEY
from cauce.domains.riskplans.models import Hospital
from tests.browser.importing import bring, look
from tests.factories.colombia import NOON
from tests.factories.people import user_with

pytestmark = pytest.mark.browser

HEADER = (
    "código,nombre,departamento o distrito,municipio,nivel,carácter,sintético,año,categoría de riesgo,acto"
)
GOOD = "733490001,ESE sintética de Honda,Tolima,73349,2,municipal,SÍ,2026,Riesgo alto,Resolución sintética"
BAD = "50010001,ESE sintética de Medellín,Atlantis,05001,9,nacional,tal vez,26,Riesgo enorme,"


@pytest.fixture
def admin(colombia):
    Hospital.objects.all().delete()
    person = user_with("risk_catalogue", colombia.places["colombia"], username="co.todo")
    person.grants.create(
        role="administrator", place=colombia.places["colombia"], starts_at=NOON.replace(year=2020)
    )
    return person


def test_the_first_ese_come_from_a_file(page, sign_in, admin, check_axe):
    sign_in(admin)
    page.goto(reverse("riskplans:hospitals"))
    page.get_by_text("Todavía no hay ESE a su alcance").wait_for()
    look(page, check_axe)
    page.get_by_role("link", name="Registrar ESE desde un archivo").click()
    page.get_by_role("heading", level=1, name="ESE de la red pública").wait_for()
    look(page, check_axe)
    bring(page, "ese.csv", HEADER, BAD)
    page.get_by_text("No se puede importar").wait_for()
    look(page, check_axe)
    page.goto(reverse("imports:new", args=[KEY]))
    bring(page, "ese.csv", HEADER, GOOD)
    page.get_by_text("73349 Honda").wait_for()
    look(page, check_axe)
    page.get_by_role("button", name="Aceptar e importar").click()
    page.get_by_text("Importación aplicada").wait_for()
    page.goto(reverse("riskplans:hospitals"))
    page.get_by_role("link", name="ESE sintética de Honda").wait_for()
    page.get_by_text("Riesgo alto").last.wait_for()
    look(page, check_axe)
