"""Files by the hash of their content, under settings.CAUCE_DOCUMENTS_DIR.

A file appears whole or not at all (written aside, flushed, renamed), is never changed and never overwritten.
It is stored before its row commits, so a row never lacks its file; a file without a row (a rolled back act, a
killed server) is harmless and `sweep` removes it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

SUFFIX = ".pdf"


def root() -> Path:
    """The folder of all documents."""
    return Path(settings.CAUCE_DOCUMENTS_DIR)


def path_of(sha256: str) -> Path:
    """Where the content with that hash is, or would be."""
    return root() / sha256[:2] / f"{sha256}{SUFFIX}"


def store_bytes(content: bytes) -> str:
    """Keep `content`; returns its SHA-256."""
    sha = hashlib.sha256(content).hexdigest()
    if not path_of(sha).exists():
        with _written_whole(sha) as file:
            file.write(content)
    return sha


def store_file(source: Path) -> str:
    """Keep a copy of the file at `source`; returns its SHA-256. Constant memory."""
    with source.open("rb") as file:
        sha = hashlib.file_digest(file, "sha256").hexdigest()
        if not path_of(sha).exists():
            file.seek(0)
            with _written_whole(sha) as target:
                shutil.copyfileobj(file, target, 1024 * 1024)
    return sha


def temporary_folder() -> Path:
    """A folder on the same disk for files being received."""
    folder = root() / "tmp"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def _written_whole(sha256: str) -> Iterator[BinaryIO]:
    target = path_of(sha256)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=temporary_folder(), prefix=sha256[:8])
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
        _flush_folder(target.parent)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def damaged(hashes: Collection[str]) -> Iterator[str]:
    """Which of `hashes` are missing or no longer match their content."""
    for sha in hashes:
        path = path_of(sha)
        if not path.exists():
            yield sha
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha:
                yield sha


def sweep(known: Collection[str], older_than: float) -> list[Path]:
    """Remove files no row knows, last changed before `older_than` (epoch seconds, so that what is being
    received now stays). Returns what was removed."""
    removed = []
    for path in sorted(root().glob("*/*")):
        lost = path.parent.name == "tmp" or (path.suffix == SUFFIX and path.stem not in known)
        if lost and path.stat().st_mtime < older_than:
            path.unlink()
            removed.append(path)
    return removed
