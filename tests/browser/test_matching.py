"""From a run of the matching to a convenio in a real browser, and its pages under axe."""

import re

import pytest

from cauce.domains.exchange.actions import accept_proposals, execute_run, reject_proposals
from cauce.domains.exchange.models import MatchRun, Proposal
from cauce.domains.exchange.rules.proposals import Side
from tests.browser.test_accessibility import check_page
from tests.factories import PASSWORD
from tests.factories.declared import declare

pytestmark = pytest.mark.browser


@pytest.fixture
def lines(world):
    declare(world, world.issste_bc_1, surplus=10)
    declare(world, world.imss_bc_1, shortage=6)
    declare(world, world.imss_bc_2, shortage=7, cause="equipment")
    declare(world, world.imss_hgo_1, shortage=4, cause="supplies")


@pytest.fixture
def run(world, lines):
    """A run with one proposal rejected, one accepted by one side, and a unit without coordinates."""
    world.imss_bc_2.latitude = None
    world.imss_bc_2.save()
    asked = MatchRun.objects.create(
        round=world.round,
        number=1,
        max_km=200.0,
        include_open=True,
        requested_at=world.now,
        requested_by=world.users["sector"],
    )
    found = execute_run(run=asked, at=world.now)
    first, second = found.proposals.all()
    common = {"at": world.now, "side": Side.SUPPLY, "by": world.coordinator}
    accept_proposals(**common, proposals=[first])
    reject_proposals(**common, proposals=[second], reason="No hay quirófano disponible")
    return found


@pytest.mark.parametrize(
    "page_of_run",
    ["", "propuestas/", "compromisos/", "faltantes/", "excedentes/", "?estado=13", "propuestas/?q=nada"],
)
def test_pages_of_a_run_are_accessible(page, sign_in, check_axe, world, run, page_of_run):
    sign_in(world.coordinator)
    check_page(page, check_axe, f"/intercambio/emparejamiento/{run.pk}/{page_of_run}")


def test_list_form_and_proposal_are_accessible(page, sign_in, check_axe, world, run):
    sign_in(world.users["sector"])
    check_page(page, check_axe, "/intercambio/emparejamiento/")
    for proposal in run.proposals.all():
        check_page(page, check_axe, f"/intercambio/emparejamiento/propuestas/{proposal.pk}/")


def test_confirmation_with_an_error_is_accessible(page, sign_in, check_axe, world, run):
    sign_in(world.users["coordinator_imss"])
    page.goto(f"/intercambio/emparejamiento/{run.pk}/propuestas/?decidir=1")
    page.get_by_role("checkbox", name=re.compile("Elegir la propuesta")).first.check()
    page.get_by_role("button", name="Rechazar las elegidas…").click()
    page.get_by_role("button", name="Sí, rechazar").click()
    page.get_by_text("El rechazo necesita un motivo escrito").first.wait_for()
    check_axe(page)


def test_from_a_run_to_a_convenio(page, sign_in, world, lines):
    sign_in(world.users["sector"])
    page.goto("/intercambio/emparejamiento/")
    page.get_by_label("Distancia máxima (km)").fill("150")
    page.get_by_role("button", name="Ejecutar").click()
    page.get_by_role("heading", name="Por pareja de instituciones").wait_for()  # tests run jobs at once
    figure = page.get_by_role("img", name=re.compile("2 flujos entre unidades: 10 pacientes"))
    figure.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.flow-map img').naturalWidth > 300")

    sign_in(world.coordinator)
    page.goto("/")
    page.get_by_role("link", name=re.compile("Decidir 2 propuestas")).click()
    page.get_by_role("checkbox", name="Elegir la propuesta 1-00001").check()
    page.get_by_role("button", name="Aceptar las elegidas…").click()
    page.get_by_role("button", name="Sí, aceptar").click()
    page.get_by_text("Se aceptó 1 propuesta.").wait_for()

    sign_in(world.users["coordinator_imss"])
    proposal = Proposal.objects.get(number=1)
    page.goto(f"/intercambio/emparejamiento/propuestas/{proposal.pk}/")
    page.get_by_role("button", name="Aceptar").click()
    page.get_by_role("button", name="Sí, aceptar").click()
    page.get_by_text("Aceptada por ambas partes").first.wait_for()
    page.get_by_role("button", name="Cerrar como convenio").click()
    page.get_by_label("Número del convenio").fill("CV-2026/014")
    page.get_by_label("Su contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Sí, cerrar como convenio").click()
    page.get_by_text("Se cerró 1 propuesta como convenio.").wait_for()
    page.get_by_text("CV-2026/014").first.wait_for()

    proposal.refresh_from_db()
    assert (proposal.state, proposal.agreement_number) == ("agreed", "CV-2026/014")
