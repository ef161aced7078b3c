"""The story of a quarter: workbook, broken identity, evidence, one section returned, the score, the what-if, one modification."""

import openpyxl
import pytest
from django.urls import reverse

from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Evaluation, PlanVersion, QuarterReport
from cauce.domains.riskplans.queries.figures import executed
from cauce.domains.riskplans.rules.aspects import ASPECTS
from tests.factories import NOW
from tests.fixtures.browser import DESKTOP

pytestmark = pytest.mark.browser
TALLEST = 1500  # px


@pytest.fixture
def report(colombia):
    """A draft with everything filled but the budget and the liabilities."""
    colombia.uvr()
    blank = {
        ("presupuesto", row, "valor"): "" for row in ("reconocimientos", "recaudos", "obligaciones", "pagos")
    }
    return colombia.report(blank)


def at(name, *args):
    return reverse(f"riskplans:{name}", args=args)


def shoot(page, shots, name):
    """The page from its top, as far as a manual shows it."""
    page.evaluate("scrollTo(0, 0)")
    tall = page.evaluate("() => document.querySelector('main').getBoundingClientRect().bottom")
    clip = {"x": 0, "y": 0, "width": DESKTOP["width"], "height": min(tall + 10, TALLEST)}
    page.screenshot(path=shots / f"{name}.png", full_page=True, clip=clip)


def fill(path, folder, values):
    """Write values into input cells: (sheet, row label) → value; returns the filled file."""
    book = openpyxl.load_workbook(path)
    for (sheet, label), value in values.items():
        line = next(r for r in book[sheet].iter_rows() if any(c.value == label for c in r))
        next(c for c in line if not c.protection.locked).value = value
    filled = folder / "libro lleno.xlsx"
    book.save(filled)
    return filled


def test_a_quarter_from_the_workbook_to_the_closed_evaluation(
    page, sign_in, colombia, report, tmp_path, screenshots
):
    officer_imports(page, sign_in, colombia, report, tmp_path, screenshots)
    officer_sends(page, report, tmp_path, screenshots)
    territory_returns_one_section(page, sign_in, colombia, report, screenshots)
    officer_corrects_in_the_grid(page, sign_in, colombia, report, screenshots)
    territory_accepts(page, sign_in, colombia, report)
    superintendence_closes(page, sign_in, colombia, report, screenshots)
    the_plan_is_modified_once(page, sign_in, colombia, report, screenshots)


def officer_imports(page, sign_in, colombia, report, folder, shots):
    """A workbook whose payments pass the obligations is looked at, discarded, corrected and accepted."""
    sign_in(colombia.officer)
    page.goto(at("workbook", report.pk))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Descargar el libro").click()
    blank = folder / "libro.xlsx"
    waiting.value.save_as(blank)
    budget = "Ejecución presupuestal"
    values = {
        (budget, "Reconocimientos"): 100, (budget, "Recaudos"): 80, (budget, "Obligaciones"): 90,
        (budget, "Pagos"): 900,
    }  # fmt: skip
    page.get_by_label("Libro lleno (XLSX)").set_input_files(fill(blank, folder, values))
    page.get_by_role("button", name="Ver qué cambiaría").click()
    page.get_by_role("heading", name="Qué cambiaría").wait_for()
    assert "Ejecución presupuestal!" in page.locator("main .tone-warning").inner_text()
    assert "Los pagos no pasan de las obligaciones" in page.locator("main .tone-warning").inner_text()
    shoot(page, shots, "pgir-libro-vista-previa")
    page.get_by_role("button", name="Descartar").click()
    assert ("presupuesto", "pagos", "valor") not in executed(report)
    values[budget, "Pagos"] = 85
    page.get_by_label("Libro lleno (XLSX)").set_input_files(fill(blank, folder, values))
    page.get_by_role("button", name="Ver qué cambiaría").click()
    page.get_by_role("button", name="Aceptar 4 cambios").click()
    page.get_by_text("Libro importado: 4 cambios.").wait_for()
    assert executed(report)["presupuesto", "pagos", "valor"] == 85


def officer_sends(page, report, folder, shots):
    """The activity is done, first without its evidence; then it is sent."""
    page.goto(at("matrix", report.pk))
    page.locator("#actividad-1 > summary").click()
    page.locator("[name=a1-done]").check()
    page.locator("[name=a1-done_on]").fill("2026-03-10")
    page.locator("[name=a1-amount]").fill("1.250.000,50")
    page.get_by_role("button", name="Guardar la actividad").first.click()
    page.get_by_text("Cumplida sin soporte: no cuenta como ejecutada").wait_for()
    evidence = folder / "acta de comité.txt"
    evidence.write_text("Acta sintética de prueba", encoding="utf-8")
    page.locator("#soporte-1").set_input_files(evidence)
    page.locator("#actividad-1").get_by_role("button", name="Adjuntar", exact=True).click()
    page.get_by_text("Cumplida con soporte: cuenta").wait_for()
    page.get_by_text("acta de comité.txt").wait_for()  # the activity is open again
    shoot(page, shots, "pgir-matriz")
    page.goto(at("send", report.pk))
    page.get_by_role("button", name="Enviar al territorio").click()
    page.get_by_text("Informe enviado al territorio.").wait_for()


def territory_returns_one_section(page, sign_in, colombia, report, shots):
    """The flow goes back with its reason and a comment."""
    sign_in(colombia.territory)
    page.goto(at("home"))
    shoot(page, shots, "pgir-tablero")
    page.get_by_role("link", name="Revisar el informe").click()
    page.get_by_role("button", name="Empezar la revisión").click()
    page.goto(at("review_section", report.pk, "flujo"))
    page.get_by_label("Comentar").fill("El rezago no coincide con el presupuesto.")
    page.get_by_role("button", name="Guardar el comentario").click()
    page.get_by_label("Qué debe corregirse").fill("Corrija el rezago de cartera.")
    shoot(page, shots, "pgir-revision")
    page.get_by_role("button", name="Devolver la sección").click()
    page.get_by_role("button", name="Devolver el informe a la ESE").click()
    page.get_by_text("Informe devuelto a la ESE.").wait_for()


def officer_corrects_in_the_grid(page, sign_in, colombia, report, shots):
    """By keyboard: the percentage moves as the server says, an error stands in its cell, what is sound is saved."""
    sign_in(colombia.officer)
    page.goto(at("section", report.pk, "flujo"))
    page.get_by_text("Corrija el rezago de cartera.").wait_for()
    page.wait_for_load_state("networkidle")  # the keyboard of the grid is there
    cell = page.locator("[id='flujo.rezago_cartera.ejecutado']")
    cell.fill("doce")
    cell.press("Enter")
    page.locator("[id='e-flujo.rezago_cartera.ejecutado'] .cell-error").wait_for()
    assert page.evaluate("document.activeElement.id") == "flujo.gastos_comprometidos.ejecutado"
    page.keyboard.press("ArrowUp")
    cell.fill("75,50")
    cell.press("Tab")
    page.locator("#r-rezago_cartera", has_text="75,5").wait_for()
    shoot(page, shots, "pgir-cuadro")
    page.get_by_role("button", name="Guardar", exact=True).click()
    page.get_by_text("1 cifra guardada.").wait_for()
    page.goto(at("send", report.pk))
    page.get_by_role("button", name="Enviar al territorio").click()
    page.get_by_text("Informe enviado al territorio.").wait_for()


def territory_accepts(page, sign_in, colombia, report):
    """Every section, then the report."""
    sign_in(colombia.territory)
    page.goto(at("review", report.pk))
    page.get_by_role("button", name="Empezar la revisión").click()
    for key in list(report.sections.values_list("cuadro", flat=True)):
        page.goto(at("review_section", report.pk, key))
        page.locator("button[name=accion][value=aceptar]").first.click()
    page.get_by_role("button", name="Aceptar el informe").click()
    page.get_by_text("Informe aceptado.").wait_for()


def superintendence_closes(page, sign_in, colombia, report, shots):
    """The score to its figure, the what-if, and the seven aspects."""
    sign_in(colombia.evaluator)
    page.goto(at("report", report.pk))
    page.get_by_role("button", name="Recibir el informe").click()
    page.goto(at("score", report.pk))
    page.get_by_role("link", name="Equilibrio con recaudo").first.click()
    page.get_by_text("80 ÷ 100 × 100").wait_for()
    page.get_by_label("Recaudos", exact=True).fill("100")
    page.locator("#resultado-simulado", has_text="24,00 → 30,00").wait_for()
    shoot(page, shots, "pgir-puntaje")
    assert executed(report)["presupuesto", "recaudos", "valor"] == 80
    page.get_by_role("button", name="Evaluar este informe").click()
    for key in ASPECTS:
        page.locator(f"[name=aspecto-{key}]").fill(f"Texto sintético: {key}")
    shoot(page, shots, "pgir-evaluacion")
    page.get_by_role("button", name="Guardar y cerrar la evaluación").click()
    page.get_by_text("Evaluación cerrada: ya no cambia.").wait_for()
    assert Evaluation.objects.get().state == "closed"
    assert QuarterReport.objects.get().state == "evaluated"


def the_plan_is_modified_once(page, sign_in, colombia, report, shots):
    """The modification goes through; a second one is refused with its rule."""
    sign_in(colombia.territory)
    page.goto(at("plan", report.plan_id))
    page.get_by_label("Por qué se modifica").fill("Cambió la red de prestadores.")
    page.get_by_role("button", name="Pedir la modificación").click()
    page.get_by_role("button", name="Solicitar la viabilidad").click()
    version = PlanVersion.objects.get(kind="modification")
    actions.viabilise(by=colombia.evaluator, at=NOW, version=version)
    page.goto(at("plan", report.plan_id))
    page.get_by_label("Por qué se modifica").fill("Otra vez.")
    page.get_by_role("button", name="Pedir la modificación").click()
    page.locator("main .tone-error", has_text="RP-31").wait_for()
    shoot(page, shots, "pgir-plan")


def test_what_was_typed_is_saved_by_itself(page, sign_in, colombia, report):
    sign_in(colombia.officer)
    page.clock.install()
    page.goto(at("section", report.pk, "flujo"))
    page.wait_for_function("() => window.htmx")
    page.locator("[id='flujo.ventas.ejecutado']").fill("55,25")
    page.clock.run_for(13_000)
    page.locator("#vivo", has_text="Guardado solo").wait_for()
    assert str(executed(report)["flujo", "ventas", "ejecutado"]) == "221/4"
    page.get_by_role("button", name="Guardar", exact=True).click()
    page.get_by_text("No había cambios que guardar.").wait_for()
