"""`cauce riskplans` as a person runs it: exit codes, text and JSON."""

import json
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from cauce.domains.riskplans.cli import app
from tests.unit.domains.riskplans.rules.test_evaluation import document
from tests.unit.domains.riskplans.rules.test_siho import HEADER

EXTRACT = "\n".join(
    [
        ",".join(HEADER),
        "2,Total de egresos,100,Tolima,2018",
        '2,"...Egresos obstétricos (partos, cesáreas)",10,Tolima,2018',
        "2,...Egresos quirúrgicos,20,Tolima,2018",
        "2,...Egresos no quirúrgicos,60,Tolima,2018",
        "2,...Egresos salud mental,{mental},Tolima,2018",
        "2,Total de días cama ocupados,50,Tolima,2018",
        "2,Total de días cama disponibles,50,Tolima,2018",
    ]
)


def run(*arguments, stdin=""):
    return CliRunner().invoke(app, [*arguments], input=stdin)


def test_an_extract_that_holds():
    result = run("check-siho", "-", "--json", stdin=EXTRACT.format(mental=10))
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"checked": 2, "broken": []}


def test_a_broken_identity_says_group_expected_and_found():
    result = run("check-siho", "-", "--json", stdin=EXTRACT.format(mental=15))
    assert result.exit_code == 1
    assert json.loads(result.stdout)["broken"] == [
        {
            "identity": "total_egresos",
            "departamento": "Tolima",
            "anio": 2018,
            "nivel": 2,
            "expected": 105,
            "found": 100,
        }
    ]
    text = run("check-siho", "-", stdin=EXTRACT.format(mental=15))
    assert "Tolima, 2018, nivel 2" in text.stdout
    assert "esperado 105, encontrado 100" in text.stdout


def test_what_could_not_be_compared_is_told_apart_from_the_json():
    lacking = "\n".join(row for row in EXTRACT.format(mental=10).splitlines() if "salud mental" not in row)
    result = run("check-siho", "-", "--json", stdin=lacking)
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"checked": 1, "broken": []})
    assert "total_egresos; falta Egresos salud mental" in result.stderr
    none = run("check-siho", "-", stdin=f"{','.join(HEADER)}\n2,Personal de aseo,4,Tolima,2018\n")
    assert "Ninguna identidad se pudo comprobar" in none.stderr


@pytest.mark.parametrize(
    "data",
    [
        EXTRACT.format(mental=10).encode("utf-8-sig"),
        EXTRACT.format(mental=10).encode("cp1252"),
        EXTRACT.format(mental=10)
        .replace(", cesáreas", "")
        .replace(",", ";")
        .replace("10;", "10,0;")
        .encode(),
        EXTRACT.format(mental=10).replace(", cesáreas", "").replace(",", "\t").encode(),
        EXTRACT.format(mental=10).replace("\n", "\r\n").upper().encode(),
    ],
    ids=["mark", "windows", "semicolons", "tabs", "capitals"],
)
def test_the_file_may_come_as_spreadsheets_save_it(data):
    result = run("check-siho", "-", "--json", stdin=data)
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"checked": 2, "broken": []})


@pytest.mark.parametrize(
    "data", [EXTRACT.encode("utf-16"), EXTRACT.encode()[:-2] + b"\xc3", b"PK\x03\x04\x00\xff"]
)
def test_what_is_no_text_is_refused(data):
    result = run("check-siho", "-", stdin=data)
    assert result.exit_code == 2
    assert "no está en UTF-8" in result.stderr


def test_only_the_first_hundred_problems_are_printed():
    many = "\n".join([",".join(HEADER), *["2,Total de egresos,x,Tolima,2018"] * 150])
    result = run("check-siho", "-", "--json", stdin=many)
    assert result.stderr.splitlines()[100:] == ["… y 50 problemas más."]
    assert len(json.loads(result.stdout)["errors"]) == 150


def test_a_bad_extract_exits_2_with_its_line(tmp_path):
    result = run("check-siho", "-", stdin=EXTRACT.format(mental="diez"))
    assert result.exit_code == 2
    assert "línea 6, columna cantidad" in result.stderr
    assert run("check-siho", str(tmp_path / "no.csv")).exit_code == 2
    unclosed = run("check-siho", "-", "--json", stdin=EXTRACT.format(mental='"10') + '"x')
    assert (unclosed.exit_code, json.loads(unclosed.stdout)["errors"][0]["rule"]) == (2, "RP-18")


def test_evaluate_prints_decimal_text():
    result = run("evaluate", "-", "--json", stdin=document())
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert Decimal(found["total"]) == sum(Decimal(f["puntos"]) for f in found["factores"].values())
    assert "No cumple" not in run("evaluate", "-", stdin=document()).stdout


@pytest.mark.parametrize("text", ["{", document(recaudos="mil")])
def test_bad_figures_exit_2(text):
    result = run("evaluate", "-", "--json", stdin=text)
    assert result.exit_code == 2
    assert json.loads(result.stdout)["errors"]


def test_the_text_shows_each_formula_with_its_inputs():
    rows = json.loads(document())["flujo"]
    rows["ventas"] = {"programado": "80", "ejecutado": "100"}
    rows["gastos_comprometidos"] = {"programado": "100", "ejecutado": "0"}
    rows["rezago_cartera"] = {"programado": "0", "ejecutado": "7"}
    text = run("evaluate", "-", stdin=document(flujo=rows, uvr={"programado": "0", "ejecutado": "0"})).stdout
    assert "100 ÷ 80 × 100 = 125.00 → 100.00, peso 20.00 (no oficial)" in text
    assert "Gastos comprometidos: ejecutado 0 frente a 100 = 100.00" in text
    assert "Rezago cartera vigencia anterior: programado 0, no evaluable" in text
    assert "peso después de repartir: 33.33" in text
    assert "÷ 0" not in text


def test_half_a_character_is_told_as_any_other_fault():
    result = run("evaluate", "-", "--json", stdin=document(recaudos="\ud800", **{"\ud801": "1"}))
    assert result.exit_code == 2
    assert "recaudos: «?» no es una cantidad" in result.stderr


def test_nothing_evaluable_exits_1():
    nothing = {"programado": "0", "ejecutado": "0"}
    figures = {"flujo": dict.fromkeys(json.loads(document())["flujo"], nothing), "comprometidos": "0"}
    figures |= dict.fromkeys(("medidas", "uvr", "ventas_uvr", "gastos_uvr"), nothing)
    result = run("evaluate", "-", "--json", stdin=document(**figures))
    assert result.exit_code == 1
    assert json.loads(result.stdout)["total"] is None
