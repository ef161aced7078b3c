"""`cauce restore`: everything back, from a backup that proved whole, into either database."""

import shutil
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection

from cauce.core.audit.log import verify

from . import databases
from .copying import copy_all
from .making import folders
from .manifest import BadBackup, Manifest
from .reading import check, unpack


class NotEmpty(Exception):
    """The target already holds data; the sentence says which."""


def restore_backup(source: Path, *, force: bool = False) -> Manifest:
    """Check the file, then replace database, documents and keys; verify the audit chain afterwards.

    The server and the worker must be stopped. Raises BadBackup before touching anything when the file is
    not whole or newer than this code, and NotEmpty when the target holds data and `force` is not given.
    """
    manifest = check(source)
    if unknown := databases.unknown_migrations(manifest.migrations):
        raise BadBackup(
            f"El respaldo es de una versión más nueva de Cauce (tiene {unknown[0]}); actualice primero."
        )
    if not force and (reason := what_is_there()):
        raise NotEmpty(f"El destino no está vacío: {reason}.")
    with tempfile.TemporaryDirectory(prefix="cauce-restore-") as scratch:
        unpack(source, Path(scratch))
        _restore_database(Path(scratch), manifest)
        _restore_folders(Path(scratch))
    _verify(manifest)
    return manifest


def what_is_there() -> str:
    """Why the target counts as not empty, or ""."""
    from cauce.core.accounts.models import User
    from cauce.core.audit.models import Event

    try:
        people, events = User.objects.count(), Event.objects.count()
    except (OperationalError, ProgrammingError):  # no tables yet
        people = events = 0
    if people or events:
        return f"la base de datos tiene {people} personas y {events} eventos"
    for name, folder in folders().items():
        if name != "keys" and folder.exists() and any(path.is_file() for path in folder.rglob("*")):
            return f"la carpeta {folder} tiene archivos"
    return ""


def _restore_database(scratch: Path, manifest: Manifest) -> None:
    """The same kind of database by its own means; the other kind by copying the tables."""
    _empty_target()
    if manifest.database == "pgdump":
        if connection.vendor != "postgresql":
            raise BadBackup(
                "El respaldo es de PostgreSQL y el destino es SQLite: haga el respaldo con --portable."
            )
        databases.pg_restore(scratch / "database.pgdump")
        call_command("migrate", verbosity=0)
        return
    copy = scratch / "database.sqlite3"
    databases.migrate_file(copy)
    if connection.vendor == "sqlite":
        _put_file(copy)
        return
    call_command("migrate", verbosity=0)
    with databases.opened(copy) as alias:
        copy_all(alias, "default")


def _empty_target() -> None:
    if connection.vendor == "sqlite":
        return  # the file is replaced at once
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
        cursor.execute(
            "SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE n.nspname = current_schema() AND p.prorettype = 'trigger'::regtype"
        )
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {function} CASCADE")


def _put_file(copy: Path) -> None:
    """Replace the SQLite file (and its journal) by the copy."""
    target = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    for suffix in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.partial")
    shutil.copyfile(copy, partial)
    partial.replace(target)


def _restore_folders(scratch: Path) -> None:
    for name, folder in folders().items():
        source = scratch / name
        if not source.exists():
            continue
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, folder)
        if name == "keys":
            folder.chmod(0o700)
            for path in folder.rglob("*"):
                path.chmod(0o700 if path.is_dir() else 0o600)


def _verify(manifest: Manifest) -> None:
    """The chain holds, and its head is the one that the backup recorded."""
    result = verify()
    if not result.whole:
        raise BadBackup(f"La bitácora restaurada está rota en el evento {result.broken_at}: {result.reason}.")
    if databases.audit_head("default") != (manifest.audit_sequence, manifest.audit_hash):
        raise BadBackup("La bitácora restaurada no termina donde terminaba la respaldada.")
