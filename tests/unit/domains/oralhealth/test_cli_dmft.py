"""`cauce oralhealth dmft`: files in, figures or named problems out."""

import json

import pytest
from typer.testing import CliRunner

from cauce.domains.oralhealth.cli import app


@pytest.fixture
def run(tmp_path):
    def invoke(text, *options):
        path = tmp_path / "exams.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CliRunner().invoke(app, ["dmft", str(path), *options])

    return invoke


TEETH = """id,age,sex,16,26,36,46,55,65
a,7,1,1,0,0,8,B,E
b,7,2,0,0,0,0,A,A
c,12,2,3,4,2,0,,
"""


def test_counts_by_id(run):
    result = json.loads(run("id,cpod\na,0\nb,3\nc,4\nd,1\n", "--json").stdout)
    assert result["n"] == result["persons"] == 4
    assert result["mean"] == 2.0
    assert result["sd"] == 1.83
    assert result["components"] is None
    assert result["pct_caries_free"] == 25.0
    assert (result["sic"], result["sic_n"]) == (3.5, 2)


def test_tooth_charts(run):
    result = json.loads(run(TEETH, "--json").stdout)
    assert (result["n"], result["mean"]) == (3, 1.33)
    assert {k: v["total"] for k, v in result["components"].items()} == {"C": 2, "P": 1, "O": 1}
    assert (result["ceod"]["n"], result["ceod"]["mean"]) == (2, 1.0)
    assert result["by_age"]["7"]["n"] == 2
    assert result["by_age_group"]["10-14"]["mean"] == 3.0
    assert result["by_sex"]["2"]["n"] == 2
    assert "by_group" not in result


def test_the_same_file_from_a_spreadsheet_with_semicolons_and_a_mark(run):
    assert run("\ufeff" + TEETH.replace(",", ";"), "--json").stdout == run(TEETH, "--json").stdout


def test_reads_as_a_table(run):
    result = run(TEETH)
    assert result.exit_code == 0
    assert "CPOD" in result.stdout
    assert "SiC" in result.stdout


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,16\na,0\nb,Z\n", "línea 3, columna 16: «Z» no es un código de la corona"),
        ("id,55\na,1\n", "línea 2, columna 55: «1» no es un código"),
        ("id,16\na,B\n", "línea 2, columna 16: «B» no es un código"),
        ("id,19\na,0\n", "línea 1, columna 19: no es un diente FDI"),
        ("id,cpod\na,33\n", "línea 2, columna cpod: «33» no es una cuenta posible"),
        ("id,cpod\na,-1\n", "línea 2, columna cpod: «-1»"),
        ("id,cpod\na,2.5\n", "línea 2, columna cpod: «2.5»"),
        ("id,ceod\na,21\n", "línea 2, columna ceod: «21»"),
        ("id,cpod,16\na,2,1\n", "línea 2, columna cpod: dice 2 y los dientes suman 1"),
        ("id,age,cpod\na,siete,1\n", "línea 2, columna age: «siete»"),
        ("id,sex,cpod\na,9,1\n", "línea 2, columna sex: «9»"),
        ("id,cpod\na,1\na,2\n", "línea 3, columna id: «a» ya está en la línea 2"),
        ("id,cpod\n,1\n", "línea 2, columna id: está vacío"),
        ("id,cpod\na,1,2\n", "línea 2: tiene 3 columnas"),
        ("id,16,16\na,1,1\n", "línea 1, columna 16: la columna está repetida"),
        ("cpod\n1\n", "línea 1, columna id: falta la columna"),
        ("id,age\na,7\n", "línea 1: no hay dientes ni cpod"),
        ("", "línea 1, columna id: falta la columna"),
        ('id,cpod\n"a,1\n', "no es CSV"),
        (b"id,cpod\n\xff,1\n", "no está en UTF-8"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(run, text, expected):
    result = run(text)
    assert result.exit_code == 2
    assert expected in result.stderr


def test_every_problem_is_said_at_once_also_as_json(run):
    result = run("id,16\na,Z\nb,Y\n", "--json")
    assert result.exit_code == 2
    assert [(e["line"], e["column"]) for e in json.loads(result.stdout)["errors"]] == [(2, "16"), (3, "16")]


def test_a_file_of_nobody_answers_no(run):
    result = run("id,cpod\n", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["n"] == 0


def test_a_missing_file_is_named(tmp_path):
    result = CliRunner().invoke(app, ["dmft", str(tmp_path / "none.csv")])
    assert result.exit_code == 2
    assert "no se puede leer" in result.stderr
