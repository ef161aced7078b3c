"""The file of a package: one line of seal, then a ZIP whose every byte the seal covers. No framework, no database.

    CAUCE-PACKAGE 1 <bytes of the ZIP> <key id> <Ed25519 signature, base64url>\\n
    PK… manifest.json, <part>.jsonl, …

The signature is over the line's own fields and the ZIP's SHA-256, so nothing of a stranger's file is unpacked, and
no byte can change unseen (`unzip` opens it all the same: it skips what stands before). The manifest holds each
part's records, bytes and SHA-256. Limits hold also for trusted keys: a stolen one must not fill the disk.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cauce.core.documents.canonical import canonical_json

from .rules import refused

FORMAT = 1
MAGIC = b"CAUCE-PACKAGE"
SUFFIX = ".cauce"
MAX_LINE = 200
MAX_BYTES = 100 * 1024**2  # the file
MAX_UNPACKED = 1024**3
MAX_MANIFEST = 256 * 1024
MAX_PARTS = 20
MAX_RECORD = 1024**2
_LINE = re.compile(rb"CAUCE-PACKAGE ([0-9]{1,6})(?: ([0-9]{1,12}) ([0-9a-f]{16}) ([A-Za-z0-9_-]{86}))?\n")
_PART = re.compile(r"[a-z][a-z_]{0,29}")
# So that the same content is the same file: a ZIP's own clock and permissions stand still.
_WHEN = (1980, 1, 1, 0, 0, 0)

Records = Iterable[Mapping[str, Any]]
Sign = Callable[[bytes], str]
Holds = Callable[
    [str, bytes, str], bool
]  # key id, message, signature → whether it is good; raises when not trusted


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of record in the package."""

    name: str
    records: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the package says of itself. content: one hash over all parts; facts: the kind's own (JSON-able)."""

    kind: str
    place: str
    place_name: str
    period: str
    number: int
    made_at: str
    made_by: str
    software: str
    content: str
    parts: tuple[Part, ...]
    facts: Mapping[str, Any]

    @property
    def records(self) -> int:
        """All records."""
        return sum(part.records for part in self.parts)


def content_of(parts: Mapping[str, bytes]) -> str:
    """The hash of what is in a package, whoever made it and when."""
    digest = hashlib.sha256()
    for name in sorted(parts):
        digest.update(f"{name} {hashlib.sha256(parts[name]).hexdigest()}\n".encode())
    return digest.hexdigest()


def lines_of(records: Records) -> bytes:
    """Records as JSON lines, each with one obvious text (documents.canonical)."""
    return b"".join(canonical_json(dict(record)) + b"\n" for record in records)


def write(
    target: BinaryIO, head: Mapping[str, Any], parts: Mapping[str, bytes], *, key_id: str, sign: Sign
) -> None:
    """Write a package. head: the manifest's fields but for parts and content; parts: name → JSON lines."""
    told = [
        {
            "name": n,
            "records": data.count(b"\n"),
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        for n, data in parts.items()
    ]
    manifest = {**head, "format": FORMAT, "content": content_of(parts), "parts": told}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in {
            "manifest.json": canonical_json(manifest),
            **{f"{n}.jsonl": d for n, d in parts.items()},
        }.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    payload = packed.getvalue()
    message = _message(FORMAT, len(payload), key_id, hashlib.sha256(payload).hexdigest())
    target.write(f"{MAGIC.decode()} {FORMAT} {len(payload)} {key_id} {sign(message)}\n".encode())
    target.write(payload)


def _message(version: int, length: int, key_id: str, sha256: str) -> bytes:
    return f"cauce-package-v1\n{version} {length} {key_id} {sha256}".encode()


@dataclass(slots=True)
class Package:
    """A package whose seal holds. `records(name)` reads a part; each `read` part was checked by its digest."""

    manifest: Manifest
    key_id: str
    sha256: str  # of the whole file
    size: int
    _archive: zipfile.ZipFile

    def records(self, name: str) -> Iterator[dict[str, Any]]:
        """The records of a part, in order; none when the package has no such part. Raises Invalid (PK-04, PK-12)."""
        part = next((p for p in self.manifest.parts if p.name == name), None)
        if part is None:
            return
        for line in _read(self._archive, f"{name}.jsonl", part.bytes, part.sha256).splitlines():
            if len(line) > MAX_RECORD:
                raise refused("PK-12", why="un registro es demasiado largo")
            record = _json(line)
            if not isinstance(record, dict):
                raise refused("PK-12", why="un registro no es un objeto")
            yield record

    def close(self) -> None:
        """Let the file go."""
        self._archive.close()


def open_package(path: Path, holds: Holds) -> Package:
    """Open a package after its seal. Raises Invalid (PK-01 to PK-06, PK-11, PK-12); `holds` may raise its own."""
    size = path.stat().st_size
    if size > MAX_BYTES + MAX_LINE:
        raise refused("PK-11", limit=f"{MAX_BYTES // 1024**2} MB")
    with path.open("rb") as file:
        line = file.readline(MAX_LINE)
        match = _LINE.fullmatch(line)
        if match is None or not match[1]:
            raise _no_package(line)
        if int(match[1]) > FORMAT:
            raise refused("PK-03", found=int(match[1]), known=FORMAT)
        if match[2] is None or int(match[1]) != FORMAT:
            raise refused("PK-01")
        expected, key_id, signature = int(match[2]), match[3].decode(), match[4].decode()
        there = size - len(line)
        if there < expected:
            raise refused("PK-02", missing=f"{expected - there:,}", expected=f"{expected:,}")
        payload = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        whole = hashlib.file_digest(file, "sha256").hexdigest()
    message = _message(FORMAT, expected, key_id, payload)
    if not holds(key_id, message, signature) or there != expected or line != _again(match):
        raise refused("PK-04")
    archive = _archive(path)
    try:
        return Package(_manifest(archive), key_id, whole, size, archive)
    except BaseException:
        archive.close()
        raise


def _again(match: re.Match[bytes]) -> bytes:
    """The line as we write it: "0123" and "123" are one number, but not one byte."""
    return b"%s %d %d %s %s\n" % (MAGIC, int(match[1]), int(match[2]), match[3], match[4])


def _no_package(line: bytes) -> Exception:
    if line.startswith(MAGIC) and not line.endswith(b"\n"):
        return refused("PK-02", missing="casi todos", expected="sus")
    return refused("PK-04" if line.startswith(MAGIC) else "PK-01")


def _archive(path: Path) -> zipfile.ZipFile:
    """The ZIP with nothing in it but a manifest and parts of sane sizes."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise refused("PK-12", why="no es un ZIP") from error
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    known = all(name == "manifest.json" or _PART.fullmatch(name.removesuffix(".jsonl")) for name in names)
    plain = all(
        entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) and not entry.flag_bits & 1
        for entry in entries
    )
    why = (
        "trae archivos que no le corresponden"
        if not known or len({*names}) != len(names) or len(names) > MAX_PARTS + 1
        else "está cifrado o comprimido de otra forma"
        if not plain
        else "es demasiado grande al abrirlo"
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED
        else ""
    )
    if why:
        archive.close()
        raise refused("PK-12", why=why)
    return archive


def _read(archive: zipfile.ZipFile, name: str, size: int, sha256: str = "") -> bytes:
    """An entry of at most `size` bytes, whatever the ZIP says of it."""
    try:
        with archive.open(name) as file:
            data = file.read(size + 1)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise refused("PK-12", why=f"no se puede leer {name}") from error
    if sha256 and (len(data) != size or hashlib.sha256(data).hexdigest() != sha256):
        raise refused("PK-04")
    if len(data) > size:
        raise refused("PK-12", why=f"{name} es demasiado grande")
    return data


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise refused("PK-12", why="no es JSON") from error


_TEXTS = ("kind", "place", "place_name", "period", "made_at", "made_by", "software", "content")


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    found = _json(_read(archive, "manifest.json", MAX_MANIFEST))
    try:
        texts = {name: found[name] for name in _TEXTS}
        parts = tuple(Part(p["name"], p["records"], p["bytes"], p["sha256"]) for p in found["parts"])
        number, facts = found["number"], found.get("facts", {})
    except (KeyError, TypeError) as error:
        raise refused("PK-12", why="al manifiesto le faltan datos") from error
    sound = (
        all(isinstance(text, str) and len(text) <= 300 for text in texts.values())
        and isinstance(number, int)
        and 0 < number < 2**31
        and isinstance(facts, dict)
        and all(_sound(part) for part in parts)
        and sum(part.bytes for part in parts) <= MAX_UNPACKED
    )
    if not sound:
        raise refused("PK-12", why="el manifiesto trae datos imposibles")
    return Manifest(**texts, number=number, parts=parts, facts=facts)


def _sound(part: Part) -> bool:
    return (
        isinstance(part.name, str)
        and _PART.fullmatch(part.name) is not None
        and isinstance(part.sha256, str)
        and all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in (part.records, part.bytes))
    )
