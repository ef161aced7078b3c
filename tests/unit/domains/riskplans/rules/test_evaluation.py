"""Worked examples of the evaluation, to the cent; each rule of document 003's decisions at its edge."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest

from cauce.domains.riskplans.rules.amounts import printed
from cauce.domains.riskplans.rules.definition import EQUAL_FLOW_WEIGHTS, FLOW_ROWS, STANDARD, Definition
from cauce.domains.riskplans.rules.evaluation import Inputs, Pair, evaluate, ratio
from cauce.domains.riskplans.rules.evaluation_file import BadInput, as_document, read_document


def pair(programmed="100", executed="100"):
    return Pair(Fraction(programmed), Fraction(executed))


def inputs(**changes):
    given = {
        "flow": {key: pair() for key in FLOW_ROWS},
        "measures": pair(),
        "collected": Fraction(100),
        "committed": Fraction(100),
        "uvr": pair(),
        "sales_per_uvr": pair(),
        "spending_per_uvr": pair(),
    }
    return Inputs(**(given | changes))


def flow(**changes):
    return {key: pair() for key in FLOW_ROWS} | changes


def test_everything_as_programmed_scores_100():
    result = evaluate(inputs())
    assert printed(result.total) == Decimal("100.00")
    assert result.compliant is True
    assert [str(printed(f.points)) for f in result.factors] == ["30.00", "20.00", "30.00", "10.00", "10.00"]


def test_worked_example_to_the_cent():
    result = evaluate(
        inputs(
            flow=flow(
                ventas=pair(100, 90),
                otros_ingresos=pair(100, 90),
                rezago_cartera=pair(0, 90),
                gastos_comprometidos=pair(100, 90),
                gastos_pgir=pair(100, 90),
                pago_pasivos=pair(100, 90),
            ),
            measures=pair(40, 35),
            collected=Fraction(950),
            committed=Fraction(1000),
            uvr=pair(1000, 1200),
            sales_per_uvr=pair(10, "9.5"),
            spending_per_uvr=pair(10, 11),
        )
    )
    assert as_document(result) == {
        "factores": {
            # five rows of 20 each: four at 90, commitments 100 ÷ 90 = 111.11 capped at 100
            "flujo": {"bruto": "94.22", "cumplimiento": "92.00", "puntos": "27.60"},
            "medidas": {"bruto": "87.50", "cumplimiento": "87.50", "puntos": "17.50"},
            "equilibrio": {"bruto": "95.00", "cumplimiento": "95.00", "puntos": "28.50"},
            "produccion": {"bruto": "120.00", "cumplimiento": "100.00", "puntos": "10.00"},
            # (95 + 1000 ÷ 11) ÷ 2 = 92.9545…, a tenth of it 9.29545…
            "eficiencia": {"bruto": "92.95", "cumplimiento": "92.95", "puntos": "9.30"},
        },
        "no_evaluables": ["flujo.rezago_cartera"],
        "total": "92.90",
        "cumple": True,
    }


def test_80_00_fails_and_80_01_passes():
    def total_with(points):  # flow 30, measures 20, balance 30 are whole; production gives the rest
        return evaluate(
            inputs(
                uvr=pair(100, Fraction(points) * 10),
                sales_per_uvr=pair(100, 0),
                spending_per_uvr=pair(0, 5),
            )
        )

    fails, passes, rounded = total_with(0), total_with("0.01"), total_with("0.005")
    assert (str(printed(fails.total)), fails.compliant) == ("80.00", False)
    assert (str(printed(passes.total)), passes.compliant) == ("80.01", True)
    assert (str(printed(rounded.total)), rounded.compliant) == ("80.01", True)  # half up, then compared
    assert (
        evaluate(
            inputs(uvr=pair(100, "0.049"), sales_per_uvr=pair(100, 0), spending_per_uvr=pair(0, 5))
        ).compliant
        is False
    )


def test_less_is_better_for_commitments_and_spending_per_uvr():
    assert ratio(pair(90, 100), "less") == 90
    assert ratio(pair(100, 0), "less") == 100
    assert ratio(pair(0, 0), "less") is None
    assert ratio(pair(0, 50), "more") is None


def test_programmed_zero_is_shared_out_and_said():
    result = evaluate(inputs(measures=pair(0, 3), uvr=pair(100, 50)))
    assert result.not_evaluable == ("medidas",)
    measures = result.factor("medidas")
    assert (measures.raw, measures.compliance, measures.points, measures.share) == (None, None, None, 0)
    assert [f.share for f in result.factors] == [
        Fraction(300, 8),
        0,
        Fraction(300, 8),
        Fraction(100, 8),
        Fraction(100, 8),
    ]
    assert printed(result.total) == Decimal("93.75")


def test_nothing_programmed_is_neither_zero_nor_failed():
    nothing = pair(0, 0)
    result = evaluate(
        inputs(
            flow=dict.fromkeys(FLOW_ROWS, nothing),
            measures=nothing,
            committed=Fraction(0),
            uvr=nothing,
            sales_per_uvr=nothing,
            spending_per_uvr=nothing,
        )
    )
    assert (result.total, result.compliant) == (None, None)
    assert result.not_evaluable == ("flujo", "medidas", "equilibrio", "produccion", "eficiencia")
    assert as_document(result)["factores"]["flujo"] == {"bruto": None, "cumplimiento": None, "puntos": None}


def test_row_weights_and_the_direction_of_pgir_spending_are_configuration():
    weights = dict.fromkeys(FLOW_ROWS, Fraction(0)) | {"ventas": Fraction(60), "gastos_pgir": Fraction(40)}
    figures = inputs(flow=flow(ventas=pair(100, 50), gastos_pgir=pair(100, 80)))
    more = evaluate(figures, Definition(flow_weights=weights))
    less = evaluate(figures, Definition(flow_weights=weights, pgir_spending="less"))
    assert more.factor("flujo").compliance == 62
    assert less.factor("flujo").compliance == 70
    assert less.factor("flujo").raw == 80


def test_a_stored_definition_computes_the_same_again():
    assert Definition.from_dict(STANDARD.as_dict()) == STANDARD
    assert STANDARD.as_dict()["flow_weights"]["ventas"] == "50/3"


@pytest.mark.parametrize(
    "weights",
    [
        {"ventas": Fraction(100)},
        EQUAL_FLOW_WEIGHTS | {"ventas": Fraction(20)},
        EQUAL_FLOW_WEIGHTS | {"x": Fraction(0)},
    ],
)
def test_weights_that_do_not_sum_100_are_no_definition(weights):
    with pytest.raises(ValueError, match="flow_weights"):
        Definition(flow_weights=weights)


def document(**changes):
    both = {"programado": "100", "ejecutado": "90"}
    given = {
        "flujo": dict.fromkeys(FLOW_ROWS, both),
        "medidas": {"programado": 40, "ejecutado": 35},
        "recaudos": "950",
        "comprometidos": "1000",
        "uvr": both,
        "ventas_uvr": both,
        "gastos_uvr": both,
    }
    return json.dumps(given | changes)


def problems(text):
    with pytest.raises(BadInput) as refused:
        read_document(text)
    return [(problem.rule, problem.place) for problem in refused.value.problems]


def test_amounts_are_read_exactly():
    uvr = {"programado": "12345678901234567890.12", "ejecutado": 0.1}
    read, _ = read_document(document(recaudos="0.1", comprometidos=0.3, uvr=uvr))
    assert (read.collected, read.committed) == (Fraction(1, 10), Fraction(3, 10))
    assert read.uvr == Pair(Fraction("12345678901234567890.12"), Fraction(1, 10))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", [("RP-01", "documento")]),
        ("[]", [("RP-07", "documento")]),
        (document(recaudos=None), [("RP-02", "recaudos")]),
        (document(recaudos=""), [("RP-02", "recaudos")]),
        (document(recaudos="1.000,50"), [("RP-03", "recaudos")]),
        (document(recaudos=True), [("RP-03", "recaudos")]),
        (document(recaudos="-1"), [("RP-04", "recaudos")]),
        ('{"recaudos": NaN}', [("RP-03", "recaudos")]),
        (document(uvr={"programado": "1"}), [("RP-02", "uvr.ejecutado")]),
        (document(uvr=5), [("RP-07", "uvr")]),
        (document(ubr="5"), [("RP-05", "ubr")]),
        (document(pesos_flujo=dict.fromkeys(FLOW_ROWS, 10)), [("RP-06", "pesos_flujo")]),
        (document(sentido_gastos_pgir="al revés"), [("RP-09", "sentido_gastos_pgir")]),
        (document(sentido_gastos_pgir=[1]), [("RP-09", "sentido_gastos_pgir")]),
        (document(sentido_gastos_pgir=None), [("RP-09", "sentido_gastos_pgir")]),
        ('{"recaudos": 1e999999999, "comprometidos": -1e-999999999}', [("RP-03", "recaudos"), ("RP-03", "comprometidos")]),
        (document(recaudos="9" * 5000), [("RP-03", "recaudos")]),
        ('{"recaudos": "1", "recaudos": "2"}', [("RP-08", "recaudos")]),
    ],
)  # fmt: skip
def test_bad_input_is_named_by_its_place(text, expected):
    assert [found for found in problems(text) if found in expected] == expected


@pytest.mark.parametrize(
    ("percent", "total", "compliant"),
    [
        ("80", "80.00", False),
        ("80.004", "80.00", False),
        ("80.005", "80.01", True),
        ("79.995", "80.00", False),
    ],
)
def test_the_bar_is_compared_with_the_total_rounded_half_up(percent, total, compliant):
    more, less = ({"programado": a, "ejecutado": b} for a, b in (("100", percent), (percent, "100")))
    flow_rows = dict.fromkeys(FLOW_ROWS, more) | {"gastos_comprometidos": less}
    same = dict.fromkeys(("medidas", "uvr", "ventas_uvr"), more)
    text = document(flujo=flow_rows, recaudos=percent, comprometidos="100", gastos_uvr=less, **same)
    found = as_document(evaluate(*read_document(text)))
    assert (found["total"], found["cumple"]) == (total, compliant)


def test_huge_amounts_are_exact_too():
    huge = {"programado": "0.000000000001", "ejecutado": "1" + "0" * 30}
    found = as_document(evaluate(*read_document(document(uvr=huge))))["factores"]["produccion"]
    assert found == {"bruto": "1" + "0" * 44 + ".00", "cumplimiento": "100.00", "puntos": "10.00"}


def test_each_row_of_the_flow_is_named():
    rows = {key: {"programado": "1", "ejecutado": "x"} for key in FLOW_ROWS}
    assert problems(document(flujo=rows)) == [("RP-03", f"flujo.{key}.ejecutado") for key in FLOW_ROWS]
