"""A day of 25 patients with the line cut, the page closed and opened again: each arrives once, in order."""

import pytest
from django.urls import reverse

from cauce.domains.oralhealth.models import PatientRow

from .conftest import address, say_when_all_is_sent, write_patient

pytestmark = pytest.mark.browser
DAY = [f"8-700-{n:02d}" for n in range(25)]


def stored() -> list[str]:
    """What the server has of the day, in order."""
    rows = PatientRow.objects.filter(identity__startswith="8-700-").order_by("position")
    return list(rows.values_list("identity", flat=True))


def test_a_day_of_twenty_five_patients_survives_a_lost_line_and_a_closed_lid(page, sign_in, panama, sheet):
    sign_in(panama.dentist)
    page.goto(address(sheet))
    for identity in DAY[:5]:
        write_patient(page, identity)
    page.get_by_text("Renglón 6 guardado").wait_for()
    page.context.set_offline(True)
    for identity in DAY[5:]:
        write_patient(page, identity)
    kept = page.locator("[data-outbox]")
    kept.get_by_role("heading", name="20 renglones por enviar").wait_for()
    assert "en este navegador, en este equipo" in kept.inner_text()
    assert stored() == DAY[:5]
    page.close(run_before_unload=False)
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(reverse("oralhealth:home"))  # any page of the module sends what waits
    say_when_all_is_sent(again)
    assert stored() == DAY
    assert PatientRow.objects.filter(sheet=sheet).count() == 26


def test_what_the_rules_refuse_later_is_shown_and_corrected_not_lost(page, sign_in, panama, sheet):
    other = panama.sheet(by=panama.surgeon, facility=panama.hospital)
    panama.row(other, by=panama.surgeon, identity="8-700-01", completed="1")
    sign_in(panama.dentist)
    page.goto(address(sheet))
    page.context.set_offline(True)
    write_patient(page, "8-700-00")
    write_patient(
        page, "8-700-01", completed="1"
    )  # already terminado this year, elsewhere: only the server knows
    write_patient(page, "8-700-02", act1_code="25")  # a primary tooth at 27: a doubt
    write_patient(page, "8-700-03")
    page.context.set_offline(False)
    kept = page.locator("[data-outbox]")
    kept.get_by_role("heading", name="2 renglones por corregir").wait_for()
    assert "ya se registró como terminado" in kept.inner_text()
    mine = PatientRow.objects.filter(sheet=sheet, identity__startswith="8-700")
    assert list(mine.values_list("identity", flat=True)) == ["8-700-00", "8-700-03"]
    page.reload()  # still there
    kept.get_by_role("button", name="Confirmar y enviar").click()
    kept.get_by_role("heading", name="1 renglón por corregir").wait_for()
    assert mine.get(identity="8-700-02").warnings == "OH-53"
    kept.get_by_role("button", name="Corregir").click()
    assert page.locator("[name=identity]").input_value() == "8-700-01"
    assert "ya se registró como terminado" in page.locator("[data-says=completed]").inner_text()
    page.locator("[name=completed]").fill("")
    page.locator("[name=completed]").press("Enter")
    say_when_all_is_sent(page)
    assert mine.count() == 4


def test_a_continuation_waits_for_its_patient(page, sign_in, panama, sheet):
    sign_in(panama.dentist)
    page.goto(address(sheet))
    page.context.set_offline(True)
    six = {
        f"act{n}_{part}": value
        for n, code in enumerate(("01", "02", "07", "10", "49", "47"), 1)
        for part, value in (("code", code), ("number", "1"), ("class", "1"))
    }
    for name, value in {
        "identity": "8-700-01", "age": "27", "sex": "9", "new_in_institution": "1", "new_in_service": "1",
        "care_frequency": "2", **six, "dx1_code": "K02.1", "dx1_class": "1",
    }.items():  # fmt: skip
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Guardar y continuar en otro renglón").click()
    page.get_by_role("heading", name="Continuación del paciente").wait_for()
    assert page.locator("[name=sex]").is_hidden()
    for name, value in {"act1_code": "24", "act1_number": "1", "act1_class": "1"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=act1_class]").press("Enter")
    page.context.set_offline(False)
    kept = page.locator("[data-outbox]")
    kept.get_by_role("heading", name="1 renglón por enviar · 1 renglón por corregir").wait_for()
    assert sheet.rows.count() == 1  # the continuation does not hang from another patient
    kept.get_by_role("button", name="Corregir").click()
    page.locator("[name=sex]").fill("2")
    page.locator("[name=sex]").press("Enter")
    say_when_all_is_sent(page)
    patient, more = sheet.rows.order_by("position")[1:]
    assert (patient.identity, more.continues) == ("8-700-01", patient)


def test_signing_out_wipes_the_device_after_asking(page, sign_in, panama, sheet):
    sign_in(panama.dentist)
    page.goto(address(sheet))
    page.context.set_offline(True)
    write_patient(page, "8-700-00")
    page.locator("[data-outbox]").get_by_role("heading", name="1 renglón por enviar").wait_for()
    asked = []

    def answer(dialog) -> None:
        asked.append(dialog.message)
        (dialog.dismiss if len(asked) == 1 else dialog.accept)()

    page.on("dialog", answer)
    page.locator(".person summary").click()
    with page.expect_event("dialog"):
        page.get_by_role("button", name="Cerrar sesión").click()  # thinks better of it
    assert "1 renglón" in asked[0]
    assert page.locator("[data-outbox]").is_visible()
    page.route("**/renglon/", lambda route: route.abort())
    page.context.set_offline(False)
    page.get_by_role("button", name="Cerrar sesión").click()
    page.wait_for_url("**/cuenta/**")
    left = page.evaluate(
        """() => new Promise((done) => {
          indexedDB.open("cauce-guardado", 1).onsuccess = (opened) => {
            const store = opened.target.result.transaction("renglones").objectStore("renglones");
            store.count().onsuccess = (counted) => done(counted.target.result);
          };
        })"""
    )
    assert left == 0
    assert page.evaluate("() => caches.keys()") == []
    assert not PatientRow.objects.filter(identity="8-700-00").exists()
