"""The file of a package: what is refused before anything of it is believed."""

import hashlib
import io
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cauce.core.documents import seal
from cauce.core.errors import Invalid
from cauce.interop.packages import container
from cauce.interop.packages.container import open_package
from tests.factories.packages import sign

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = seal.public_text(KEY)
HEAD = {
    "kind": "k", "place": "P", "place_name": "Lugar", "period": "202603", "number": 1, "made_at": "x", "made_by": "x",
    "software": "x", "facts": {},
}  # fmt: skip
PARTS = {"rows": b'{"a":1}\n{"a":2}\n', "sheets": b""}


def holds(key_id, message, signature):
    return key_id == seal.key_id(PUBLIC) and seal.signed(PUBLIC, message, signature)


def opened(content, tmp_path):
    path = tmp_path / "p.cauce"
    path.write_bytes(content)
    package = open_package(path, holds)
    try:
        return {part.name: list(package.records(part.name)) for part in package.manifest.parts}, package
    finally:
        package.close()


def rule_of(content, tmp_path) -> str:
    with pytest.raises(Invalid) as refused:
        opened(content, tmp_path)
    assert refused.value.remedy
    return refused.value.rule


WHOLE = sign(HEAD, PARTS, KEY)


def test_what_was_written_is_read(tmp_path):
    records, package = opened(WHOLE, tmp_path)
    assert records == {"rows": [{"a": 1}, {"a": 2}], "sheets": []}
    assert (package.manifest.records, package.manifest.place_name) == (2, "Lugar")
    assert package.manifest.content == container.content_of(PARTS)
    assert sign(HEAD, PARTS, KEY) == WHOLE  # the same content is the same file
    assert list(package.records("nothing")) == []


def test_any_altered_byte_is_refused(tmp_path):
    for at in range(len(WHOLE)):
        for bit in (1, 32):  # 32: another case of a letter
            altered = bytearray(WHOLE)
            altered[at] ^= bit
            assert rule_of(bytes(altered), tmp_path).startswith("PK-"), (at, bit)


def test_a_cut_package_is_refused_wherever_it_is_cut(tmp_path):
    start = WHOLE.index(b"\n")
    assert {rule_of(WHOLE[:at], tmp_path) for at in range(start + 1, len(WHOLE), 7)} == {"PK-02"}
    assert {rule_of(WHOLE[:at], tmp_path) for at in range(0, start)} <= {"PK-01", "PK-02"}
    assert rule_of(WHOLE + b"\n", tmp_path) == "PK-04"


def test_a_newer_format_says_so(tmp_path):
    assert rule_of(WHOLE.replace(b"PACKAGE 1 ", b"PACKAGE 2 ", 1), tmp_path) == "PK-03"
    assert rule_of(b"CAUCE-PACKAGE 7\nanything at all", tmp_path) == "PK-03"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"CAUCE", b"%PDF-1.7\n", b"\x00" * 500])
def test_anything_else_is_no_package(tmp_path, content):
    assert rule_of(content, tmp_path) == "PK-01"


def test_a_package_may_not_weigh_anything(tmp_path, monkeypatch):
    monkeypatch.setattr(container, "MAX_BYTES", 10)
    assert rule_of(WHOLE, tmp_path) == "PK-11"


def sealed(payload: bytes) -> bytes:
    """Any payload under a good seal, as a stolen key could make it."""
    key_id = seal.key_id(PUBLIC)
    message = container._message(1, len(payload), key_id, hashlib.sha256(payload).hexdigest())
    return f"CAUCE-PACKAGE 1 {len(payload)} {key_id} {seal.sign(KEY, message)}\n".encode() + payload


def zipped(*entries: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize(
    "payload",
    [
        b"no zip",
        zipped(("../../etc/passwd", b"x")),
        zipped(("/manifest.json", b"x")),
        zipped(("manifest.json", b"{}"), ("a/b.jsonl", b"x")),
        zipped(("manifest.json", b"{}")),
        zipped(("manifest.json", b"[]")),
        zipped(("manifest.json", b"not json")),
        zipped(("manifest.json", b"[" * 200_000)),
        zipped(("manifest.json", b"0" * 300_000)),
        zipped(*((f"{chr(97 + n)}.jsonl", b"") for n in range(22))),
    ],
)
def test_what_is_inside_is_bounded_even_under_a_good_seal(tmp_path, payload):
    assert rule_of(sealed(payload), tmp_path) == "PK-12"


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(container, "MAX_UNPACKED", 1_000)
    assert (
        rule_of(sealed(zipped(("manifest.json", b"{}"), ("rows.jsonl", b"0" * 5_000))), tmp_path) == "PK-12"
    )


def test_a_part_is_what_the_manifest_says(tmp_path):
    inside = zipfile.ZipFile(io.BytesIO(WHOLE[WHOLE.index(b"\n") + 1 :]))
    manifest = inside.read("manifest.json")
    assert (
        rule_of(sealed(zipped(("manifest.json", manifest), ("rows.jsonl", b'{"a":3}\n'))), tmp_path)
        == "PK-04"
    )
    assert rule_of(sealed(zipped(("manifest.json", manifest), ("sheets.jsonl", b""))), tmp_path) == "PK-12"
    for name in (b'"number":1', b'"place":"P"', b'"bytes":16'):
        wrong = manifest.replace(name, name.split(b":")[0] + b":-1")
        assert (
            rule_of(sealed(zipped(("manifest.json", wrong), ("rows.jsonl", PARTS["rows"]))), tmp_path)
            == "PK-12"
        )


@pytest.mark.parametrize("line", [b"[1]\n", b"x\n", b'{"a":' + b'"' + b"z" * (1024**2) + b'"}\n'])
def test_a_record_is_an_object_of_sane_size(tmp_path, line):
    assert rule_of(sign(HEAD, {"rows": line}, KEY), tmp_path) == "PK-12"
