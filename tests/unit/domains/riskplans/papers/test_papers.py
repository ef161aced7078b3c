"""The ficha, the follow-up, the evaluation and the annual report of the scene: what they say, as PDF and as Word."""

from fractions import Fraction

import docx
import pytest
from docx.oxml.ns import qn

from cauce.core.countries import country
from cauce.core.documents.models import IssuedDocument
from cauce.core.errors import Conflict, Invalid, NotAllowed, NotNow
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Narrative, PeriodReport
from cauce.domains.riskplans.papers.annual import compose_annual
from cauce.domains.riskplans.papers.blocks import Words, as_data
from cauce.domains.riskplans.papers.evaluation import compose_evaluation
from cauce.domains.riskplans.papers.ficha import compose_ficha
from cauce.domains.riskplans.papers.follow_up import compose_follow_up, network_of
from cauce.domains.riskplans.papers.printing import preliminary
from cauce.domains.riskplans.papers.totals import sums_of
from cauce.domains.riskplans.papers.word import write_docx
from cauce.domains.riskplans.rules.aspects import ASPECTS
from tests.factories.colombia import QUARTER
from tests.factories.many_ese import STATES, add_ese
from tests.pdf import text_of


@pytest.fixture(autouse=True)
def _forms():
    with country("CO").forms():
        yield


def closed(colombia):
    """A closed evaluation of the scene's report."""
    report = colombia.received()
    evaluation = actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    texts = dict.fromkeys(ASPECTS, "Texto del evaluador.")
    actions.save_evaluation(by=colombia.evaluator, at=colombia.at, evaluation=evaluation, aspects=texts)
    return actions.close_evaluation(by=colombia.evaluator, at=colombia.at, evaluation=evaluation)


def table(paper, title):
    return next(b for b in paper.blocks if b.kind == "table" and title in b.title)


def test_the_ficha_is_one_page_with_the_score_and_the_flow(colombia):
    report = closed(colombia).report
    content = preliminary(compose_ficha(report), colombia.at, synthetic=True, watermark="")
    pages = text_of(content)
    assert len(pages) == 1
    assert "Ficha resumen del PGIR" in pages[0]
    assert "Pago de pasivos" in pages[0]
    assert "Evaluación cerrada" in pages[0]


def test_a_ficha_without_figures_says_what_is_missing(colombia):
    version = colombia.version()
    report = actions.open_report(by=colombia.officer, at=colombia.at, plan=version.plan, period=QUARTER)
    said = [b.text for b in compose_ficha(report).blocks if b.kind == "note" and b.strong]
    assert said
    assert said[0].startswith("No se puede puntuar. Faltan:")


def test_the_evaluation_report_shows_every_step_and_the_seven_aspects(colombia):
    evaluation = closed(colombia)
    paper = compose_evaluation(evaluation)
    (steps,) = [b for b in paper.blocks if b.kind == "steps"]
    assert any("100 ÷ 100 = 100,00" in line and "(no oficial)" in line for line in steps.lines)
    assert [b.text for b in paper.blocks if isinstance(b, Words)] == ["Texto del evaluador."] * 7 + [
        "Ninguna."
    ]
    text = " ".join(text_of(preliminary(paper, colombia.at, synthetic=True)))
    assert "Riesgos que pueden impedir" in text
    assert "Preliminar" in text


def test_no_step_is_written_as_a_division_by_zero(colombia):
    report = colombia.received({("flujo", "gastos_comprometidos", "ejecutado"): "0"})
    evaluation = actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    (steps,) = [b for b in compose_evaluation(evaluation).blocks if b.kind == "steps"]
    assert any("ejecutado 0 frente a 100 = 100,00" in line for line in steps.lines)
    assert not any("÷ 0 " in line for line in steps.lines)


def test_printing_an_evaluation_again_gives_the_same(colombia):
    evaluation = closed(colombia)
    first = compose_evaluation(evaluation)
    actions.reopen_evaluation(
        by=colombia.evaluator, at=colombia.at, evaluation=evaluation, reason="Cambia una cifra"
    )
    evaluation.refresh_from_db()
    again = compose_evaluation(evaluation)
    assert [b for b in first.blocks if b.kind in ("table", "steps")] == [
        b for b in again.blocks if b.kind in ("table", "steps")
    ]


def test_the_follow_up_counts_who_delivered_and_who_did_not(colombia):
    colombia.accepted()
    colombia.version("libano")
    net = network_of(colombia.tolima, QUARTER)
    assert [h.code for h in net.delivered] == ["730010001"]
    assert [h.code for h in net.missing] == ["730010002"]
    paper = compose_follow_up(colombia.tolima, QUARTER)
    delivery = {row[0]: row[2] for row in table(paper, "Entrega").rows}
    assert delivery == {
        net.delivered[0].unit.name: "Aceptado por el territorio",
        net.missing[0].unit.name: "No lo abrió",
    }
    parts = [b.part for b in paper.blocks if isinstance(b, Words)]
    assert "hospital.730010001.liabilities" in parts
    assert not any("730010002" in part for part in parts)
    assert len(parts) == len(set(parts)) == 13


def test_the_aggregate_is_the_sum_of_the_reports(colombia):
    report = colombia.accepted({("flujo", "ventas", "ejecutado"): "1234567.89"})
    sums = sums_of([report])
    assert sums["flujo", "ventas", "ejecutado"] == Fraction("1234567.89")
    assert sums["flujo", "ventas", "programado"] == 100
    assert sums["ingresos", "ventas_total", "recaudado"] == 400
    words = table(compose_follow_up(colombia.tolima, QUARTER), "Flujo financiero agregado")
    assert words.rows[0][2] == "$\u00a01.234.567,89"


def test_the_variant_with_sales_only_stands_beside_and_does_not_score(colombia):
    evaluation = closed(colombia)
    paper = compose_evaluation(evaluation)
    rows = dict(row[:2] for name in ("Cuadro 11", "Cuadro 12") for row in table(paper, name).rows)
    (variant,) = [value for label, value in rows.items() if "solo venta de servicios" in label]
    assert variant.startswith("400,00\u00a0%")
    assert rows["Equilibrio con recaudo"].startswith("100,00")


def test_the_word_document_holds_the_same_tables_and_where_to_write(colombia, tmp_path):
    colombia.accepted()
    paper = compose_follow_up(colombia.tolima, QUARTER)
    write_docx(paper, tmp_path / "informe.docx", synthetic=True)
    document = docx.Document(str(tmp_path / "informe.docx"))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Dato sintético" in text
    assert "[Por escribir: Análisis y comentarios del territorio.]" in text
    flow = next(
        t
        for t in document.tables
        if t.cell(0, 0).text == "Concepto" and t.cell(1, 0).text.startswith("Ingresos")
    )
    assert flow.cell(1, 1).text == "$\u00a0100"
    assert all(row._tr.trPr.findall(qn("w:cantSplit")) for row in flow.rows)  # no row is cut by a page
    foot = document.sections[0].footer.paragraphs[0]._p.xml
    assert "Dato sintético" in foot
    assert "NUMPAGES" in foot
    shapes = document.inline_shapes
    assert len(shapes) == len(paper.charts) > 0
    assert all(shape._inline.docPr.get("descr") for shape in shapes)


def test_a_text_is_written_in_place_and_nobody_elses_is_lost(colombia):
    write = {"at": colombia.at, "place": colombia.tolima, "period": QUARTER, "part": "presentation"}
    actions.write_narrative(by=colombia.territory, text="Primero", version=0, **write)
    with pytest.raises(Conflict, match="guardó"):
        actions.write_narrative(by=colombia.territory, text="Segundo", version=0, **write)
    actions.write_narrative(by=colombia.territory, text="Segundo", version=1, **write)
    assert Narrative.objects.get().text == "Segundo"
    with pytest.raises(NotAllowed):
        actions.write_narrative(by=colombia.other_territory, text="Ajeno", version=2, **write)


def test_issuing_waits_for_every_text_and_supersedes(colombia, after_commit):
    colombia.accepted()
    issue = {
        "by": colombia.territory,
        "at": colombia.at,
        "kind": "follow_up",
        "place": colombia.tolima,
        "period": QUARTER,
    }
    with pytest.raises(NotNow) as refused:
        actions.issue_paper(paper=compose_follow_up(colombia.tolima, QUARTER), **issue)
    assert refused.value.rule == "RP-95"
    assert not PeriodReport.objects.exists()
    for block in compose_follow_up(colombia.tolima, QUARTER).blocks:
        if isinstance(block, Words):
            actions.write_narrative(
                by=colombia.territory,
                at=colombia.at,
                place=colombia.tolima,
                period=QUARTER,
                part=block.part,
                text="Análisis.",
            )
    with after_commit():
        job = actions.request_paper(**issue)
    job.refresh_from_db()
    assert job.result["folio"].startswith("CAU-PG-")
    again = actions.issue_paper(paper=compose_follow_up(colombia.tolima, QUARTER), **issue)
    states = dict(IssuedDocument.objects.values_list("folio", "state"))
    assert states == {job.result["folio"]: "superseded", again.folio: "current"}


def test_only_a_closed_evaluation_is_issued(colombia):
    report = colombia.received()
    evaluation = actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    with pytest.raises(NotNow) as refused:
        actions.issue_evaluation(by=colombia.evaluator, at=colombia.at, evaluation=evaluation)
    assert refused.value.rule == "RP-96"


def test_a_closed_evaluation_is_issued_with_its_folio(colombia):
    evaluation = closed(colombia)
    document = actions.issue_evaluation(by=colombia.evaluator, at=colombia.at, evaluation=evaluation)
    assert document.data["facts"]["total"] == f"{evaluation.total:.2f}"
    with pytest.raises(NotAllowed):
        actions.issue_evaluation(by=colombia.officer, at=colombia.at, evaluation=evaluation)


def test_the_annual_report_names_the_missing_and_proposes_categories(colombia):
    closed(colombia)
    colombia.version("libano")
    actions.set_category(
        by=colombia.catalogue,
        at=colombia.at,
        hospital=colombia.hospitals["honda"],
        year=2026,
        category="high",
        act="Acto",
    )
    paper = compose_annual(colombia.colombia, "2025April")
    missing = table(paper, "no entregaron").rows
    assert [row[2] for row in missing] == ["I\u00a02026"]
    (row,) = table(paper, "Categorías propuestas").rows
    assert row[2:4] in [("Riesgo alto", "Riesgo medio"), ("Riesgo alto", "Riesgo alto")]
    with pytest.raises(ValueError, match="periodo"):
        compose_annual(colombia.colombia, "no")


def test_an_unwritten_reason_is_refused_before_anything(colombia):
    with pytest.raises(Invalid):
        actions.load_siho(by=colombia.catalogue, at=colombia.at, upload=None, origin=" ")


def test_ese_read_in_batches_say_what_each_says_alone(colombia, monkeypatch):
    colombia.uvr()
    add_ese(colombia, len(STATES), homes=("tolima",))
    monkeypatch.setattr("cauce.domains.riskplans.papers.readings.BATCH", 4)
    together = as_data(compose_follow_up(colombia.tolima, QUARTER))
    monkeypatch.setattr("cauce.domains.riskplans.papers.readings.BATCH", 1)
    assert as_data(compose_follow_up(colombia.tolima, QUARTER)) == together
    assert together["facts"]["delivered"] == 6
