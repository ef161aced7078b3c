"""`cauce import`."""

import json

import pytest
from typer.testing import CliRunner

from cauce.core.catalogues.models import Release
from cauce.core.imports.cli import app
from cauce.core.organisations.models import OrgUnit

RUN = CliRunner()
UNIT = "clues,nombre,institución,entidad,nivel\nBCIST000999,Nueva,ISSSTE,02,1\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "unidades.csv"
    path.write_text(UNIT, "utf-8")
    return str(path)


def test_dry_run(world, file):
    result = RUN.invoke(app, ["units", file, "--dry-run"])
    assert result.exit_code == 0
    assert "1 altas" in result.stdout
    assert not OrgUnit.objects.filter(code="BCIST000999").exists()


def test_importing_needs_a_person(world, file):
    assert RUN.invoke(app, ["units", file]).exit_code == 2
    assert RUN.invoke(app, ["units", file, "--as", "nadie"]).exit_code == 2


def test_importing(world, file):
    result = RUN.invoke(app, ["units", file, "--as", "admin", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["added"] == 1
    assert OrgUnit.objects.filter(code="BCIST000999").exists()


def test_not_allowed_exits_with_1(world, file):
    result = RUN.invoke(app, ["units", file, "--as", "auditor"])
    assert result.exit_code == 1
    assert "no tiene permiso" in result.stderr


def test_bad_file_exits_with_2_and_says_where(world, tmp_path):
    path = tmp_path / "mal.csv"
    path.write_text(UNIT + "X,,CRUZ,02,9\n", "utf-8")
    result = RUN.invoke(app, ["units", str(path), "--as", "admin"])
    assert result.exit_code == 2
    assert "línea 3, columna «CLUES»: «X» no es una CLUES." in result.stderr
    assert not OrgUnit.objects.filter(code="BCIST000999").exists()


def test_no_file(world):
    assert RUN.invoke(app, ["units", "no-existe.csv"]).exit_code == 2


def test_catalogue(world, tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("clave,tipo,nombre\nA,grupo,Cirugía\n", "utf-8")
    result = RUN.invoke(app, ["catalogue", "prueba", str(path), "--as", "admin", "--name", "Prueba"])
    assert result.exit_code == 0
    assert Release.objects.get(catalogue__code="prueba").published_at is not None
