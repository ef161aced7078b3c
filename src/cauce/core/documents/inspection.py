"""Inspect an upload before anything keeps it: the envelope here, the inside in a limited child process.

`inspect()` never raises for what a file holds; it answers with findings (rule id, Spanish sentence, remedy).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from . import envelope, sandbox
from .inspection_rules import MAX_BYTES, Finding

LIMITS = sandbox.Limits(cpu_seconds=60, wall_seconds=120, memory_bytes=2 * 1024**3)
_LIMIT_WORDS = {"time": "tiempo", "memory": "memoria", "crash": "seguridad"}
WORKER = "cauce.core.documents.inspection_worker"


@dataclass(frozen=True)
class Embedded:
    """A file inside the PDF: its name, the hash of its content and its size in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Inspection:
    """What was seen. `ok` only when no rule is broken."""

    findings: tuple[Finding, ...] = ()
    size: int = 0
    sha256: str = ""
    pages: int = 0
    signed: bool = False
    attachments: tuple[Embedded, ...] = field(default=())

    @property
    def ok(self) -> bool:
        return not self.findings


def inspect(
    path: Path,
    *,
    own_hashes: Collection[str] = (),
    limit: int = MAX_BYTES,
    limits: sandbox.Limits = LIMITS,
) -> Inspection:
    """Inspect the file at `path`. `own_hashes`: SHA-256 of the attachments this system put inside."""
    size = path.stat().st_size
    outside = envelope.look(path, limit)
    if outside:
        return Inspection(findings=tuple(outside), size=size)
    sha = file_sha256(path)
    outcome = sandbox.run(WORKER, {"path": str(path.resolve())}, limits)
    if outcome.limit or outcome.error:
        reason = _LIMIT_WORDS.get(outcome.limit, "seguridad")
        return Inspection((Finding("DOC-15", {"limit": reason}),), size, sha)
    return _read(outcome.result, size, sha, own_hashes)


def _read(seen: dict, size: int, sha: str, own_hashes: Collection[str]) -> Inspection:
    findings = [Finding(rule, params) for rule, params in seen["findings"]]
    attachments = tuple(Embedded(**item) for item in seen["attachments"])
    foreign = [item.name or "sin nombre" for item in attachments if item.sha256 not in own_hashes]
    if foreign:
        findings.append(Finding("DOC-11", {"names": ", ".join(sorted(set(foreign)))}))
    return Inspection(tuple(findings), size, sha, seen["pages"], seen["signed"], attachments)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
