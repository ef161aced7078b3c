"""Files waiting for their job: kept beside the documents (which all processes share) until they are settled."""

import os
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from cauce.core.documents import storage

KEEP = timedelta(days=30)  # a file that nobody settled holds people's data: it goes


def folder() -> Path:
    """Where they are."""
    found = storage.root() / "incoming"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def path_of(uid: uuid.UUID) -> Path:
    """Where the file of that name is, or would be."""
    return folder() / f"{uid}.in"


def keep(uid: uuid.UUID, chunks: Iterable[bytes]) -> Path:
    """Write a file whole: afterwards it is there with all its bytes, or not there."""
    target = path_of(uid)
    temporary = target.with_suffix(f".{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def keep_file(uid: uuid.UUID, source: Path) -> Path:
    """Keep a copy of a file."""
    with source.open("rb") as file:
        return keep(uid, iter(lambda: file.read(1 << 20), b""))


def forget(uid: uuid.UUID) -> None:
    """The file is settled."""
    path_of(uid).unlink(missing_ok=True)


def sweep(at: datetime) -> int:
    """Remove what nobody settled for KEEP; returns how many."""
    old = [path for path in folder().iterdir() if path.stat().st_mtime < (at - KEEP).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
