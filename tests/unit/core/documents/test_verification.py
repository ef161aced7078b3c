"""Every way a file comes back, against the real libraries, in the real child processes."""

from datetime import timedelta

import pytest

from cauce.core.documents import demo_signing
from cauce.core.documents.verdicts import Outcome, Verdict
from cauce.core.documents.verification import Issued, examine
from tests.factories import hostile, papers, received

AT = papers.AT + timedelta(days=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("verification")


@pytest.fixture(scope="module")
def paper(folder):
    return papers.issue(folder, rows=70)  # two pages


@pytest.fixture(scope="module")
def authority():
    return demo_signing.make_authority("Autoridad de prueba", AT)


@pytest.fixture(scope="module")
def other_authority():
    return demo_signing.make_authority("Autoridad desconocida", AT)


@pytest.fixture(scope="module")
def roots(folder, authority):
    (folder / "ca.pem").write_bytes(authority.pem())
    return [folder / "ca.pem"]


@pytest.fixture
def verdict(paper, roots):
    def run(path):
        issued = Issued(paper.path, paper.folio, paper.data_sha256, {paper.data_sha256})
        return examine(path, issued, trust_roots=roots, moment=AT)

    return run


@pytest.fixture
def sign(authority, tmp_path):
    def run(source, person="Persona de Prueba", authority=authority, **options):
        target = tmp_path / f"signed-{options.get('field', '1')}-{source.stem}.pdf"
        return demo_signing.sign(source, target, authority, person, AT, **options)

    return run


def test_signed_by_a_trusted_person(paper, sign, verdict):
    seen = verdict(sign(paper.path))
    assert seen.judgement.verdict == Verdict.VERIFIED
    assert not seen.refused
    assert seen.evidence.prefix
    assert "Persona de Prueba" in seen.explanation


@pytest.mark.parametrize("box", [None, (60, 60, 260, 110)])
def test_visible_or_invisible_signature(box, paper, sign, verdict):
    assert verdict(sign(paper.path, box=box)).judgement.verdict == Verdict.VERIFIED


def test_two_people_sign_one_after_the_other(paper, sign, verdict):
    twice = sign(sign(paper.path), "Segunda Persona", field="Firma2", box=(320, 60, 520, 110))
    seen = verdict(twice)
    assert seen.judgement.verdict == Verdict.VERIFIED
    assert [s.signer for s in seen.evidence.signatures] == ["Persona de Prueba", "Segunda Persona"]


def test_signed_under_an_unknown_authority_waits_for_a_person(paper, sign, verdict, other_authority):
    seen = verdict(sign(paper.path, authority=other_authority))
    assert seen.judgement.verdict == Verdict.SIGNED_UNTRUSTED
    assert seen.judgement.row.outcome == Outcome.PENDING


def test_one_known_and_one_unknown_signer_waits(paper, sign, verdict, other_authority):
    both = sign(sign(paper.path), authority=other_authority, field="Firma2", box=(320, 60, 520, 110))
    assert verdict(both).judgement.verdict == Verdict.SIGNED_UNTRUSTED


def test_saved_again_and_then_signed_is_equal(paper, sign, verdict, tmp_path):
    seen = verdict(sign(received.resaved(paper.path, tmp_path / "r.pdf")))
    assert seen.judgement.verdict == Verdict.EQUAL
    assert not seen.evidence.prefix


def test_the_issued_file_itself_is_not_a_signed_copy(paper, verdict, tmp_path):
    seen = verdict(paper.path)
    assert (seen.judgement.verdict, seen.refused) == (Verdict.UNSIGNED, True)
    assert verdict(received.resaved(paper.path, tmp_path / "r.pdf")).judgement.verdict == Verdict.UNSIGNED


def test_changed_after_signing_breaks_the_signature(paper, sign, verdict, tmp_path):
    bad = received.comment(sign(paper.path), tmp_path / "c.pdf")
    assert verdict(bad).judgement.verdict == Verdict.SIGNATURE_BROKEN
    content = bytearray(sign(paper.path).read_bytes())
    place = content.rfind(b"Persona de Prueba")
    content[place : place + 7] = b"Pirsona"
    (tmp_path / "b.pdf").write_bytes(content)
    assert verdict(tmp_path / "b.pdf").judgement.verdict == Verdict.SIGNATURE_BROKEN


def test_overlay_made_before_signing_is_seen_though_prefix_and_signature_are_good(
    paper, sign, verdict, tmp_path
):
    """The case that neither the first bytes nor pyHanko alone catch."""
    seen = verdict(sign(received.covered(paper.path, tmp_path / "o.pdf")))
    assert seen.evidence.prefix
    assert all(s.sound and s.trusted for s in seen.evidence.signatures)
    assert seen.judgement.verdict == Verdict.TAMPERED
    assert "página 1" in seen.explanation


def test_line_drawn_before_signing_waits_for_a_person(paper, sign, verdict, tmp_path):
    seen = verdict(sign(received.crossed_out(paper.path, tmp_path / "o.pdf")))
    assert seen.judgement.verdict == Verdict.MARKED_PENDING


def test_form_field_drawn_over_the_table_before_signing_is_not_a_signature(paper, sign, verdict, tmp_path):
    seen = verdict(sign(received.digits_in_a_form_field(paper.path, tmp_path / "o.pdf")))
    assert all(s.sound and s.trusted for s in seen.evidence.signatures)
    assert seen.judgement.verdict == Verdict.MARKED_PENDING


def test_signature_field_beside_the_figures_waits_for_a_person(paper, sign, verdict):
    """A signature's own picture could add a digit to a number."""
    seen = verdict(sign(paper.path, box=(300, 400, 560, 520), page=0))
    assert seen.judgement.verdict == Verdict.MARKED_PENDING


def test_a_page_turned_and_saved_is_the_same_page(paper, sign, verdict, tmp_path):
    assert verdict(sign(received.turned(paper.path, tmp_path / "t.pdf"))).judgement.verdict == Verdict.EQUAL


def test_signature_field_that_hides_the_table_is_tampering(paper, authority, verdict, tmp_path):
    plain = demo_signing.sign(
        received.annotation_over(paper.path, tmp_path / "a.pdf"), tmp_path / "s.pdf", authority, "Alguien", AT
    )
    assert verdict(plain).judgement.verdict == Verdict.TAMPERED


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (received.altered_text, "texto difiere en la página 1"),
        (received.covered, "cubierto o borrado"),
        (received.annotation_over, "cubierto o borrado"),
        (received.shorter, "1 de 2 páginas"),
    ],
)
@pytest.mark.parametrize("signed", [False, True])
def test_tampered_after_issue(change, words, signed, paper, sign, verdict, tmp_path):
    bad = change(paper.path, tmp_path / "bad.pdf")
    seen = verdict(sign(bad) if signed else bad)
    assert seen.judgement.verdict == Verdict.TAMPERED
    assert seen.refused
    assert words in seen.explanation


@pytest.mark.parametrize("signed", [False, True])
def test_replaced_data_is_tampering_even_when_the_pages_are_ours(signed, paper, sign, verdict, tmp_path):
    bad = hostile.changed(paper.path, tmp_path / "d.pdf", hostile.replaced_data)
    seen = verdict(sign(bad) if signed else bad)
    assert seen.judgement.verdict == Verdict.TAMPERED
    assert "datos adjuntos" in seen.explanation


def test_a_stray_attachment_is_refused_by_the_inspection(paper, verdict, tmp_path):
    seen = verdict(hostile.changed(paper.path, tmp_path / "f.pdf", hostile.foreign_attachment))
    assert (seen.judgement, seen.rule, seen.refused) == (None, "DOC-11", True)


def test_pages_added_or_data_lost_wait_for_a_person(paper, sign, verdict, tmp_path):
    longer = sign(received.longer(paper.path, tmp_path / "l.pdf"))
    assert verdict(longer).judgement.verdict == Verdict.MARKED_PENDING
    bare = sign(received.without_data(paper.path, tmp_path / "w.pdf"))
    assert verdict(bare).judgement.verdict == Verdict.MARKED_PENDING


def test_another_of_our_papers_and_a_stranger(paper, sign, verdict, folder, tmp_path):
    other = papers.issue(folder, number=124, rows=70)
    bare = received.without_data(other.path, tmp_path / "o.pdf")
    for path in (other.path, sign(other.path), sign(bare)):
        seen = verdict(path)
        assert seen.judgement.verdict == Verdict.OTHER_DOCUMENT
        assert other.folio in seen.explanation
        assert paper.folio in seen.explanation
    assert verdict(received.stranger(tmp_path / "x.pdf")).judgement.verdict == Verdict.MISMATCH


SCANS = {
    "straight": {},
    "turned": {"turn": 4},
    "turned the other way": {"turn": -7},
    "upside down": {"quarter": 2},
    "sideways": {"quarter": 1},
    "coarse": {"dpi": 100},
    "fax": {"dpi": 96, "turn": 1.5, "noise": 4},
    "blurred": {"dpi": 150, "blur": 1.2, "noise": 10},
}


@pytest.mark.parametrize("options", SCANS.values(), ids=SCANS)
def test_scan_with_its_folio_read(options, paper, verdict, tmp_path):
    seen = verdict(received.scanned(paper.path, tmp_path / "scan.pdf", **options))
    assert seen.judgement.verdict == Verdict.SCAN_PENDING
    assert seen.evidence.folio_found == paper.folio
    assert f"corresponde al folio {paper.folio}" in seen.explanation


def test_scan_of_nothing_legible_says_so(paper, verdict, tmp_path):
    seen = verdict(received.scanned(paper.path, tmp_path / "s.pdf", dpi=20))
    assert seen.judgement.verdict == Verdict.SCAN_PENDING
    assert "no se leyó su código QR" in seen.explanation


def test_scan_with_a_page_missing_says_so(paper, verdict, tmp_path):
    seen = verdict(received.scanned(paper.path, tmp_path / "s.pdf", pages=1))
    assert "Páginas recibidas: 1; páginas emitidas: 2" in seen.explanation


def test_scan_of_another_paper_is_refused(folder, verdict, tmp_path):
    other = papers.issue(folder, number=125, rows=70)
    seen = verdict(received.scanned(other.path, tmp_path / "s.pdf"))
    assert seen.judgement.verdict == Verdict.OTHER_DOCUMENT


def test_what_kills_the_child_is_refused(paper, verdict, monkeypatch):
    from cauce.core.documents import sandbox, verification

    monkeypatch.setattr(verification, "LIMITS", sandbox.Limits(wall_seconds=0))
    assert verdict(paper.path).rule == "DOC-15"
