"""What a backup says about itself. Pure."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

NAME = "manifest.json"
FORMAT = 1


class BadBackup(Exception):
    """The file is not a whole backup; the sentence says what is wrong with which part."""


@dataclass(frozen=True, slots=True)
class Part:
    """One member of the tar: its name, size in bytes and SHA-256 (hex)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The last member. `database` is "sqlite" or "pgdump"; `audit_*` is the chain's head in the snapshot."""

    created_at: str
    version: str
    source: str  # vendor the backup was made from
    database: str
    audit_sequence: int
    audit_hash: str
    migrations: list[list[str]]
    parts: list[Part] = field(default_factory=list)
    format: int = FORMAT

    def as_bytes(self) -> bytes:
        """Canonical JSON."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True).encode()


def parse(raw: bytes) -> Manifest:
    """Read a manifest. Raises BadBackup."""
    try:
        content: dict[str, Any] = json.loads(raw)
        if content["format"] != FORMAT:
            raise BadBackup(
                f"El formato {content['format']} del respaldo no es el {FORMAT} que se conoce aquí."
            )
        parts = [Part(**part) for part in content.pop("parts")]
        return Manifest(parts=parts, **content)
    except (ValueError, KeyError, TypeError) as error:
        raise BadBackup(f"El manifiesto del respaldo no se entiende: {error}.") from error


def digest(stream: IO[bytes]) -> str:
    """SHA-256 (hex) of what remains in the stream, in constant memory."""
    sha = hashlib.sha256()
    while block := stream.read(1 << 20):
        sha.update(block)
    return sha.hexdigest()


def part_of(name: str, path: Path) -> Part:
    """The part that a file becomes."""
    with path.open("rb") as stream:
        return Part(name, path.stat().st_size, digest(stream))


def compare(manifest: Manifest, found: Iterable[Part]) -> None:
    """Raise BadBackup unless exactly the listed parts were found, each with its content."""
    listed, present = {p.name: p for p in manifest.parts}, {p.name: p for p in found}
    if missing := sorted(listed.keys() - present.keys()):
        raise BadBackup(f"Falta en el respaldo: {missing[0]}" + _others(missing))
    if extra := sorted(present.keys() - listed.keys()):
        raise BadBackup(f"Sobra en el respaldo: {extra[0]}" + _others(extra))
    if changed := sorted(name for name, part in listed.items() if present[name] != part):
        raise BadBackup(f"Está alterado en el respaldo: {changed[0]}" + _others(changed))


def _others(names: list[str]) -> str:
    return f" y {len(names) - 1} más." if len(names) > 1 else "."
