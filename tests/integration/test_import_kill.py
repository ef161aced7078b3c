"""`kill -9` while importing: afterwards everything is there or nothing is, and the audit chain verifies."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, connections

import cauce
from cauce.core.audit.log import verify
from cauce.core.imports.models import Import
from cauce.core.organisations.models import OrgUnit, UnitCode
from tests.factories import make_world

ROWS = 6_000
HEADER = "clues,nombre,institución,entidad,nivel,localidad,latitud,longitud"


def database_url() -> str:
    """The test database, as another process reaches it."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    host = settings.get("HOST") or ""
    user, password = settings.get("USER") or "", settings.get("PASSWORD") or ""
    if host.startswith("/"):
        return f"postgresql://{user}:{password}@{host.replace('/', '%2F')}:{settings.get('PORT') or ''}/{settings['NAME']}"
    return f"postgresql://{user}:{password}@{host}:{settings.get('PORT') or ''}/{settings['NAME']}"


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "unidades.csv"
    lines = (
        f"BCIST{n:06},Unidad sintética {n},ISSSTE,02,1,Localidad,32.1,-115.1" for n in range(1, ROWS + 1)
    )
    path.write_text("\n".join([HEADER, *lines]), "utf-8")
    return path


@pytest.fixture
def importing(file, tmp_path):
    """Start the import in a process of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "CAUCE_VAR_DIR": str(tmp_path / "var"),
        "CAUCE_ENV": "test",
        "PYTHONPATH": str(Path(cauce.__file__).parents[1]),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "cauce", "import", "units", str(file), "--as", "admin"]
    started = []

    def start() -> subprocess.Popen:
        process = subprocess.Popen(
            command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()
        process.stderr.close()


def wait_for(process: subprocess.Popen, text: str) -> None:
    said = []
    for line in process.stderr:
        said.append(line)
        if text in line:
            return
    raise AssertionError(f"the import ended before saying «{text}»: {''.join(said[-5:])}")


def new_units() -> int:
    connections.close_all()
    return OrgUnit.objects.filter(code__startswith="BCIST").count()


@pytest.mark.django_db(transaction=True)
def test_killed_while_importing(importing):
    make_world()
    killed = 0
    for delay in (0.05, 0.3, 0.7):
        process = importing()
        wait_for(process, "Aplicando")
        time.sleep(delay)
        process.kill()
        killed += process.wait() == -9
        there = new_units()
        assert there in (0, ROWS)
        assert UnitCode.objects.count() == there
        assert Import.objects.filter(state="applied").count() == bool(there)
        assert not OrgUnit.objects.filter(path__startswith="pending").exists()
        assert verify().whole
        if there:
            break
    assert killed
    process = importing()
    assert process.wait(timeout=120) == 0
    assert new_units() == ROWS
    assert verify().whole
