"""The database of a backup: snapshots by each database's own means, and second connections."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from .manifest import BadBackup

ALIAS = "backup"
Head = tuple[int, str]


@contextmanager
def opened(path: Path) -> Iterator[str]:
    """A connection alias onto an SQLite file."""
    base = {**connections.settings["default"], "ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    base |= {"OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20}, "CONN_MAX_AGE": 0}
    connections.settings[ALIAS] = base
    try:
        yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]


def migrate_file(path: Path) -> None:
    """Create or bring up to date the SQLite file, in a process where it is the default database."""
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{path}"}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "cauce.config.settings")
    package = str(Path(settings.PACKAGE_DIR).parent)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [package, environment.get("PYTHONPATH", "")]))
    command = [sys.executable, "-m", "cauce", "manage", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise BadBackup(f"No se pudo actualizar la copia de la base de datos: {done.stderr.strip()[-500:]}")


def sqlite_snapshot(target: Path) -> None:
    """SQLite's online backup: consistent while the system runs."""
    connection.ensure_connection()
    with sqlite3.connect(target) as copy:
        connection.connection.backup(copy)
    copy.close()


def pg_dump_snapshot(target: Path) -> Head | None:
    """pg_dump of one exported snapshot, and the audit head in that same snapshot.

    None when there is no pg_dump, or one older than the server.
    """
    program = shutil.which("pg_dump")
    if program is None:
        return None
    with _repeatable_read():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        head = audit_head("default")
        command = [program, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        done = _run([*command, f"--file={target}"])
    return head if done.returncode == 0 else None


@contextmanager
def _repeatable_read() -> Iterator[None]:
    from django.db import transaction

    with transaction.atomic():
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def pg_restore(source: Path) -> None:
    """Load a pg_dump file into the (emptied) default database, whole or not at all."""
    program = shutil.which("pg_restore")
    if program is None:
        raise BadBackup(
            "Para restaurar este respaldo se necesita pg_restore (paquete postgresql-client), o un respaldo portátil."
        )
    command = [program, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    done = _run([*command, f"--dbname={connection.settings_dict['NAME']}", str(source)])
    if done.returncode:
        raise BadBackup(f"pg_restore falló: {done.stderr.strip()[-500:]}")


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a PostgreSQL client program; the password goes by environment, never on the command line."""
    config = connection.settings_dict
    known = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    wanted = {name: str(config[key]) for name, key in known.items() if config.get(key)}
    return subprocess.run(command, env={**os.environ, **wanted}, capture_output=True, text=True)


def audit_head(alias: str) -> Head:
    """(sequence, hash) of the audit chain's head in that database."""
    from cauce.core.audit.models import ChainHead

    head = ChainHead.objects.using(alias).filter(pk=1).first()
    return (head.sequence, head.hash) if head else (0, "0" * 64)


def applied_migrations(alias: str = "default") -> list[list[str]]:
    """[app, name] of every applied migration, sorted."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return sorted([app, name] for app, name in applied)


def unknown_migrations(listed: list[list[str]]) -> list[str]:
    """Migrations of the backup that this code does not have: the backup is newer than the code."""
    known = set(MigrationLoader(None).disk_migrations)
    return sorted(f"{app}.{name}" for app, name in listed if (app, name) not in known and _installed(app))


def _installed(label: str) -> bool:
    from django.apps import apps

    return label in apps.app_configs
