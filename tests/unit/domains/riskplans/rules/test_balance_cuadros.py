"""Cuadros 11 and 12: ratios and differences of the budget and the sales; blank is not zero."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.riskplans.rules.balance import equilibria, operating
from cauce.domains.riskplans.rules.balance_cuadros import (
    BALANCES,
    BUDGETARY,
    COLLECTED,
    COMMITTED,
    FINAL,
    OPERATING,
    PAID,
    RECOGNISED,
    SOLD,
)
from cauce.domains.riskplans.rules.cuadros import CUADROS

CELLS = (FINAL, RECOGNISED, COLLECTED, COMMITTED, SOLD, PAID)
amounts = st.fractions(min_value=0, max_value=10**12, max_denominator=100)
wholes = st.tuples(*[amounts] * len(CELLS)).map(lambda row: dict(zip(CELLS, row, strict=True)))


def test_each_is_found_by_the_name_and_number_of_the_specification():
    assert {cuadro.number: cuadro.name for cuadro in BALANCES} == {
        "11": "Equilibrio operacional (corriente y con recaudo)",
        "12": "Equilibrio presupuestal",
    }
    assert all(len(cuadro.sheet) <= 31 for cuadro in BALANCES)
    assert not {cuadro.key for cuadro in BALANCES} & set(CUADROS)


def test_formulas_are_said_in_the_words_of_the_rows():
    assert OPERATING.lines[1].formula == "Venta de servicios (recaudos) ÷ Gastos comprometidos × 100"
    assert BUDGETARY.lines[2].formula == "Presupuesto definitivo − Gastos comprometidos"


@given(wholes)
def test_they_are_the_equilibria_of_the_trends_and_of_the_score(whole):
    committed = whole[COMMITTED]
    sold = operating(whole[SOLD], whole[PAID], committed)
    budget = equilibria({cell[1]: value for cell, value in whole.items() if cell[0] == "presupuesto"})
    for line, known in zip(OPERATING.lines, (sold.current, sold.collected), strict=True):
        assert (line.of(whole), line.gap_of(whole)) == (known.percent, known.gap)
    for line, known in zip(BUDGETARY.lines[:2], budget, strict=True):
        assert (line.of(whole), line.gap_of(whole)) == (known.percent, known.gap)


@given(wholes, st.sampled_from(CELLS))
def test_a_blank_leaves_blank_whatever_needs_it_and_nothing_divides_by_zero(whole, lost):
    whole[COMMITTED] = Fraction(0)
    del whole[lost]
    for cuadro in BALANCES:
        for line in cuadro.lines:
            if lost in (line.first, line.second):
                assert (line.of(whole), line.gap_of(whole)) == (None, None)
