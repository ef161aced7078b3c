"""`cauce catalogues`."""

import json

import pytest
from typer.testing import CliRunner

from cauce.core.catalogues.cli import app

RUN = CliRunner()


def invoke(*arguments):
    return RUN.invoke(app, arguments)


def test_list(world):
    result = invoke("list", "--json")
    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    assert [(row["catalogue"], row["release"]) for row in rows] == [("exchange-services", 1)]
    assert rows[0]["entries"] == len(world.entries)


def test_list_as_text(world):
    assert "exchange-services  publicación 1" in invoke("list").stdout


@pytest.mark.django_db
def test_list_nothing():
    assert invoke("list").stdout.strip() == "No hay catálogos cargados."


def test_search(world):
    result = invoke("search", "exchange-services", "apendisectomia", "--json")
    assert json.loads(result.stdout)[0]["label"] == "Apendicectomía"
    assert "Apendicectomía" in invoke("search", "exchange-services", "apendisectomia").stdout


def test_search_without_answer_exits_with_1(world):
    assert invoke("search", "exchange-services", "xyzxyz").exit_code == 1


def test_unknown_catalogue_exits_with_2(world):
    result = invoke("search", "nada", "hernia")
    assert result.exit_code == 2
    assert "No existe el catálogo «nada»" in result.stderr


def test_import_shows_what_would_change(world, tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("clave,tipo,nombre\nA,grupo,Cirugía\n", "utf-8")
    result = invoke("import", "exchange-services", str(path), "--dry-run", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["added"] == 1
