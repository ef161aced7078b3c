"""`cauce riskplans evaluate` against an oracle written apart from the rules, straight from spec 3: by fractions."""

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.riskplans.rules.evaluation import evaluate
from cauce.domains.riskplans.rules.evaluation_file import as_document, read_document

WEIGHTS = {"flujo": 30, "medidas": 20, "equilibrio": 30, "produccion": 10, "eficiencia": 10}
FLOW = (
    "ventas",
    "otros_ingresos",
    "rezago_cartera",
    "gastos_comprometidos",
    "gastos_pgir",
    "pago_pasivos",
)
AMOUNTS = st.one_of(
    st.just("0"),
    st.integers(0, 10**30).map(str),
    st.integers(0, 10**17).map(lambda cents: f"{cents // 100}.{cents % 100:02d}"),
)
PAIRS = st.fixed_dictionaries({"programado": AMOUNTS, "ejecutado": AMOUNTS})
ROW_WEIGHTS = st.lists(st.integers(0, 50), min_size=5, max_size=5).filter(lambda five: sum(five) <= 100)
DOCUMENTS = st.fixed_dictionaries(
    {
        "flujo": st.fixed_dictionaries(dict.fromkeys(FLOW, PAIRS)),
        "medidas": PAIRS,
        "recaudos": AMOUNTS,
        "comprometidos": AMOUNTS,
        "uvr": PAIRS,
        "ventas_uvr": PAIRS,
        "gastos_uvr": PAIRS,
    },
    optional={
        "pesos_flujo": ROW_WEIGHTS.map(
            lambda five: dict(zip(FLOW, map(str, (*five, 100 - sum(five))), strict=True))
        )
    },
)


def cents(value):
    """Two decimals, half up, by whole numbers."""
    units = (value.numerator * 200 + value.denominator) // (2 * value.denominator)
    return f"{units // 100}.{units % 100:02d}"


def percent(pair, *, less=False):
    programmed, executed = Fraction(pair["programado"]), Fraction(pair["ejecutado"])
    if not programmed:
        return None
    if less:
        return programmed / executed * 100 if executed else Fraction(100)
    return executed / programmed * 100


def expected(given_):
    flow_weights = given_.get("pesos_flujo") or dict.fromkeys(FLOW, 1)
    income = {"programado": given_["comprometidos"], "ejecutado": given_["recaudos"]}
    rows = {
        "flujo": [
            (
                f"flujo.{key}",
                Fraction(flow_weights[key]),
                percent(given_["flujo"][key], less=key == "gastos_comprometidos"),
            )
            for key in FLOW
        ],
        "medidas": [("", Fraction(1), percent(given_["medidas"]))],
        "equilibrio": [("", Fraction(1), percent(income))],
        "produccion": [("", Fraction(1), percent(given_["uvr"]))],
        "eficiencia": [
            ("eficiencia.ventas_uvr", Fraction(1), percent(given_["ventas_uvr"])),
            ("eficiencia.gastos_uvr", Fraction(1), percent(given_["gastos_uvr"], less=True)),
        ],
    }
    scored, lost = {}, []
    for key, held in rows.items():
        weight = sum(w for _name, w, value in held if value is not None)
        if not weight:
            lost.append(key)
            continue
        lost += [name for name, _w, value in held if value is None]
        raw = sum(w * value for _name, w, value in held if value is not None) / weight
        capped = sum(w * min(value, 100) for _name, w, value in held if value is not None) / weight
        scored[key] = raw, capped
    whole = sum(WEIGHTS[key] for key in scored)
    points = {key: Fraction(WEIGHTS[key], whole) * capped for key, (_raw, capped) in scored.items()}
    total = cents(sum(points.values())) if points else None
    blank = dict.fromkeys(("bruto", "cumplimiento", "puntos"))
    return {
        "factores": {
            key: dict(zip(blank, map(cents, (*scored[key], points[key])), strict=True))
            if key in scored
            else blank
            for key in WEIGHTS
        },
        "no_evaluables": lost,
        "total": total,
        "cumple": None if total is None else Fraction(total) > 80,
    }


@given(DOCUMENTS)
def test_every_figure_is_the_oracles(given_):
    inputs, definition = read_document(json.dumps(given_))
    assert as_document(evaluate(inputs, definition)) == expected(given_)
