"""The annual report holds each of the contents that the source lists; its twelve months are twelve."""

from datetime import date
from fractions import Fraction

import pytest

from cauce.core.countries import country
from cauce.core.periods.types import parse
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import PlanVersion, QuarterReport
from cauce.domains.riskplans.papers.annual import compose_annual
from cauce.domains.riskplans.queries.national import ended, lines_of, quarters_of
from tests.factories.colombia import executed, programmed

BUDGET = ("presupuesto", "recaudos", "valor")
COMMITTED = ("presupuesto", "comprometidos", "valor")
SOLD = ("ingresos", "subsidiado", "recaudado")


@pytest.fixture(autouse=True)
def _forms():
    with country("CO").forms():
        yield


def table(paper, title):
    return next(b for b in paper.blocks if b.kind == "table" and title in b.title)


def year_of_reports(colombia):
    """ESE Honda's reports from I 2026 to I 2027, sent; collected 10, 20, 30, 40 and again 15, cumulative."""
    colombia.uvr()
    version = colombia.version()
    collected = {"2026Q1": 10, "2026Q2": 20, "2026Q3": 30, "2026Q4": 40, "2027Q1": 15}
    at = colombia.at.replace(year=2027)
    for period, value in collected.items():
        PlanVersion.objects.filter(pk=version.pk).update(state="draft")
        write = {"by": colombia.territory, "at": at, "version": version, "period": period}
        actions.programme(**write, typed=programmed())
        PlanVersion.objects.filter(pk=version.pk).update(state="viabilised")
        report = actions.open_report(by=colombia.officer, at=at, plan=version.plan, period=period)
        figures = executed(int(period[-1])) | {
            BUDGET: str(value),
            COMMITTED: str(2 * value),
            SOLD: str(value),
        }
        actions.save_figures(by=colombia.officer, at=at, report=report, typed=figures)
        actions.send_report(by=colombia.officer, at=at, report=report, confirmed=True)
    return version


def test_the_year_to_march_is_of_twelve_months(colombia):
    year_of_reports(colombia)
    (line,) = lines_of(quarters_of(parse("2026April")))
    assert line.budget["recaudos"] == (40 - 10) + 15
    # the other three payers say 300 each quarter: that of the first is taken away
    assert line.sales["recaudado"] == (40 - 10) + 15 + 300
    assert line.collected == 50
    (year,) = lines_of(quarters_of(parse("2026")))
    assert (year.budget["recaudos"], year.budget["comprometidos"]) == (40, 80)
    (quarter,) = lines_of(["2026Q3"])
    assert quarter.budget["recaudos"] == 30
    assert quarter.operating == Fraction(30 + 300, 60) * 100


def test_nobody_owes_a_quarter_that_has_not_ended(colombia):
    colombia.version()
    quarters = quarters_of(parse("2026"))
    assert ended(quarters, date(2026, 6, 30)) == ("2026Q1",)
    assert ended(quarters, date(2026, 7, 1)) == ("2026Q1", "2026Q2")
    paper = compose_annual(colombia.colombia, "2026April", on=date(2026, 8, 1))
    assert [row[2] for row in table(paper, "no entregaron").rows] == ["II\u00a02026"]
    nothing = compose_annual(colombia.colombia, "2026April", on=date(2026, 4, 15))
    assert table(nothing, "no entregaron").rows == []


def test_it_holds_every_content_that_the_source_lists(colombia):
    version = year_of_reports(colombia)
    plan = version.plan
    plan.remitted_on, plan.cause = date(2025, 6, 1), "Riesgo alto"
    plan.save()
    actions.set_category(
        by=colombia.catalogue,
        at=colombia.at,
        hospital=colombia.hospitals["honda"],
        year=2026,
        category="high",
        act="Resolución 1 de 2026",
    )
    paper = compose_annual(colombia.colombia, "2026April", on=date(2027, 5, 1))
    assert table(paper, "ESE remitidas").rows[0] == ("Tolima", "ESE honda", "Riesgo alto", "01/06/2025")
    (first,) = table(paper, "Evaluación inicial").rows
    assert first == (
        "Tolima",
        "ESE honda",
        "Riesgo alto",
        "Resolución 1 de 2026",
        "Viabilizada",
        "15/04/2026",
    )
    process = {row[0]: row[1:] for row in table(paper, "Propuestas por estado").rows}
    assert process == {"Plan original": ("0", "0", "1", "0"), "Modificación": ("0", "0", "0", "0")}
    (scores,) = table(paper, "Puntaje de cada trimestre").rows
    assert len(scores) == 2 + 4
    evolved = [row[0] for row in table(paper, "Evolución del conjunto").rows]
    assert evolved[-1] == "I\u00a02027"
    balances = table(paper, "situación financiera por semestre")
    assert [row[0] for row in balances.rows] == ["II\u00a02026", "IV\u00a02026"]
    assert balances.rows[0][-2:] == ("1,00", "100,00\u00a0%")
    heads = table(paper, "Caracterización por territorio").heads
    for part in ("Población", "Producción", "Pasivo", "Cartera", "operacional", "presupuestal"):
        assert any(part in head for head in heads)
    assert QuarterReport.objects.count() == 5
