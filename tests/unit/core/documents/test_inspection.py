import io

import pytest

from cauce.core.documents import envelope, inspection, sandbox
from cauce.core.documents.inspection_rules import MAX_BYTES, RULES
from tests.factories import hostile, papers


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    return papers.issue(tmp_path_factory.mktemp("inspection"))


def rules(path, own=()):
    return [finding.rule for finding in inspection.inspect(path, own_hashes=own).findings]


def test_our_own_paper_passes(paper):
    seen = inspection.inspect(paper.path, own_hashes=[paper.data_sha256])
    assert seen.ok
    assert (seen.pages, seen.signed, seen.size) == (1, False, paper.path.stat().st_size)
    assert [(a.name, a.sha256) for a in seen.attachments] == [("datos.json", paper.data_sha256)]


@pytest.mark.parametrize(("rule", "change"), hostile.INSIDE, ids=lambda v: getattr(v, "__name__", v))
def test_hostile_inside(rule, change, paper, tmp_path):
    bad = hostile.changed(paper.path, tmp_path / "bad.pdf", change)
    assert rule in rules(bad, [paper.data_sha256])


@pytest.mark.parametrize("user", ["", "secreta"])
def test_encrypted(user, paper, tmp_path):
    assert rules(hostile.encrypted(paper.path, tmp_path / "e.pdf", user)) == ["DOC-05"]


def test_empty(tmp_path):
    (tmp_path / "e.pdf").touch()
    assert rules(tmp_path / "e.pdf") == ["DOC-01"]


def test_renamed_png_is_named_for_what_it_is(tmp_path):
    seen = inspection.inspect(hostile.renamed_png(tmp_path / "firmado.pdf"))
    assert seen.findings[0].rule == "DOC-03"
    assert "imagen PNG" in seen.findings[0].sentence


def test_exactly_100_megabytes_pass_and_one_more_byte_does_not(paper, tmp_path):
    path = hostile.padded(paper.path, tmp_path / "big.pdf", MAX_BYTES)
    assert path.stat().st_size == 104_857_600
    assert rules(path, [paper.data_sha256]) == []
    with path.open("ab") as file:
        file.write(b"\n")
    seen = inspection.inspect(path, own_hashes=[paper.data_sha256])
    assert [f.rule for f in seen.findings] == ["DOC-02"]
    assert "104,857,601 bytes" in seen.findings[0].sentence


def test_the_stream_stops_at_the_first_byte_too_many():
    pulled = []

    def chunks():
        for n in range(100):
            pulled.append(n)
            yield b"x" * 10

    with pytest.raises(envelope.TooLarge):
        envelope.copy_limited(chunks(), io.BytesIO(), limit=45)
    assert pulled == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("blank", [b"", b"\n", b"\r\n", b" \n\n", b"\0"])
def test_blanks_after_the_end_are_fine(blank, paper, tmp_path):
    (tmp_path / "b.pdf").write_bytes(paper.path.read_bytes() + blank)
    assert rules(tmp_path / "b.pdf", [paper.data_sha256]) == []


@pytest.mark.parametrize("extra", [b"PK\x03\x04payload", b"\n" + b"A" * 5000, b"\n" * 5000 + b"MZ", b" x"])
def test_bytes_after_the_end(extra, paper, tmp_path):
    (tmp_path / "t.pdf").write_bytes(paper.path.read_bytes() + extra)
    assert rules(tmp_path / "t.pdf") == ["DOC-13"]


def test_broken_inside_is_not_repaired(paper, tmp_path):
    content = paper.path.read_bytes().replace(b"startxref\n", b"startxref\n9", 1)
    (tmp_path / "b.pdf").write_bytes(content)
    assert rules(tmp_path / "b.pdf") == ["DOC-04"]


def test_a_child_out_of_time_refuses_the_file(paper):
    seen = inspection.inspect(paper.path, limits=sandbox.Limits(wall_seconds=0))
    assert [f.rule for f in seen.findings] == ["DOC-15"]
    assert "tiempo" in seen.findings[0].sentence


def test_a_child_out_of_memory_refuses_the_file(paper, tmp_path):
    heavy = hostile.padded(paper.path, tmp_path / "heavy.pdf", 50_000_000)
    seen = inspection.inspect(heavy, limits=sandbox.Limits(memory_bytes=64 * 1024**2))
    assert {f.rule for f in seen.findings} <= {"DOC-04", "DOC-15"}, "qpdf reports no memory as no data"
    assert not seen.ok
    assert inspection.inspect(heavy, own_hashes=[paper.data_sha256]).ok


def test_every_rule_is_said_in_spanish_with_a_remedy():
    assert list(RULES) == [f"DOC-{n:02d}" for n in range(1, 16)]
    assert all(rule.message.endswith(".") and rule.remedy.endswith(".") for rule in RULES.values())
