"""A backup's manifest: round trip, and what is refused."""

import io

import pytest

from cauce.core.operations.backup.manifest import BadBackup, Manifest, Part, compare, digest, parse

PARTS = [Part("database.sqlite3", 3, "a" * 64), Part("documents/x.pdf", 5, "b" * 64)]
MANIFEST = Manifest(
    "2026-05-20T16:00:00+00:00", "0.1.0", "sqlite", "sqlite", 7, "c" * 64, [["audit", "0001"]], PARTS
)


def test_round_trip():
    assert parse(MANIFEST.as_bytes()) == MANIFEST


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "no se entiende"),
        (b"[]", "no se entiende"),
        (b'{"format": 99}', "formato 99"),
        (b'{"format": 1, "parts": []}', "no se entiende"),
    ],
)
def test_what_is_not_a_manifest(raw, sentence):
    with pytest.raises(BadBackup, match=sentence):
        parse(raw)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (PARTS[:1], "Falta en el respaldo: documents/x.pdf"),
        ([*PARTS, Part("keys/y", 1, "d" * 64)], "Sobra en el respaldo: keys/y"),
        ([PARTS[0], Part("documents/x.pdf", 5, "e" * 64)], "Está alterado en el respaldo: documents/x.pdf"),
    ],
)
def test_parts_must_be_exactly_those_listed(found, sentence):
    with pytest.raises(BadBackup, match=sentence):
        compare(MANIFEST, found)


def test_digest_is_sha256():
    assert digest(io.BytesIO(b"")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
