"""`cauce indicators`: list, show, compute; what it refuses, and with which exit code."""

import json

import pytest
from django.db import connection
from typer.testing import CliRunner

from cauce.domains.oralhealth.actions import load_population
from cauce.domains.oralhealth.models import Population
from cauce.indicators.cli import app
from tests.factories.authorizations import make_scene
from tests.factories.panama import make_panama

HERE = {"postgresql": "postgres", "sqlite": "sqlite"}


def run(*words):
    """(exit code, what was said)."""
    result = CliRunner().invoke(app, words)
    return result.exit_code, result.output


def asked(*words):
    """The JSON answer."""
    code, said = run(*words, "--json")
    assert code == 0, said
    return json.loads(said)


@pytest.fixture
def people(db):
    """Three women and a boy seen, among a hundred inhabitants of Chiriquí."""
    panama = make_panama()
    sheet = panama.sheet()
    for number, (sex, age) in enumerate((("2", "34"), ("2", "35"), ("2", "36"), ("1", "08"))):
        panama.row(sheet, identity=str(number), sex=sex, age=age)
    rows = [{"sex": sex, "age": age, "persons": 50, "province": "08"} for sex, age in (("1", 8), ("2", 34))]
    load_population(
        by=panama.national, at=panama.at, place=panama.chiriqui, kind=Population.Kind.RESIDENTS, year=2026,
        source="Sintética", rows=rows,
    )  # fmt: skip
    return panama


def cells(answer):
    return {tuple(c["key"].values()): (c["numerator"], c["denominator"], c["value"]) for c in answer["cells"]}


def test_the_nineteen_are_listed():
    found = asked("list")["indicators"]
    assert [one["code"] for one in found if one["module"] == "oralhealth"] == [f"I-{n}" for n in range(1, 20)]
    assert "I-9   Tasa de odontólogos por habitantes (odontólogos por 10,000 habitantes)" in run("list")[1]


def test_a_ficha_is_shown_with_what_the_print_says():
    code, said = run("show", "I-5")
    assert code == 0
    assert "Impreso (p. 56): «x 100»." in said
    assert asked("show", "I-5")["as_printed"][1]["decision"] == "A24"
    assert run("show", "I-20")[0] == 2


def test_an_indicator_by_sex_and_age_with_subtotals(people):
    found = asked("compute", "I-1", "--period", "2026", "--by", "sex,age_group")
    assert cells(found) == {
        ("1", "5-9"): (1, 50, "2.00"),
        ("2", "20-59"): (3, 50, "6.00"),
        ("1", "*"): (1, 50, "2.00"),
        ("2", "*"): (3, 50, "6.00"),
        ("*", "5-9"): (1, 50, "2.00"),
        ("*", "20-59"): (3, 50, "6.00"),
        ("*", "*"): (4, 100, "4.00"),
    }
    assert found["as_of"]
    assert found["data_version"]
    said = run("compute", "I-1", "--period", "2026", "--by", "sex,age_group")[1]
    assert "Masculino · 5 a 9" in said
    assert "Total · Total" in said


def test_every_engine_here_gives_the_same(people):
    asking = ("compute", "I-1", "--period", "2026", "--by", "sex")
    here = HERE[connection.vendor]
    assert cells(asked(*asking, "--engine", here)) == cells(asked(*asking, "--engine", "duckdb"))
    other = "postgres" if here == "sqlite" else "sqlite"
    code, said = run(*asking, "--engine", other)
    assert code == 2
    assert "la base de datos de esta instalación es" in said


@pytest.mark.spark
@pytest.mark.django_db(transaction=True)
def test_spark_gives_the_same(people):
    asking = ("compute", "I-1", "--period", "2026", "--by", "sex")
    assert cells(asked(*asking, "--engine", "spark")) == cells(asked(*asking))


def test_a_filter_and_a_factor(people):
    found = asked("compute", "I-5", "--period", "202603", "--where", "region=CHIRIQUI", "--factor", "100")
    (cell,) = found["cells"]
    assert found["unit"] == "actividades por hora sillón × 100"
    assert cell["value"] == f"{100 * cell['numerator'] / float(cell['denominator']):.2f}"


def test_for_release_small_counts_are_hidden(people):
    found = asked("compute", "I-4", "--period", "2026", "--by", "sex", "--for-release")
    assert [c.get("hidden", False) for c in found["cells"]] == [True, True, True]
    assert "oculto" in run("compute", "I-4", "--period", "2026", "--for-release")[1]


def test_no_denominator_is_the_answer_no(people):
    code, said = run("compute", "I-10", "--period", "2026")
    assert code == 1
    assert "no hay denominador registrado" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("I-20", "--period", "2026"), "no existe el indicador «I-20»"),
        (("I-1", "--period", "2026Q7"), "no es un periodo"),
        (("I-1", "--period", "20260314"), "no se calcula por day"),
        (("I-1", "--period", "2026", "--by", "facility"), "no se desagrega por facility"),
        (("I-1", "--period", "2026", "--where", "region"), "no es un filtro"),
        (("I-1", "--period", "2026", "--factor", "7"), "ofrece el factor 100"),
        (("I-1", "--period", "2026", "--factor", "x"), "no es un factor"),
        (("I-1", "--period", "2026", "--engine", "oracle"), "no es un motor"),
    ],
)
def test_what_is_refused_says_why(db, words, said):
    code, output = run("compute", *words)
    assert code == 2
    assert said in output
    assert json.loads(run("compute", *words, "--json")[1].splitlines()[-1])["errors"][0]["message"]


def test_oversight_of_authorisations_is_computed_here_too(db):
    scene = make_scene()
    for number in range(1, 4):
        scene.decided(number, "approved" if number < 3 else "denied")
    codes = [one["code"] for one in asked("list")["indicators"] if one["module"] == "authorizations"]
    assert codes == [f"A-{n}" for n in range(1, 23)]
    found = asked("compute", "A-4", "--period", "202605", "--by", "priority")
    assert cells(found)["*",] == (2, 3, "66.7")
    here = asked("compute", "A-10", "--period", "2026", "--engine", HERE[connection.vendor])
    assert cells(here)[()] == (0, 3, "0.0")
    assert "oculto" in run("compute", "A-6", "--period", "2026", "--for-release")[1]
    assert run("compute", "A-16", "--period", "2026")[0] == 1  # no appeal was decided
    assert "mediana" in run("show", "A-10")[1].lower() or "mitad" in run("show", "A-10")[1]
