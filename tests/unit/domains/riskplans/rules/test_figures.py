"""From the cells of the Cuadros to the evaluation; sums, blanks and production in UVR."""

from fractions import Fraction as F

import pytest

from cauce.domains.riskplans.rules.amounts import printed
from cauce.domains.riskplans.rules.cuadros import (
    CUADROS,
    FINANCIAL,
    PRODUCTION,
    QUALITY,
    Cuadro,
    Line,
    due_in,
)
from cauce.domains.riskplans.rules.definition import FLOW_ROWS
from cauce.domains.riskplans.rules.evaluation import Pair, evaluate
from cauce.domains.riskplans.rules.figures import (
    Matrix,
    evaluation_inputs,
    total,
    weighted_production,
    with_totals,
)

WEIGHTS = {"biologicos": F(2), "partos_vaginales": F(10)}


def whole():
    figures = {("flujo", row, column): F(100) for row in FLOW_ROWS for column in ("programado", "ejecutado")}
    figures |= {("presupuesto", row, "valor"): F(100) for row in ("recaudos", "comprometidos")}
    for column in ("programado", "ejecutado"):
        for row in ("personal_planta", "personal_contratado", "generales", "insumos", "ventas_recaudadas"):
            figures["eficiencia", row, column] = F(100)
        figures["produccion", "biologicos", column] = F(30)
        figures["produccion", "partos_vaginales", column] = F(4)
    return figures


def test_every_cuadro_has_its_own_cells():
    cells = [(key, *cell) for key, cuadro in CUADROS.items() for cell in cuadro.cells()]
    assert len(cells) == len(set(cells))
    assert {cuadro.key for cuadro in CUADROS.values()} == set(CUADROS)
    assert sum(len(list(cuadro.cells())) for cuadro in CUADROS.values()) == len(cells)


def test_every_cuadro_that_the_spec_numbers_is_programmed_and_executed():
    """Spec 3: the Cuadros, each with programmed and executed values. Statements are of what was."""
    one_sided = {
        key for key, cuadro in CUADROS.items() if {c.planned for c in cuadro.columns} != {True, False}
    }
    assert one_sided == {"estados_financieros"}


def test_a_cuadro_refuses_two_rows_of_one_key_and_sums_of_nothing():
    good = CUADROS["flujo"]
    for rows in ((Line("a", "A"), Line("a", "B")), (Line("a", "A", sum_of=("b",)),)):
        with pytest.raises(ValueError, match="x: "):
            Cuadro("x", "X", "", (), good.period, good.columns, rows)


def test_half_yearly_cuadros_are_due_in_the_second_and_fourth_quarter():
    assert [quarter for quarter in (1, 2, 3, 4) if due_in(QUALITY, quarter)] == [2, 4]
    assert [quarter for quarter in (1, 2, 3, 4) if due_in(FINANCIAL, quarter)] == [2, 4]
    assert all(due_in(PRODUCTION, quarter) for quarter in (1, 2, 3, 4))


def test_sums_add_up_and_a_blank_part_leaves_them_blank():
    figures = {
        ("produccion", f"cirugias_{group}", "ejecutado"): F(n)
        for n, group in enumerate(("2_6", "7_10", "11_13", "20_23"), 1)
    }
    assert total(PRODUCTION, "cirugias", "ejecutado", figures) == 10
    assert with_totals(figures)["produccion", "cirugias", "ejecutado"] == 10
    del figures["produccion", "cirugias_2_6", "ejecutado"]
    assert total(PRODUCTION, "cirugias", "ejecutado", figures) is None


def test_production_in_uvr_uses_the_weights():
    assert weighted_production(whole(), "ejecutado", WEIGHTS) == 100
    assert weighted_production({}, "ejecutado", WEIGHTS) is None


def test_whole_figures_can_be_evaluated():
    ready = evaluation_inputs(whole(), Matrix(4, 3), WEIGHTS)
    assert ready.missing == ()
    assert ready.inputs.spending_per_uvr == Pair(F(4), F(4))
    assert str(printed(evaluate(ready.inputs).total)) == "95.00"


def test_blank_cells_are_named_and_nothing_is_evaluated():
    figures = whole()
    del figures["flujo", "ventas", "ejecutado"], figures["eficiencia", "insumos", "programado"]
    ready = evaluation_inputs(figures, Matrix(4, 3), {})
    assert ready.inputs is None
    assert ready.missing == (
        ("flujo", "ventas", "ejecutado"),
        ("eficiencia", "gasto_total", "programado"),
        ("produccion", "uvr", "programado"),
        ("produccion", "uvr", "ejecutado"),
    )


def test_without_production_spending_per_uvr_is_not_the_best_but_not_evaluable():
    figures = whole() | {("produccion", concept, "ejecutado"): F(0) for concept in WEIGHTS}
    result = evaluate(evaluation_inputs(figures, Matrix(4, 4), WEIGHTS).inputs)
    assert result.factor("produccion").points == 0
    assert result.not_evaluable == ("eficiencia",)
