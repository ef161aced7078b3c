"""The national consolidated equals the plain sum of what each report says; blanks are no zeros."""

from fractions import Fraction

from cauce.core.countries import country
from cauce.core.periods.types import parse
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.queries.national import Line, lines_of, quarters_of
from tests.factories.colombia import executed


def test_the_quarters_of_a_year_to_march():
    assert quarters_of(parse("2025April")) == ("2025Q2", "2025Q3", "2025Q4", "2026Q1")
    assert quarters_of(parse("2026")) == ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
    assert quarters_of(parse("2026Q1")) == ("2026Q1",)


def test_a_line_for_each_ese_with_its_sums(colombia):
    colombia.uvr()
    colombia.accepted({("presupuesto", "recaudos", "valor"): "90.50"})
    colombia.version("libano")
    honda, libano = sorted(lines_of(["2026Q1"]), key=lambda line: line.code)
    cells = [cell for cell in executed() if cell[0] == "produccion"]
    assert honda.uvr == 100 * len(cells)
    assert honda.budget["recaudos"] == Fraction("90.50")
    assert honda.collected == Fraction("90.50")
    assert (honda.liabilities, honda.not_delivered) == (None, [])
    assert (libano.delivered, libano.not_delivered, libano.collected) == ([], ["2026Q1"], None)
    with country("CO").forms():
        shown = dict(zip(Line.heads(), Line.shown([honda, libano]), strict=True))
    assert (shown["ESE"], shown["Pasivo"], shown["Equilibrio presupuestal con recaudo"]) == (
        "2",
        "—",
        "90,50\u00a0%",
    )
    assert honda.exact()[5] == str(100 * len(cells))


def test_nothing_is_owed_before_the_plan_governs(colombia):
    version = colombia.version()
    assert lines_of(["2026Q1", "2026Q2"])[0].not_delivered == ["2026Q1", "2026Q2"]
    version.effective_from = "2026Q2"
    version.save()
    assert lines_of(["2026Q1", "2026Q2"])[0].not_delivered == ["2026Q2"]


def test_a_report_being_written_or_returned_does_not_count(colombia):
    colombia.uvr()
    report = colombia.report()
    (line,) = lines_of(["2026Q1"])
    assert (line.uvr, line.not_delivered) == (0, ["2026Q1"])
    actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    (line,) = lines_of(["2026Q1"])
    assert line.uvr > 0
