"""The issue's story in the demonstration's own data: from the workbook filled offline to the Ministry's annual report."""

import io

import docx
import openpyxl
import pytest
from django.urls import reverse

from cauce.core.accounts.models import User
from cauce.core.countries import country
from cauce.core.demo.scene import Scene
from cauce.core.documents.models import IssuedDocument
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.demo import seed
from cauce.domains.riskplans.models import Evaluation, Hospital, PlanVersion, QuarterReport
from cauce.domains.riskplans.papers.annual import PARTS
from cauce.domains.riskplans.papers.blocks import Words
from cauce.domains.riskplans.papers.follow_up import compose_follow_up
from cauce.domains.riskplans.rules.aspects import ASPECTS
from tests.factories import NOW
from tests.pdf import text_of

from .test_story import fill

pytestmark = pytest.mark.browser

QUARTER, YEAR = "2026Q1", "2025April"
BUDGET = "Ejecución presupuestal"


@pytest.fixture
def demo(transactional_db, now):
    """Antioquia's seven hospitals and five quarters of the demonstration; the first hospital's report is a draft."""
    seed(Scene(at=now), quarters=5, hospitals=7, papers=False)


def at(name, *args):
    return reverse(f"riskplans:{name}", args=args)


def draft():
    return QuarterReport.objects.get(plan__hospital=Hospital.objects.order_by("code")[0], period=QUARTER)


class Walk:
    """The browser in the hands of one account of the demonstration after another."""

    def __init__(self, page, sign_in, folder):
        self.page, self.sign_in, self.folder = page, sign_in, folder

    def enter(self, username, path="/"):
        """Sign in as that account and open a page."""
        self.sign_in(User.objects.get(username=username))
        self.page.goto(path)

    def button(self, name, exact=False):
        """Press it and wait for the page that answers: another one would cut the answer off."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=exact).first.click()

    def link(self, name):
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()

    def told(self, text):
        self.page.get_by_text(text).first.wait_for()

    def opened(self, address):
        """What a link of the page leads to, as bytes."""
        answer = self.page.request.get(address)
        assert answer.status == 200, address
        return answer.body()

    def file(self, name):
        """The file that the link of that name leads to."""
        return self.opened(self.page.get_by_role("link", name=name).first.get_attribute("href"))

    def issued(self):
        """The last paper issued, opened as PDF through its address."""
        folio = IssuedDocument.objects.latest("pk").folio
        return "\n".join(text_of(self.opened(reverse("documents:issued_file", args=[folio]))))


def test_the_whole_story(page, sign_in, demo, tmp_path):
    walk = Walk(page, sign_in, tmp_path)
    the_officer_fills_the_workbook_offline(walk)
    the_officer_attaches_evidence_and_sends(walk)
    the_department_returns_one_section(walk)
    the_officer_corrects_and_sends_again(walk)
    the_department_accepts(walk)
    the_department_writes_its_follow_up(walk)
    the_superintendence_evaluates(walk)
    the_plan_is_modified_once(walk)
    the_ministry_reads_the_year(walk)


def the_officer_fills_the_workbook_offline(walk):
    """The preview names the broken identity with its cell; the corrected book is accepted."""
    walk.enter("co.financiera")
    walk.link("Presentar el informe del I trimestre de 2026")
    walk.link("Libro de cálculo")
    with walk.page.expect_download() as waiting:
        walk.page.get_by_role("link", name="Descargar el libro").click()
    blank = walk.folder / "libro.xlsx"
    waiting.value.save_as(blank)
    filled = pay_the_liabilities(blank, walk.folder)
    owed = obligations(filled)
    look_at(walk, fill(filled, walk.folder, {(BUDGET, "Pagos"): owed * 2}))
    walk.told("Los pagos no pasan de las obligaciones")
    assert f"{BUDGET}!" in walk.page.locator("main").inner_text()
    walk.button("Descartar")
    look_at(walk, filled)
    walk.button("Aceptar 9 cambios")
    walk.told("Libro importado: 9 cambios.")


def pay_the_liabilities(path, folder):
    """Every blank cell of the liabilities gets a payment, as a person would type it in a spreadsheet."""
    book = openpyxl.load_workbook(path)
    for row in book["Pasivos"].iter_rows():
        for cell in row:
            if not cell.protection.locked and cell.value is None:
                cell.value = 1_250_000
    filled = folder / "libro con pasivos.xlsx"
    book.save(filled)
    return filled


def obligations(path):
    book = openpyxl.load_workbook(path)
    line = next(r for r in book[BUDGET].iter_rows() if any(c.value == "Obligaciones" for c in r))
    return next(c.value for c in line if not c.protection.locked)


def look_at(walk, path):
    walk.page.get_by_label("Libro lleno (XLSX)").set_input_files(path)
    walk.button("Ver qué cambiaría")
    walk.page.get_by_role("heading", name="Qué cambiaría").wait_for()


def the_officer_attaches_evidence_and_sends(walk):
    """The activity done without evidence does not count until its file is there."""
    page, report = walk.page, draft()
    waiting = report.progress.get(done=True, activity__evidence__isnull=True).activity.number
    page.goto(at("matrix", report.pk))
    page.locator(f"#actividad-{waiting} > summary").click()
    scan = walk.folder / "acta.txt"
    scan.write_text("Acta sintética", encoding="utf-8")
    page.locator(f"#soporte-{waiting}").set_input_files(scan)
    page.locator(f"#actividad-{waiting}").get_by_role("button", name="Adjuntar", exact=True).click()
    walk.told("acta.txt")
    send(walk)


def send(walk):
    """Doubts are confirmed."""
    walk.page.goto(at("send", draft().pk))
    confirm = walk.page.get_by_label("Revisé los avisos y confirmo las cifras")
    if confirm.count():
        confirm.check()
    walk.button("Enviar al territorio")
    walk.told("Informe enviado al territorio.")


def the_department_returns_one_section(walk):
    """Compared with what was programmed and with the quarter before; one section goes back with a word."""
    walk.enter("co.territorio", at("review", draft().pk))
    walk.button("Empezar la revisión")
    walk.page.goto(at("review_section", draft().pk, "flujo"))
    walk.page.get_by_label("Comentar").fill("¿De dónde sale el rezago?")
    walk.button("Guardar el comentario")
    walk.page.get_by_label("Qué debe corregirse").fill("Concilie el rezago de cartera.")
    walk.button("Devolver la sección")
    walk.button("Devolver el informe a la ESE")
    walk.told("Informe devuelto a la ESE.")


def the_officer_corrects_and_sends_again(walk):
    walk.enter("co.financiera")
    walk.link("Corregir el informe devuelto del I trimestre de 2026")
    walk.link("Flujo financiero")
    walk.told("Concilie el rezago de cartera.")
    walk.page.locator("[id='flujo.rezago_cartera.ejecutado']").fill("1.500.000,50")
    walk.button("Guardar", exact=True)
    walk.told("1 cifra guardada.")
    send(walk)


def the_department_accepts(walk):
    """Section by section: each leads to the next."""
    walk.enter("co.territorio", at("review", draft().pk))
    walk.button("Empezar la revisión")
    for _section in range(draft().sections.count()):
        with walk.page.expect_navigation():
            walk.page.locator("button[name=accion][value=aceptar]").first.click()
    walk.button("Aceptar el informe")
    walk.told("Informe aceptado.")


def the_department_writes_its_follow_up(walk):
    """Tables and charts are there; the analyst writes what lacks, and it is issued; PDF and Word open."""
    walk.page.goto(at("home"))
    walk.link("Informe de seguimiento")
    name = draft().plan.hospital.unit.name
    preliminary = "\n".join(text_of(walk.file("PDF preliminar")))
    assert name in preliminary.replace("\n", " ")
    word = docx.Document(io.BytesIO(walk.file("Word")))
    assert len(word.inline_shapes) > 5  # the charts
    assert any(name in p.text for p in word.paragraphs)
    place = draft().plan.hospital.unit.parent
    write_the_rest(place, but="conclusions")
    walk.page.reload()
    walk.page.get_by_label("Conclusiones y recomendaciones").fill("Acompañar a las ESE con puntaje bajo.")
    walk.page.locator("#parte-conclusions").get_by_role("button", name="Guardar este texto").click()
    walk.told("Texto guardado.")
    issue(walk)
    assert "Acompañar a las ESE con puntaje bajo." in walk.issued()


def write_the_rest(place, but):
    """The analyst's other texts: one by one they are only more of the same."""
    by = User.objects.get(username="co.territorio")
    with country("CO").forms():
        parts = [b.part for b in compose_follow_up(place, QUARTER).blocks if isinstance(b, Words)]
    for part in parts:
        if part != but:
            text = "Análisis sintético."
            actions.write_narrative(by=by, at=NOW, place=place, period=QUARTER, part=part, text=text)


def issue(walk):
    """Ask for the paper; the worker makes it; its page leads back to it."""
    walk.button("Emitir con folio")
    walk.page.wait_for_url("**/trabajos/**")
    walk.link("Ver el resultado")
    walk.told("Informe emitido")


def the_superintendence_evaluates(walk):
    """The score down to a figure, a what-if that writes nothing, seven aspects, the report with its folio."""
    page, report = walk.page, draft()
    walk.enter("co.evaluacion", at("report", report.pk))
    assert "Ficha resumen del PGIR" in "".join(text_of(walk.file("Ficha (PDF)")))
    walk.button("Recibir el informe")
    walk.link("Ver el puntaje y evaluar")
    page.get_by_role("link", name="Equilibrio con recaudo").first.click()
    collected = page.get_by_label("Recaudos", exact=True)
    collected.fill("1")
    page.locator("#resultado-simulado", has_text="→ 0,00").wait_for()
    walk.button("Evaluar este informe")
    for key in ASPECTS:
        page.locator(f"[name=aspecto-{key}]").fill(f"Texto sintético: {key}")
    walk.button("Guardar y cerrar la evaluación")
    walk.told("Evaluación cerrada: ya no cambia.")
    total = Evaluation.objects.get(report=report).total
    assert total > 20
    walk.button("Emitir el informe de evaluación")
    walk.told("Informe de evaluación emitido.")
    assert str(total).replace(".", ",") in walk.issued()


def the_plan_is_modified_once(walk):
    """Asked for, reprogrammed, found viable; a second one is refused with its rule."""
    plan, page = draft().plan, walk.page
    walk.enter("co.territorio", at("plan", plan.pk))
    page.get_by_label("Por qué se modifica").fill("Cambió la red de prestadores.")
    walk.button("Pedir la modificación")
    version = PlanVersion.objects.get(plan=plan, kind="modification")
    page.goto(at("programme", version.pk, "2026Q2", "flujo"))
    page.locator("[id='flujo.ventas.programado']").fill("900.000.000")
    walk.button("Guardar", exact=True)
    page.goto(at("version", version.pk))
    walk.button("Solicitar la viabilidad")
    walk.told("Viabilidad solicitada a la Superintendencia.")
    walk.enter("co.evaluacion", at("version", version.pk))
    walk.button("Viabilizar")
    walk.told("Versión viabilizada.")
    walk.enter("co.territorio", at("plan", plan.pk))
    page.get_by_label("Por qué se modifica").fill("Otra vez.")
    walk.button("Pedir la modificación")
    page.locator("main .tone-error", has_text="RP-31").wait_for()


def the_ministry_reads_the_year(walk):
    """The Superintendencia issues the year to 31 March; the Ministry finds it, with who did not deliver and the categories."""
    root = draft().plan.hospital.unit.parent.parent
    by = User.objects.get(username="co.evaluacion")
    for part in [*PARTS][1:]:
        text = "Comentario sintético."
        actions.write_narrative(by=by, at=NOW, place=root, period=YEAR, part=part, text=text)
    walk.enter("co.evaluacion", at("annual", YEAR))
    walk.page.locator(f"#texto-{next(iter(PARTS))}").fill("Remitidas por el Ministerio de Hacienda.")
    walk.page.get_by_role("button", name="Guardar este texto").first.click()
    walk.told("Texto guardado.")
    issue(walk)
    walk.enter("co.ministerio")
    walk.link("Informe anual")
    walk.told("CAU-PG-")
    walk.page.get_by_role("link", name="CAU-PG-").first.wait_for()
    said = walk.issued()
    assert "Categorías propuestas" in said
    missing = said.partition("ESE que no entregaron su informe")[2].partition("8. Consolidado territorial")[0]
    assert "II 2025" in " ".join(missing.split())  # the sixth hospital's
    assert len(docx.Document(io.BytesIO(walk.opened(at("annual_file", YEAR, "docx")))).tables) > 5
