"""The figures of a report as the rules take them: exact fractions by cell."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

from ..country import previous, quarter
from ..models import DefinitionVersion, Figure, PlannedFigure, PlanVersion, QuarterReport, UvrTable
from ..rules.definition import STANDARD, Definition
from ..rules.figures import Cell, Figures, Matrix
from .many import matrices_of

ORIGINAL = {"definition": STANDARD.as_dict(), "terms": {}}


def planned(version: PlanVersion, period: str) -> dict[Cell, Fraction]:
    """What the version programmed for the quarter."""
    rows = PlannedFigure.objects.filter(version=version, period=period)
    return {(c, r, k): Fraction(v) for c, r, k, v in rows.values_list("cuadro", "row", "column", "value")}


def executed(report: QuarterReport) -> dict[Cell, Fraction]:
    """What the report holds."""
    rows = report.figures.values_list("cuadro", "row", "column", "value")
    return {(c, r, k): Fraction(v) for c, r, k, v in rows}


def figures_of(report: QuarterReport) -> dict[Cell, Fraction]:
    """Programmed and executed together."""
    return planned(report.plan_version, report.period) | executed(report)


def matrix_of(report: QuarterReport) -> Matrix:
    """Activities due by the quarter's end, and those done with evidence that stands (spec 3)."""
    return matrices_of([report])[report.pk]


def weights_on(day: date) -> tuple[UvrTable | None, dict[str, Fraction]]:
    """The UVR table in force on a day, and its weights."""
    table = UvrTable.objects.filter(valid_from__lte=day).order_by("-valid_from", "-pk").first()
    return table, weights_of(table)


def weights_of(table: UvrTable | None) -> dict[str, Fraction]:
    """The weights of a table by concept."""
    if table is None:
        return {}
    return {concept: Fraction(weight) for concept, weight in table.weights.values_list("concept", "weight")}


def definition_on(day: date) -> tuple[Definition, dict[str, int]]:
    """The definition in force on a day and its terms; the standard one while none was published."""
    found = DefinitionVersion.objects.filter(valid_from__lte=day).order_by("-valid_from", "-number").first()
    content = found.content if found else ORIGINAL
    return Definition.from_dict(content["definition"]), content.get("terms", {})


def history(report: QuarterReport, quarters: int = 12) -> dict[Cell, list[Fraction]]:
    """The same cells in the plan's earlier sent reports, at most `quarters` of them."""
    earlier = (
        QuarterReport.objects.filter(plan__hospital=report.plan.hospital, period__lt=report.period)
        .exclude(state__in=["draft", "returned"])
        .order_by("-period")
        .values_list("pk", flat=True)[:quarters]
    )
    rows = Figure.objects.filter(report__in=list(earlier)).order_by("-report__period")
    found: dict[Cell, list[Fraction]] = defaultdict(list)
    for cuadro, row, column, value in rows.values_list("cuadro", "row", "column", "value"):
        found[cuadro, row, column].append(Fraction(value))
    return found


def previous_half(report: QuarterReport) -> Figures:
    """The executed figures of the report two quarters before, for the variation of balance accounts."""
    before = half_before(report.period)
    other = QuarterReport.objects.filter(plan__hospital=report.plan.hospital, period=before).first()
    return executed(other) if other else {}


def half_before(period: str) -> str:
    """The quarter two before; "" for what is no quarter."""
    span = quarter(period)
    return previous(previous(span)).id if span else ""
