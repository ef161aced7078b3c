"""Every page of the risk plans: nothing for axe to find, light and dark; none scrolls sideways on a phone."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import QuarterReport
from cauce.domains.riskplans.urls_plans import urlpatterns
from tests.factories.colombia import executed
from tests.factories.people import user_with
from tests.fixtures.browser import DESKTOP, PHONE
from tests.unit.domains.riskplans.actions.test_checks import EGRESOS

pytestmark = pytest.mark.browser

WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Address → why it is no page to look at.
NO_PAGES = {
    "remind": "POST", "open_report": "POST", "comment": "POST", "explain": "POST", "report_act": "POST",
    "save_activity": "POST", "add_evidence": "POST", "withdraw_evidence": "POST", "judge": "POST",
    "open_evaluation": "POST", "return_received": "POST", "reopen_evaluation": "POST", "modify": "POST",
    "version_act": "POST", "find_category": "POST", "workbook_decide": "POST",
    "calculate": "fragment", "autosave": "fragment", "evidence": "file",
    "attach_instrument": "POST", "instrument_file": "file", "workbook_download": "file", "warnings_file": "file",
    "review": "leads to a section", "workbook_preview": "asks for a file: test_story.py",
}  # fmt: skip
# address → (who looks, parameters)
PAGES = {
    "home": [("officer", ""), ("territory", ""), ("ministry", "")],
    "warnings": [("evaluator", "")],
    "hospitals": [("territory", "")],
    "hospital": [("evaluator", "code")],
    "new_plan": [("territory", "code")],
    "category": [("catalogue", "code")],
    "reports": [("territory", "")],
    "report": [("officer", "draft"), ("territory", "sent"), ("evaluator", "received")],
    "send": [("officer", "draft")],
    "matrix": [("officer", "draft"), ("territory", "received")],
    "workbook": [("officer", "draft")],
    "review_section": [("territory", "sent flujo"), ("territory", "sent medidas")],
    "score": [("evaluator", "received"), ("officer", "draft")],
    "simulate": [("evaluator", "received")],
    "section": [
        *(
            ("officer", f"draft {key}")
            for key in ("flujo", "pasivos", "produccion", "ingresos", "presupuesto")
        ),
        ("territory", "received eficiencia"),
    ],
    "evaluation": [("evaluator", "evaluation")],
    "plans": [("territory", "")],
    "plan": [("territory", "plan")],
    "new_instrument": [("territory", "plan")],
    "instrument": [("territory", "plan instrument")],
    "version": [("territory", "version"), ("territory", "modification")],
    "measures": [("territory", "modification")],
    "programme": [("territory", "modification period flujo")],
    "catalogue": [("catalogue", "")],
    "uvr_table": [("catalogue", "uvr")],
    "new_uvr": [("catalogue", "")],
    "new_definition": [("catalogue", "")],
    "checks": [("catalogue", ""), ("officer", "")],
    "checks_version": [("catalogue", "one"), ("officer", "zero")],
    "new_checks": [("catalogue", "")],
}


@pytest.fixture
def place(colombia):
    """A received report of ESE Honda with its evaluation, a draft of another ESE, and one that was sent."""
    received = colombia.received()
    evaluation = actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=received)
    later = colombia.at.replace(month=7)
    draft = actions.open_report(by=colombia.officer, at=later, plan=received.plan, period="2026Q2")
    typed = {("presupuesto", "pagos", "valor"): "10", ("presupuesto", "obligaciones", "valor"): "5"}
    actions.save_figures(by=colombia.officer, at=later, report=draft, typed=typed)
    activity = colombia.done(draft)
    upload = SimpleUploadedFile("acta.txt", b"acta")
    actions.add_evidence(by=colombia.officer, at=later, report=draft, upload=upload, activity=activity)
    instrument = actions.save_instrument(
        by=colombia.territory, at=later, plan=received.plan, kind="trust", title="Encargo"
    )
    modification = actions.ask_modification(
        by=colombia.territory, at=later, plan=received.plan, reason="La red"
    )
    sent = _sent(colombia)
    actions.publish_checks(
        by=colombia.catalogue, at=later, valid_from=date(2026, 4, 1), levels={"pagos_obligaciones": "block"},
        note="Lo pidió la Superintendencia",
    )  # fmt: skip
    return {
        "code": "730010001", "received": received.pk, "draft": draft.pk, "sent": sent.pk, "plan": received.plan_id,
        "evaluation": evaluation.pk, "version": received.plan_version_id, "modification": modification.pk,
        "instrument": instrument.pk, "uvr": evaluation.uvr_table_id, "period": "2026Q1",
        "one": 1, "zero": 0,
    }  # fmt: skip


def _sent(colombia):
    """A second ESE of the same territory, with its report in review."""
    officer = user_with("risk_officer", colombia.places["libano"], username="co.libano")
    version = colombia.version("libano")
    report = actions.open_report(by=officer, at=colombia.at, plan=version.plan, period="2026Q1")
    actions.save_figures(by=officer, at=colombia.at, report=report, typed=executed())
    actions.send_report(by=officer, at=colombia.at, report=report, confirmed=True)
    actions.start_review(by=colombia.territory, at=colombia.at, report=report)
    return QuarterReport.objects.get(pk=report.pk)


def test_every_address_is_looked_at_or_says_why_not():
    assert {p.name for p in urlpatterns} == {*PAGES, *NO_PAGES}


def test_every_page_at_desk_and_in_the_hand(page, sign_in, colombia, place, check_axe):
    looks = sorted(
        (who, reverse(f"riskplans:{name}", args=[place.get(key, key) for key in parameters.split()]))
        for name, shown in PAGES.items()
        for who, parameters in shown
    )
    person, problems = "", []
    for who, address in looks:
        if who != person:
            person = who
            sign_in(colombia.users[who])
        page.set_viewport_size(PHONE)
        answer = page.goto(address)
        if answer.status != 200:
            problems.append(f"{who} {address}: {answer.status}")
            continue
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            wide = page.evaluate(WIDER)
            if wide > 0:
                problems.append(f"{address} scrolls sideways by {wide} px at {size['width']}")
            try:
                check_axe(page)
            except AssertionError as found:
                problems.append(str(found)[:1500])
    assert problems == [], "\n\n".join(problems)


def test_changing_a_level_is_looked_at_confirmed_and_told(page, sign_in, colombia, place, check_axe):
    """The preview of a configuration, at desk and in the hand; then the page that says since when it holds."""
    sign_in(colombia.catalogue)
    page.goto(reverse("riskplans:new_checks"))
    page.get_by_label("Días cama").select_option("block")
    page.get_by_label("Rige desde").fill("2026-04-01")
    page.get_by_label("Por qué cambia").fill("Circular de la Superintendencia")
    page.get_by_role("button", name="Ver a cuántos informes alcanza").click()
    page.get_by_role("heading", name="Confirmar los niveles").wait_for()
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert page.evaluate(WIDER) <= 0
        check_axe(page, ("light", "dark"))
    page.get_by_role("button", name="Publicar").click()
    page.get_by_text("Configuración publicada").wait_for()
    assert "Circular de la Superintendencia" in page.locator("main").inner_text()


def test_an_extract_that_warns_is_confirmed_at_desk_and_in_the_hand(
    page, sign_in, colombia, tmp_path, check_axe
):
    """The file waits; what does not square is listed beside the two ways on."""
    actions.publish_checks(
        by=colombia.catalogue, at=colombia.at, valid_from=date(2020, 1, 1), levels={"total_egresos": "warn"},
        note="Extractos en depuración",
    )  # fmt: skip
    extract = tmp_path / "siho.csv"
    extract.write_text(EGRESOS, encoding="utf-8")
    sign_in(colombia.catalogue)
    page.goto(reverse("riskplans:siho"))
    page.get_by_label("Archivo CSV").set_input_files(extract)
    page.get_by_label("De dónde viene").fill("Prueba")
    page.get_by_role("button", name="Cargar", exact=True).click()
    page.get_by_role("heading", name="Antes de cargar, confirme").wait_for()
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert page.evaluate(WIDER) <= 0
        check_axe(page, ("light", "dark"))
    page.get_by_role("button", name="Cargar con estos avisos").click()
    page.get_by_text("1 aviso confirmado").wait_for()
