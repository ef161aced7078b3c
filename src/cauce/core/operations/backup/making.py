"""`cauce backup`: a consistent snapshot of everything, in one file."""

import io
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from cauce import __version__

from . import databases
from .copying import copy_all
from .manifest import NAME, BadBackup, Manifest, Part, part_of


def folders(keys: bool = True) -> dict[str, Path]:
    """Name in the backup → folder of the system."""
    found = {"documents": Path(settings.CAUCE_DOCUMENTS_DIR), "media": Path(settings.MEDIA_ROOT)}
    return {**found, "keys": Path(settings.CAUCE_KEYS_DIR)} if keys else found


def make_backup(target: Path, *, at: datetime, portable: bool = False, keys: bool = True) -> Manifest:
    """Write the backup at `target` (created whole or not at all; readable by its owner only).

    The database is copied first. Documents are never changed once written, so every document that the
    snapshot names is there when the folders are read. Raises BadBackup, OSError.
    """
    partial = target.with_name(f"{target.name}.partial")
    with tempfile.TemporaryDirectory(prefix="cauce-backup-", dir=target.resolve().parent) as scratch:
        name, source, head = _snapshot(Path(scratch), portable)
        members = [(name, source), *_files(keys)]
        try:
            manifest = _write(partial, members, name, head, at)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return manifest


def _snapshot(scratch: Path, portable: bool) -> tuple[str, Path, databases.Head]:
    """(member name, file, audit head) of the database."""
    if connection.vendor == "postgresql" and not portable:
        dump = scratch / "database.pgdump"
        head = databases.pg_dump_snapshot(dump)
        if head is not None:
            return dump.name, dump, head
    copy = scratch / "database.sqlite3"
    if connection.vendor == "sqlite":
        databases.sqlite_snapshot(copy)
    else:
        databases.migrate_file(copy)
    with databases.opened(copy) as alias:
        if connection.vendor != "sqlite":
            copy_all("default", alias)
        head = databases.audit_head(alias)
    return copy.name, copy, head


def _files(keys: bool) -> Iterator[tuple[str, Path]]:
    """(member name, file) of documents, media and keys; unfinished uploads (dot files) stay out."""
    for prefix, folder in folders(keys).items():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield f"{prefix}/{path.relative_to(folder).as_posix()}", path


def _write(
    partial: Path, members: list[tuple[str, Path]], name: str, head: databases.Head, at: datetime
) -> Manifest:
    parts: list[Part] = []
    descriptor = partial.open("wb")
    partial.chmod(0o600)
    with descriptor, tarfile.open(fileobj=descriptor, mode="w") as tar:
        for member, path in members:
            tar.add(path, arcname=member, recursive=False)
            parts.append(part_of(member, path))
        manifest = Manifest(
            created_at=at.isoformat(),
            version=__version__,
            source=connection.vendor,
            database="pgdump" if name.endswith(".pgdump") else "sqlite",
            audit_sequence=head[0],
            audit_hash=head[1],
            migrations=databases.applied_migrations(),
            parts=parts,
        )
        raw = manifest.as_bytes()
        info = tarfile.TarInfo(NAME)
        info.size, info.mtime, info.mode = len(raw), int(at.timestamp()), 0o600
        tar.addfile(info, io.BytesIO(raw))
    return manifest


__all__ = ["BadBackup", "folders", "make_backup"]
