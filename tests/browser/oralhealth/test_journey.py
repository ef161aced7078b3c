"""One patient's row from the chair to the nation, each step by its own person; takes the manual's pictures.

dentist writes and sends → head of clinic reviews → REGES asks → dentist corrects → REGES closes, and the month that
the four parties agree is closed → the region sees who is late → the nation reads the indicator.
"""

from datetime import date

import pytest

from cauce.core.audit.log import verify
from cauce.core.demo.seeding import seed_everything
from cauce.domains.oralhealth import demo as oral_demo
from cauce.domains.oralhealth.models import Claim, FacilityMonth, PatientRow, Sheet

pytestmark = pytest.mark.browser

HOME, APRIL = "0101010801", 202604
PATIENT = {
    "identity": "SINT-01-NUEVA",
    "age": "34",
    "sex": "2",
    "new_in_institution": "1",
    "new_in_service": "1",
    "care_type": "2",
    "care_frequency": "2",
    "programme": "7",
    "school_programme": "2",
    "school": "",
    "act1_code": "47",
    "act1_number": "2",
    "act1_class": "1",
    "dx1_code": "K02.1",
    "dx1_class": "1",
}


@pytest.fixture
def demo(transactional_db, now, monkeypatch):
    """Panama's demonstration, smaller: three facilities since April."""
    whole = oral_demo.seed
    monkeypatch.setattr(oral_demo, "seed", lambda scene: whole(scene, facilities=3, since=date(2026, 4, 1)))
    return seed_everything(at=now, modules=[oral_demo], only=frozenset())


def said(page, text: str) -> None:
    """The page's notice with that text is there."""
    page.get_by_text(text).first.wait_for()


def test_a_row_from_the_chair_to_the_nation(page, demo, enter, picture):
    sheet = _the_dentist_writes_and_sends(page, enter, picture)
    _the_head_reviews(page, enter, picture, sheet)
    _reges_asks(page, enter, picture, sheet)
    _the_dentist_corrects(page, enter, picture)
    _reges_is_satisfied(page, enter)
    _the_parties_agree_and_reges_closes(page, enter, picture)
    _the_region_sees_who_is_late(page, enter, picture)
    _the_nation_reads(page, enter, picture)
    assert verify().whole


def _the_dentist_writes_and_sends(page, enter, picture) -> Sheet:
    enter("pa.odontologia")
    page.get_by_role("heading", name="Lo que le espera").wait_for()
    picture("salud-pendientes")
    page.goto("/salud-bucal/hojas/nueva/")
    picture("salud-nueva-hoja")
    page.goto("/salud-bucal/")
    picture("salud-hojas")
    page.get_by_role("link", name="Terminar y enviar la hoja del día").click()
    page.get_by_role("heading", name="Siguiente paciente").wait_for()
    sheet = Sheet.objects.get(uid=page.url.rstrip("/").rsplit("/", 1)[-1].split("#")[0])
    before = sheet.rows.count()
    for name, value in PATIENT.items():
        page.locator(f"form[data-capture] [name={name}]").fill(value)
    page.locator("[name=identity]").scroll_into_view_if_needed()
    picture("salud-hoja")
    page.locator("[name=dx1_class]").press("Enter")
    page.wait_for_function("() => document.querySelector('[name=identity]').value === ''")
    assert sheet.rows.count() == before + 1
    page.get_by_role("button", name="Enviar a revisión").click()
    said(page, "Hoja enviada a revisión")
    return sheet


def _the_head_reviews(page, enter, picture, sheet) -> None:
    enter("pa.jefatura")
    page.goto("/salud-bucal/revision/")
    picture("salud-revision")
    page.goto(f"/salud-bucal/hojas/{sheet.uid}/")
    page.get_by_role("button", name="Está bien: revisada").click()
    said(page, "revisada")
    sheet.refresh_from_db()
    assert (sheet.state, sheet.reviewed_by.username) == ("reviewed", "pa.jefatura")


def _reges_asks(page, enter, picture, sheet) -> None:
    enter("pa.reges")
    last = sheet.rows.order_by("-position").first()
    page.goto(f"/salud-bucal/hojas/{sheet.uid}/?reclamar={last.uid}#reclamar")
    page.get_by_label("Reclamo sobre").select_option(str(last.uid))
    page.get_by_label("¿Qué debe revisarse?").fill("¿La edad es 34 o 43 años?")
    picture("salud-reclamo")
    page.get_by_role("button", name="Presentar reclamo").click()
    said(page, "Reclamo presentado")


def _the_dentist_corrects(page, enter, picture) -> None:
    enter("pa.odontologia")
    claim = Claim.objects.get(question__startswith="¿La edad es 34")
    page.goto(f"/salud-bucal/reclamos/{claim.uid}/")
    picture("salud-reclamo-responder")
    page.get_by_role("link", name="Corregir el renglón").click()
    page.locator("[name=age]").fill("43")
    page.locator("[name=dx1_class]").press("Enter")
    page.wait_for_url("**/salud-bucal/**")
    page.wait_for_load_state("networkidle")
    assert PatientRow.objects.get(identity=PATIENT["identity"]).age == 43
    claim.refresh_from_db()
    assert claim.state == "corrected"
    assert claim.changes["age"] == [34, 43]


def _reges_is_satisfied(page, enter) -> None:
    enter("pa.reges")
    claim = Claim.objects.get(question__startswith="¿La edad es 34")
    page.goto(f"/salud-bucal/reclamos/{claim.uid}/")
    page.get_by_role("button", name="Cerrar el reclamo").click()
    page.wait_for_load_state("networkidle")
    claim.refresh_from_db()
    assert claim.state == "closed"


def _the_parties_agree_and_reges_closes(page, enter, picture) -> None:
    address = f"/salud-bucal/meses/{HOME}/{APRIL}/"
    for username in ("pa.jefatura", "pa.planificacion", "pa.direccion"):
        enter(username)
        page.get_by_role("link", name="Revisar y acordar el mes de abril de 2026").click()
        page.get_by_role("button", name="Acordar por").click()
        said(page, "Acuerdo registrado")
    picture("salud-acuerdos")
    enter("pa.reges")
    page.get_by_role("link", name="Cerrar el mes de abril de 2026 y enviarlo a la región").click()
    page.wait_for_url(f"**{address}")
    picture("salud-consolidado")
    page.get_by_role("button", name="Cerrar y enviar a la región").click()
    said(page, "Mes cerrado")
    month = FacilityMonth.objects.get(facility__code=HOME, month=APRIL)
    assert (month.state, month.consolidations.get().agreements.count()) == ("locked", 4)


def _the_region_sees_who_is_late(page, enter, picture) -> None:
    enter("pa.region")
    page.goto("/salud-bucal/atrasos/")
    picture("salud-atrasos")
    page.goto("/salud-bucal/meses/?mes=2026-04")
    assert page.get_by_role("link", name="Centro de Salud La Ceiba 1").is_visible()
    picture("salud-meses")


def _the_nation_reads(page, enter, picture) -> None:
    enter("pa.nacional")
    page.goto("/salud-bucal/indicadores/")
    picture("salud-indicadores")
    page.goto("/salud-bucal/indicadores/I-1/?periodo=202604")
    page.get_by_role("heading", level=1, name="I-1").wait_for()
    picture("salud-indicador")
    page.goto("/salud-bucal/listados/")
    picture("salud-listados")


def test_each_person_sees_only_what_is_theirs(page, demo, enter):
    """The other region's facility is not in the list, nor reachable by its address; Mexico is nowhere."""
    enter("pa.odontologia")
    assert page.get_by_role("link", name="Instituciones").count() == 0
    answer = page.goto(f"/salud-bucal/meses/0202020802/{APRIL}/")
    assert answer.status in (403, 404)
    enter("issste.bc.titular")
    assert page.get_by_text("Salud bucal").count() == 0
    answer = page.goto(f"/salud-bucal/meses/{HOME}/{APRIL}/")
    assert answer.status == 403
