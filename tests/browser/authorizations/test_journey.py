"""The demonstration of prior authorisation, walked by its own accounts; takes the manual's pictures.

A physician's lumbar MRI → a specialist asks for a study, gets it, approves two services and modifies one → the patient
reads it → the centre uses both units of a number, and a third is refused → a denial is appealed, and another reviewer
overturns it → coordination reads figures and signals and tries a criteria change → audit reads who looked.
"""

import pytest
from django.core.cache import cache
from django.db.models import Count
from django.urls import reverse

from cauce.core.accounts.models import User
from cauce.core.audit.log import verify
from cauce.core.demo.seeding import seed_everything
from cauce.domains.authorizations import demo as st2
from cauce.domains.authorizations.models import Authorisation, CriteriaVersion, Request, Signal

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(transactional_db, now):
    """The demonstration, smaller."""
    cache.clear()
    scene = seed_everything(at=now, only=frozenset())
    st2.seed(scene, requests=1500, patients=600)
    return scene


@pytest.fixture
def act_as(sign_in, page):
    """`act_as("mx.medico", "requests")`: that account, at a page of the module."""

    def go(username: str, name: str = "home", *args, query: str = "") -> None:
        sign_in(User.objects.get(username=username))
        answer = page.goto(reverse(f"authorizations:{name}", args=args) + query)
        assert answer.status == 200, (username, name)

    return go


def mine(**narrow) -> Request:
    """A request of the demo's physician, the latest."""
    return Request.objects.filter(requester__username="mx.medico", **narrow).latest("pk")


def said(page, text: str) -> None:
    page.get_by_text(text).first.wait_for()


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state("networkidle")


def choose(page, sequence: int, outcome: str, **fields: str) -> None:
    """A verdict and what it needs."""
    page.locator(f"[name='items.{sequence}.outcome'][value='{outcome}']").check()
    for name, value in fields.items():
        cell = page.locator(f"[id='items.{sequence}.{name}']")
        cell.select_option(value) if name == "reason_code" else cell.fill(value)


def test_the_demo_from_the_consulting_room_to_the_audit(page, demo, act_as, picture):
    _the_physician(page, act_as, picture)
    _the_specialist(page, act_as, picture)
    _the_patient(page, picture)
    _the_centre(page, act_as, picture)
    _the_appeal(page, act_as, picture)
    _coordination(page, act_as, picture)
    _the_auditor(page, act_as, picture)
    assert verify().whole


def _the_physician(page, act_as, picture) -> None:
    act_as("mx.medico")
    said(page, "Responder lo que piden")
    picture("autoriza-inicio")
    drafts = Request.objects.filter(registered_by__username="mx.medico", state="draft").order_by("pk")
    ready, repeated = drafts
    page.goto(reverse("authorizations:draft", args=[repeated.uid]))
    said(page, "Ya se solicitó")
    picture("autoriza-repetida")
    page.goto(reverse("authorizations:draft", args=[ready.uid]))
    said(page, "Lista para enviar")
    picture("autoriza-solicitar")
    press(page, "Enviar la solicitud")
    said(page, "En revisión del especialista")
    picture("autoriza-enviada")
    page.goto(reverse("authorizations:catalogue"))
    picture("autoriza-catalogo")
    act_as("mx.recepcion", "transcribe")
    picture("autoriza-transcribir")


def _the_specialist(page, act_as, picture) -> None:
    three = Request.objects.annotate(n=Count("items")).filter(n=3, requester__username="mx.medico")
    request = three.filter(state="in_review").latest("pk")
    act_as("mx.revision.imagen", "queue")
    picture("autoriza-bandeja")
    page.goto(reverse("authorizations:review", args=[request.uid]))
    press(page, "Tomar la solicitud")
    said(page, request.patient.full_name)
    choose(page, 1, "ask", question="Adjunte el informe de la radiografía.")
    press(page, "Ver lo que dirá la resolución")
    press(page, "Resolver así")
    said(page, "el plazo está en pausa")
    act_as("mx.medico", "answer", request.uid)
    page.locator("textarea[name=answer]").fill(
        "Se adjunta: sin fracturas ni listesis; seis semanas de tratamiento."
    )
    picture("autoriza-responder")
    with page.expect_navigation():
        page.locator("textarea[name=answer]").evaluate("box => box.form.requestSubmit()")
    act_as("mx.revision.imagen", "review", request.uid)
    choose(page, 1, "approved")
    choose(page, 2, "approved")
    choose(page, 3, "modified", quantity="10", reason_code="quantity", clause="terapia-fisica, fracción c")
    page.locator("[id='items.3.quantity']").scroll_into_view_if_needed()
    picture("autoriza-resolver")
    press(page, "Ver lo que dirá la resolución")
    said(page, "Autorizada en parte")
    picture("autoriza-confirmar")
    press(page, "Resolver así")
    request.refresh_from_db()
    assert list(request.items.values_list("state", flat=True)) == ["approved", "approved", "modified"]


def _the_patient(page, picture) -> None:
    request = mine(outcome="partially_approved")
    page.context.clear_cookies()
    page.goto(reverse("authorizations:track") + f"?folio={request.folio}")
    page.get_by_label("Clave").fill(request.tracking_code)
    press(page, "Consultar")
    said(page, "Ya hay respuesta")
    picture("autoriza-seguimiento")


def _the_centre(page, act_as, picture) -> None:
    number = Authorisation.objects.filter(
        units=2, consumed=0, item__request__requester__username="mx.medico", valid_from__lte="2026-05-20"
    )
    number = number.filter(state="active").latest("pk")
    act_as("mx.centro", "look_up")
    page.get_by_label("Número o texto del código").fill(number.number)
    page.get_by_role("button", name="Consultar", exact=True).click()
    said(page, "de 2 unidades quedan")
    picture("autoriza-numero")
    for _unit in range(2):
        press(page, "Registrar uso")
    said(page, "quedan 0")
    picture("autoriza-usada")
    assert page.get_by_role("button", name="Registrar uso").count() == 0
    number.refresh_from_db()
    assert (number.consumed, number.state) == (2, "exhausted")


def _the_appeal(page, act_as, picture) -> None:
    request = mine(outcome="denied", appeals=None, items__service_code="IMG-RM-LUM")
    act_as("mx.medico", "appeal_new", request.uid)
    page.get_by_label("Fundamentos").fill(
        "El informe ya adjunto muestra debilidad del primer dedo, que es dato de alarma."
    )
    page.get_by_role("checkbox").first.check()
    picture("autoriza-recurso")
    press(page, "Presentar el recurso")
    appeal = request.appeals.get()
    act_as("mx.coordinacion", "appeal", appeal.pk)
    other = User.objects.get(username="mx.revision.imagen.dos")
    page.get_by_label(other.display_name).check()
    picture("autoriza-recurso-asignar")
    press(page, "Asignar")
    act_as("mx.revision.imagen.dos", "appeal", appeal.pk)
    choose(page, 1, "approved")
    picture("autoriza-recurso-resolver")
    press(page, "Ver lo que dirá el recurso")
    press(page, "Resolver el recurso")
    said(page, "Se revoca la resolución")
    request.refresh_from_db()
    assert request.outcome == "approved"


def _coordination(page, act_as, picture) -> None:
    act_as("mx.coordinacion")
    picture("autoriza-coordinacion")
    page.goto(reverse("authorizations:indicators"))
    picture("autoriza-indicadores")
    page.goto(reverse("authorizations:signals"))
    picture("autoriza-senales")
    page.goto(
        reverse("authorizations:signal", args=[Signal.objects.filter(place__code="IMSS-02").latest("pk").pk])
    )
    version = CriteriaVersion.objects.filter(code="rm-columna").latest("number")
    page.goto(reverse("authorizations:criteria_version", args=[version.pk]))
    picture("autoriza-criterio")
    page.goto(reverse("authorizations:variants"))
    picture("autoriza-variantes")
    page.goto(reverse("authorizations:terms"))
    picture("autoriza-plazos")


def _the_auditor(page, act_as, picture) -> None:
    act_as("mx.auditoria", "reads")
    picture("autoriza-lecturas")
