"""`cauce exchange match`: the contract of its files, its exit codes and its messages."""

import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cauce.domains.exchange.cli import app

GOOD = {"id": "s1", "institution": "IMSS", "product": "Cataratas", "lat": 32.5, "lon": -117, "patients": 12}
OTHER = {
    "id": "d1",
    "institution": "ISSSTE",
    "product": "Cataratas",
    "lat": 31.9,
    "lon": -116.6,
    "patients": 20,
}


def run(tmp_path, content, *options):
    """Runs the command on `content`: a document, or the file's raw text or bytes."""
    source = tmp_path / "in.json"
    if isinstance(content, dict | list):
        content = json.dumps(content)
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    return CliRunner().invoke(app, ["match", str(source), *options])


def demand_with(**changes):
    return {"supply": [GOOD], "demand": [{**OTHER, **changes}]}


def without(key):
    return {"supply": [GOOD], "demand": [{k: v for k, v in OTHER.items() if k != key}]}


def test_writes_exactly_the_documented_shape(tmp_path):
    result = run(tmp_path, {"supply": [GOOD], "demand": [OTHER]}, "--max-km", "200")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "served": 12,
        "patient_km": 919.2,
        "flows": [{"from": "s1", "to": "d1", "product": "Cataratas", "patients": 12, "km": 76.6}],
        "unmet": [{"id": "d1", "patients": 8, "reason": "insufficient"}],
    }


def test_writes_to_a_file_and_says_what_it_found(tmp_path):
    out = tmp_path / "out.json"
    result = run(tmp_path, {"supply": [GOOD], "demand": [OTHER]}, "-o", str(out))
    assert result.exit_code == 0
    assert json.loads(out.read_text())["served"] == 12
    assert "12 pacientes" in result.stdout
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.json", "out.json"]


def test_summary_as_json(tmp_path):
    document = {"supply": [GOOD], "demand": [OTHER]}
    result = run(tmp_path, document, "-o", str(tmp_path / "out.json"), "--json")
    assert json.loads(result.stdout) == {"served": 12, "patient_km": 919.2, "unmet": 8}


def test_empty_lists_are_fine(tmp_path):
    result = run(tmp_path, {"supply": [], "demand": []})
    assert json.loads(result.stdout) == {"served": 0, "patient_km": 0.0, "flows": [], "unmet": []}


def test_ids_may_be_whole_numbers_and_come_back_as_they_were(tmp_path):
    result = run(tmp_path, {"supply": [{**GOOD, "id": 7}], "demand": [{**OTHER, "id": 7}]})
    assert json.loads(result.stdout)["flows"][0] | {"km": 0} == {
        "from": 7, "to": 7, "product": "Cataratas", "patients": 12, "km": 0,
    }  # fmt: skip


def test_blanks_around_a_name_do_not_make_another_institution(tmp_path):
    result = run(tmp_path, demand_with(institution=" IMSS "))
    assert json.loads(result.stdout)["served"] == 0


def test_a_whole_number_may_be_written_as_json_allows(tmp_path):
    assert json.loads(run(tmp_path, demand_with(patients=3.0)).stdout)["served"] == 3


def test_same_institution(tmp_path):
    document = demand_with(institution="IMSS")
    assert json.loads(run(tmp_path, document).stdout)["unmet"][0]["reason"] == "no_supply"
    assert json.loads(run(tmp_path, document, "--same-institution").stdout)["served"] == 12


def test_out_of_range(tmp_path):
    document = {"supply": [GOOD], "demand": [OTHER]}
    assert (
        json.loads(run(tmp_path, document, "--max-km", "50").stdout)["unmet"][0]["reason"] == "out_of_range"
    )


def test_reads_standard_input_and_a_byte_order_mark():
    text = b"\xef\xbb\xbf" + json.dumps({"supply": [GOOD], "demand": []}).encode()
    assert CliRunner().invoke(app, ["match", "-"], input=text).exit_code == 0


def test_unknown_keys_are_a_warning(tmp_path):
    result = run(tmp_path, {**demand_with(name="Hospital", **{"a\nb": 1}), "round": "2023"})
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "$.demand[0].name: aviso: clave desconocida, no se usa; puede quitarla",
        '$.demand[0]["a\\nb"]: aviso: clave desconocida, no se usa; puede quitarla',
        "$.round: aviso: clave desconocida, no se usa; puede quitarla",
    ]
    assert json.loads(result.stdout)["served"] == 12


PATIENTS = "$.demand[0].patients: {} no es válido; escriba un número entero de pacientes al mes, de 1 a"
BAD_VALUES = [
    ("patients", 0, "0"),
    ("patients", -1, "-1"),
    ("patients", 1.5, "1.5"),
    ("patients", "3", '"3"'),
    ("patients", "", '""'),
    ("patients", True, "true"),
    ("patients", None, "null"),
    ("patients", [], "una lista"),
    ("patients", 10**30, "1" + "0" * 30),
    ("patients", float("nan"), "NaN"),
    ("patients", float("inf"), "Infinity"),
    ("lat", None, "null"),
    ("lat", 90.01, "90.01"),
    ("lat", "19.4", '"19.4"'),
    ("lat", False, "false"),
    ("lat", float("nan"), "NaN"),
    ("lon", -180.5, "-180.5"),
    ("lon", 10**400, "1" + "0" * 56 + "…"),
    ("lon", float("-inf"), "-Infinity"),
    ("id", "", '""'),
    ("id", "  ", '"  "'),
    ("id", None, "null"),
    ("id", 1.5, "1.5"),
    ("id", True, "true"),
    ("institution", None, "null"),
    ("institution", {}, "un objeto"),
    ("product", [], "una lista"),
    ("product", "\ud800", '"\\ud800"'),
]


@pytest.mark.parametrize(("key", "value", "shown"), BAD_VALUES)
def test_refuses_a_bad_value_with_its_path(tmp_path, key, value, shown):
    result = run(tmp_path, demand_with(**{key: value}))
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"$.demand[0].{key}: {shown} no es válido; escriba ")


@pytest.mark.parametrize("key", sorted(OTHER))
def test_refuses_a_missing_key_with_its_path(tmp_path, key):
    result = run(tmp_path, without(key))
    assert result.exit_code == 2
    assert result.stderr.startswith(f"$.demand[0].{key}: falta la clave; escriba ")


@pytest.mark.parametrize(
    ("content", "start"),
    [
        ("", "$: el archivo no es JSON válido (línea 1, columna 1)"),
        ('{"supply": [],}', "$: el archivo no es JSON válido (línea 1"),
        (b"\xff\xfe{}", "$: el archivo no es UTF-8"),
        ("[" * 100_000, "$: el archivo anida demasiados niveles"),
        ('{"supply": [' + "9" * 5000 + '], "demand": []}', "$: el archivo tiene un número demasiado largo"),
        ("[]", "$: se esperaba un objeto y hay una lista"),
        ("null", "$: se esperaba un objeto y hay null"),
        ("3", "$: se esperaba un objeto y hay un número"),
        ('{"supply": []}', "$.demand: falta la clave"),
        ('{"demand": []}', "$.supply: falta la clave"),
        ('{"supply": {}, "demand": []}', "$.supply: se esperaba una lista y hay un objeto"),
        ('{"supply": null, "demand": []}', "$.supply: se esperaba una lista y hay null"),
        ('{"supply": [3], "demand": []}', "$.supply[0]: se esperaba un objeto y hay un número"),
        ('{"supply": [], "demand": [], "supply": []}', "$.supply: la clave está repetida"),
        ('{"supply": [], "demand": [], "note": NaN}', "$.note: aviso"),
    ],
)
def test_refuses_what_is_not_the_documented_form(tmp_path, content, start):
    result = run(tmp_path, content)
    assert result.exit_code == 2
    assert result.stderr.startswith(start)


def test_a_key_written_twice_is_an_error(tmp_path):
    line = json.dumps(GOOD)[:-1] + ', "patients": 3}'
    result = run(tmp_path, f'{{"supply": [{line}], "demand": []}}')
    assert result.exit_code == 2
    assert result.stderr.startswith("$.supply[0].patients: la clave está repetida; deje una sola")


def test_an_id_used_twice_in_one_list_is_an_error(tmp_path):
    document = {"supply": [GOOD, {**GOOD, "id": " s1 "}], "demand": [{**OTHER, "id": "s1"}]}
    result = run(tmp_path, document)
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        '$.supply[1].id: el id " s1 " ya está en $.supply[0]; use un id distinto por línea de supply'
    ]


def test_one_line_per_problem_in_the_documents_order(tmp_path):
    bad = {"id": "x", "institution": "A", "product": "P", "lat": 91, "lon": None, "patients": 0}
    result = run(tmp_path, {"supply": [bad], "demand": [GOOD, {**bad, "id": "y", "lat": 9}]})
    paths = [line.split(":")[0] for line in result.stderr.splitlines()]
    assert paths == [
        "$.supply[0].lat",
        "$.supply[0].lon",
        "$.supply[0].patients",
        "$.demand[1].lon",
        "$.demand[1].patients",
    ]


def test_errors_as_json_too(tmp_path):
    result = run(tmp_path, demand_with(patients=0), "--json")
    assert result.exit_code == 2
    (error,) = json.loads(result.stdout)["errors"]
    assert (error["place"], error["level"]) == ("$.demand[0].patients", "error")


@pytest.mark.parametrize("limit", ["-1", "nan", "inf"])
def test_refuses_a_limit_that_is_no_distance(tmp_path, limit):
    result = run(tmp_path, {"supply": [], "demand": []}, f"--max-km={limit}")
    assert result.exit_code == 2
    assert result.stderr.startswith("--max-km: ")


def test_a_file_that_cannot_be_read_or_written(tmp_path):
    missing = CliRunner().invoke(app, ["match", str(tmp_path / "no.json")])
    assert (missing.exit_code, "no se puede leer" in missing.stderr) == (2, True)
    result = run(tmp_path, {"supply": [], "demand": []}, "-o", str(tmp_path / "no" / "out.json"))
    assert (result.exit_code, "no se puede escribir" in result.stderr) == (2, True)


def test_needs_neither_django_nor_a_database(tmp_path):
    (tmp_path / "in.json").write_text(json.dumps({"supply": [GOOD], "demand": [OTHER]}))
    code = (
        "import sys; from cauce.domains.exchange.cli import app\n"
        "try: app(['match', 'in.json'])\n"
        "finally: assert 'django' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["served"] == 12
