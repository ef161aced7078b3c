"""Backup and restore by the real command line: into the same kind of database, and from one to the other."""

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from cauce.core.accounts.models import User
from cauce.core.audit.log import record
from cauce.core.audit.models import Event
from cauce.core.catalogues.models import Entry
from cauce.core.operations.backup.manifest import BadBackup
from cauce.core.operations.backup.reading import check
from cauce.core.organisations.models import OrgUnit
from tests.factories import make_world

from .systems import database_url

pytestmark = pytest.mark.django_db(transaction=True)


class System:
    """An installation: its database's address and its folder, driven by the command line."""

    def __init__(self, url: str, var: Path) -> None:
        self.url, self.var = url, var

    def cauce(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run `cauce …` in this installation."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("CAUCE_")}
        environment |= {"DATABASE_URL": self.url, "CAUCE_VAR_DIR": str(self.var)}
        environment |= {"CAUCE_ENV": "test", "PYTHONPATH": "src", "CAUCE_LOG_LEVEL": "ERROR"}
        command = [sys.executable, "-m", "cauce", *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True)

    def facts(self) -> list:
        """What this installation says of itself; also that its guards hold and its keys go on."""
        done = self.cauce("manage", "shell", "--no-imports", "-c", FACTS)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.split("FACTS")[1])


FACTS = """
import json
from django.db import DatabaseError, transaction
from cauce.core.audit.models import Event
from cauce.core.accounts.models import User
from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit
paths = sorted(OrgUnit.objects.values_list("path", flat=True))
last = OrgUnit.objects.order_by("-pk").first().pk
with transaction.atomic():
    assert OrgUnit.objects.create(kind="unit", code="NUEVA", name="Nueva", path="/nueva/").pk > last
    transaction.set_rollback(True)
try:
    Event.objects.all().delete()
    raise SystemExit("the audit log let itself be emptied")
except DatabaseError:
    pass
hashes = list(Event.objects.values_list("hash", flat=True))
print("FACTS" + json.dumps([hashes, paths, User.objects.count(), Entry.objects.count()]))
"""


@pytest.fixture
def source(now, tmp_path) -> System:
    """The usual scene with three events, a document and a key, in the database in use."""
    world = make_world(now)
    for number in range(3):
        with transaction.atomic():
            record(action="test.done", by=world.head, at=now, place=world.issste, data={"número": number})
    var = tmp_path / "source"
    for name in ("documents/2026/final.pdf", "keys/seal.key"):
        (var / name).parent.mkdir(parents=True)
        (var / name).write_bytes(b"contenido")
    return System(database_url(), var)


@pytest.fixture
def same_kind(tmp_path) -> Iterator[System]:
    """An empty installation with the kind of database in use."""
    if connection.vendor == "sqlite":
        yield System(database_url(str(tmp_path / "same.sqlite3")), tmp_path / "same")
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        yield System(database_url(name), tmp_path / "same")
        cursor.execute(f'DROP DATABASE "{name}"')


@pytest.fixture
def laptop(tmp_path) -> System:
    """An empty installation on SQLite, whatever the database in use."""
    return System(f"sqlite:///{tmp_path / 'laptop.sqlite3'}", tmp_path / "laptop")


def here() -> list:
    """The facts of the database in use."""
    return [
        list(Event.objects.values_list("hash", flat=True)),
        sorted(OrgUnit.objects.values_list("path", flat=True)),
        User.objects.count(),
        Entry.objects.count(),
    ]


def backed_up(source: System, file: Path, *options: str) -> Path:
    done = source.cauce("backup", file, *options)
    assert done.returncode == 0, done.stderr
    return file


@pytest.mark.parametrize("options", [(), ("--portable",)])
def test_into_a_second_database_of_the_same_kind(source, same_kind, tmp_path, options):
    """SQLite: the online copy. PostgreSQL: pg_dump; portable: the way of a clinic that grows."""
    file = backed_up(source, tmp_path / "respaldo.tar", *options)
    done = same_kind.cauce("restore", file, "--json")
    assert done.returncode == 0, done.stderr
    assert same_kind.facts() == here()
    assert json.loads(done.stdout)["audit_sequence"] == 3
    assert same_kind.cauce("audit", "verify").returncode == 0


def test_onto_a_laptop_with_documents_and_keys(source, laptop, tmp_path):
    done = laptop.cauce("restore", backed_up(source, tmp_path / "respaldo.tar", "--portable"))
    assert done.returncode == 0, done.stderr
    assert laptop.facts() == here()
    assert (laptop.var / "documents/2026/final.pdf").read_bytes() == b"contenido"
    assert (laptop.var / "keys/seal.key").stat().st_mode & 0o777 == 0o600


def test_a_target_with_data_is_refused_unless_forced(source, same_kind, tmp_path):
    file = backed_up(source, tmp_path / "respaldo.tar")
    assert same_kind.cauce("restore", file).returncode == 0
    again = same_kind.cauce("restore", file)
    assert again.returncode == 1
    assert "no está vacío" in again.stderr
    assert same_kind.cauce("restore", file, "--force").returncode == 0
    assert same_kind.facts() == here()


def test_a_backup_cut_short_or_altered_is_refused_before_anything_is_touched(source, laptop, tmp_path):
    file = backed_up(source, tmp_path / "respaldo.tar", "--portable")
    whole = file.read_bytes()
    for content, sentence in [
        (whole[: len(whole) // 2], "respaldo"),
        (whole.replace(b"contenido", b"c0ntenido"), "Está alterado"),
        (b"", "respaldo"),
    ]:
        file.write_bytes(content)
        done = laptop.cauce("restore", file)
        assert done.returncode == 1
        assert sentence in done.stderr
    assert not (tmp_path / "laptop.sqlite3").exists() or (tmp_path / "laptop.sqlite3").stat().st_size == 0


def test_a_member_that_leads_outside_is_refused(tmp_path):
    bad = tmp_path / "malo.tar"
    with tarfile.open(bad, "w") as tar:
        link = tarfile.TarInfo("documents/x")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(BadBackup, match="no es un archivo"):
        check(bad)


def test_the_file_is_private_complete_and_not_overwritten(source, tmp_path):
    file = backed_up(source, tmp_path / "respaldo.tar")
    assert file.stat().st_mode & 0o777 == 0o600
    assert {p.name for p in tmp_path.iterdir() if p.name.startswith(("respaldo", "cauce-"))} == {file.name}
    again = source.cauce("backup", file)
    assert again.returncode == 2
    assert "ya existe" in again.stderr
    assert source.cauce("backup", file, "--check").returncode == 0


def test_the_manifest_tells_the_head_of_the_snapshot(source, now, tmp_path):
    file = backed_up(source, tmp_path / "respaldo.tar", "--portable")
    with transaction.atomic():
        record(action="test.done", by=None, at=now)
    assert check(file).audit_sequence == 3
    with tarfile.open(file) as tar:
        tar.extract("database.sqlite3", tmp_path)
    rows = sqlite3.connect(tmp_path / "database.sqlite3").execute("SELECT count(*) FROM audit_event")
    assert rows.fetchone() == (3,)
