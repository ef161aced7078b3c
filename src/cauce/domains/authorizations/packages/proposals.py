"""The records of a package as they are proposed: read strictly, nothing looked up yet."""

import base64
import hashlib
import re
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cauce.core.documents import storage
from cauce.interop.packages.container import Package
from cauce.interop.packages.rules import refused

MAX_FILES = 20
_SHA = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class File:
    """A document that supports the request, by its hash."""

    sha256: str
    name: str
    description: str
    sequence: int | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A request as its unit captured it."""

    uid: uuid.UUID
    version: int
    captured_at: datetime
    physician: str
    licence: str
    typed: Mapping[str, Any]
    files: tuple[File, ...]

    @property
    def label(self) -> str:
        """What people recognise it by, without the patient: when, who asks, for what."""
        items = self.typed.get("items")
        rows = items if isinstance(items, list) else []
        codes = ", ".join(str(row.get("service", ""))[:60] for row in rows if isinstance(row, dict))
        return f"{self.captured_at:%Y-%m-%d} · {self.physician} · {codes or 'sin servicios'}"[:200]


def read(package: Package) -> list[Proposed]:
    """The package's requests. Raises Invalid (PK-12) for anything that no export of ours writes."""
    try:
        found = [_request(record) for record in package.records("requests")]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise refused("PK-12", why="un registro está mal formado") from error
    if len({one.uid for one in found}) != len(found):
        raise refused("PK-12", why="una solicitud viene dos veces")
    return found


def unpack(package: Package, folder: Path) -> dict[str, Path]:
    """The package's files by hash, each written to `folder`. Raises Invalid (PK-12) for one that is not its hash."""
    paths: dict[str, Path] = {}
    try:
        for record in package.records("files"):
            sha256 = record["sha256"]
            if not _SHA.fullmatch(sha256):
                raise ValueError("no hash")
            paths.setdefault(sha256, folder / f"{sha256}.pdf")
            with paths[sha256].open("ab") as file:
                file.write(base64.b64decode(record["data"], validate=True))
        for sha256, path in paths.items():
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                    raise ValueError("other content")
    except (KeyError, TypeError, ValueError) as error:
        raise refused("PK-12", why="un documento está incompleto") from error
    return paths


def workplace() -> tempfile.TemporaryDirectory[str]:
    """Where files are laid out while they are inspected."""
    return tempfile.TemporaryDirectory(dir=storage.temporary_folder())


def _request(record: Mapping[str, Any]) -> Proposed:
    version, typed, physician = record["version"], record["typed"], record["physician"]
    if isinstance(version, bool) or not isinstance(version, int) or not 0 < version < 2**31:
        raise ValueError("a record has a version")
    if not isinstance(typed, dict):
        raise TypeError("what was typed is an object")
    captured = datetime.fromisoformat(_text(record["captured_at"]))
    if captured.tzinfo is None:
        raise ValueError("an instant has a zone")
    files = tuple(_file(one) for one in record["evidence"])
    if len(files) > MAX_FILES:
        raise ValueError("too many files")
    who, licence = _text(physician["name"]), _text(physician["licence"])
    return Proposed(uuid.UUID(record["uid"]), version, captured, who, licence, typed, files)


def _file(record: Mapping[str, Any]) -> File:
    sequence = record["sequence"]
    if sequence is not None and (not isinstance(sequence, int) or not 0 < sequence < 1000):
        raise ValueError("a sequence")
    return File(_text(record["sha256"]), _text(record["name"]), _text(record["description"])[:200], sequence)


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value or len(value) > 300:
        raise ValueError("not a text")
    return value
