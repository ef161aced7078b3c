"""Equilibrium, efficiency per UVR and the indicators of the financial statements, by example."""

from fractions import Fraction as F

from cauce.domains.riskplans.rules.balance import Year, balance, efficiency, series
from cauce.domains.riskplans.rules.cuadros import FINANCIAL
from cauce.domains.riskplans.rules.financial import indicators, large_variations


def test_equilibrium_is_income_over_commitments():
    assert (balance(F(90), F(100)).percent, balance(F(90), F(100)).gap) == (90, -10)
    assert [balance(F(100), F(100)).reached, balance(F(99), F(100)).reached, balance(F(9), F(0)).reached] == [
        True,
        False,
        None,
    ]


def test_efficiency_of_a_year_per_uvr():
    found = efficiency(Year(F(300), F(200), F(100), F(50), F(700), F(600), F(50)))
    assert (found.human_resource, found.spending, found.recognised, found.collected) == (10, 13, 14, 12)
    assert (found.gap, found.missing, found.receivables) == (-1, 50, 100)


def test_without_production_nothing_is_per_uvr_and_nothing_fails():
    found = efficiency(Year(F(1), F(1), F(1), F(1), F(1), F(5), F(0)))
    assert (found.spending, found.gap, found.missing, found.receivables) == (None, None, 0, -4)


def test_seven_years_back_and_the_year_itself():
    year = Year(*(F(1),) * 7)
    assert list(series(dict.fromkeys(range(2010, 2027), year), 2024)) == list(range(2017, 2025))


FIGURES = {
    row.key: F(value)
    for row, value in zip(
        FINANCIAL.rows,
        (50, 200, 10, 400, 1000, 100, 200, 500, 500, 720, 300, 240, 360, 700, 710),
        strict=True,
    )
}


def test_the_financial_indicators():
    found = {ratio.key: ratio.value for ratio in indicators(FIGURES)}
    assert found == {
        "liquidez": 2,
        "capital_trabajo": 200,
        "endeudamiento": 50,
        "proveedores": 20,
        "margen": 25,
        "rotacion_cartera": 50,
        "rotacion_proveedores": 50,
        "equilibrio": 450,
        "flujo_efectivo": -10,
    }


def test_what_cannot_be_computed_says_why():
    bare = indicators({})
    assert all(ratio.value is None and ratio.reason.startswith("falta") for ratio in bare)
    zeros = {ratio.key: ratio for ratio in indicators(dict.fromkeys(FIGURES, F(0)))}
    assert zeros["liquidez"].reason == "pasivo corriente es cero"
    assert "no hay punto de equilibrio" in zeros["equilibrio"].reason
    assert zeros["flujo_efectivo"].value == 0


def test_large_variations_ask_for_an_explanation():
    after = FIGURES | {"cartera": F(261), "inventarios": F(13), "proveedores": F(70)}
    found = {v.row: v.percent for v in large_variations(FIGURES, after, F(30))}
    assert found == {"cartera": F(61, 2)}  # exactly 30 % does not pass
    from_nothing = large_variations({"efectivo": F(0)}, {"efectivo": F(5)}, F(30))
    assert [(v.row, v.percent) for v in from_nothing] == [("efectivo", None)]
