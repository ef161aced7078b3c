"""Issuing, superseding, receiving and judging: permission, state, audit, and files that stay whole."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cauce.core.audit.log import history, sentence, verify
from cauce.core.documents import demo_signing, storage
from cauce.core.documents.actions import judge_scan, receive_signed_copy, supersede_document
from cauce.core.documents.models import IssuedDocument, SignedCopy
from cauce.core.documents.queries import copies_to_look_at, latest_copy
from cauce.core.errors import Invalid, NotAllowed, NotNow
from tests.factories import hostile, received
from tests.factories.documents import issue_paper


@pytest.fixture
def document(world) -> IssuedDocument:
    return issue_paper(world)


@pytest.fixture
def authority(world, settings, tmp_path):
    made = demo_signing.make_authority("Autoridad de prueba", world.now)
    settings.CAUCE_TRUST_DIR = tmp_path / "trust"
    settings.CAUCE_TRUST_DIR.mkdir()
    (settings.CAUCE_TRUST_DIR / "ca.pem").write_bytes(made.pem())
    return made


@pytest.fixture
def signed(world, document, authority, tmp_path):
    return demo_signing.sign(document.path, tmp_path / "s.pdf", authority, "Persona de Prueba", world.now)


@pytest.fixture
def receive(world, document):
    def run(upload, by=None):
        return receive_signed_copy(by=by or world.head, at=world.now, document=document, upload=upload)

    return run


@pytest.fixture
def scan(document, tmp_path):
    return received.scanned(document.path, tmp_path / "scan.pdf")


def test_folios_run_and_versions_too(world, document):
    second = issue_paper(world)
    assert (document.folio[:18], second.folio[:18]) == ("CAU-CO-2026-000001", "CAU-CO-2026-000002")
    assert (document.version, second.version) == (1, 2)
    document.refresh_from_db()
    assert (document.state, document.superseded_by, document.superseded_at) == (
        "superseded",
        second,
        world.now,
    )


def test_superseding_keeps_the_file_and_says_why(world, document):
    with pytest.raises(NotAllowed):
        supersede_document(by=world.head, at=world.now, document=document)
    gone = supersede_document(by=world.coordinator, at=world.now, document=document, reason="Corrección")
    assert (gone.state, gone.superseded_reason, gone.path.exists()) == ("superseded", "Corrección", True)
    assert (
        supersede_document(by=world.coordinator, at=world.now, document=document).superseded_at == world.now
    )


def test_a_paper_withdrawn_before_its_successor_existed_names_it_later(world, document):
    supersede_document(by=world.coordinator, at=world.now, document=document)
    second, third = issue_paper(world), issue_paper(world)
    document.refresh_from_db()
    second.refresh_from_db()
    assert (document.superseded_by, second.superseded_by, third.superseded_by) == (second, third, None)


def test_a_scan_of_a_superseded_paper_no_longer_waits(world, document, scan, receive):
    copy = receive(scan)
    assert list(copies_to_look_at()) == [copy]
    supersede_document(by=world.coordinator, at=world.now, document=document)
    assert list(copies_to_look_at()) == []


def test_signed_copy_is_verified_and_kept_by_version(world, document, signed, receive):
    first, second = receive(signed), receive(signed)
    assert (first.version, first.verdict, first.state) == (1, "verified", SignedCopy.State.ACCEPTED)
    assert (second.version, second.sha256) == (2, first.sha256)
    assert first.path.read_bytes() == signed.read_bytes()
    assert latest_copy(document) == second
    assert first.details["evidence"]["prefix"] is True


def test_upload_through_django_keeps_only_a_name(signed, receive):
    upload = SimpleUploadedFile("../../etc/Reporte firmado.pdf", signed.read_bytes())
    copy = receive(upload)
    assert copy.original_name == "Reporte firmado.pdf"
    assert copy.filename.startswith("CAU-CO-2026-000001-")


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (lambda source, target: source, "DOC-35"),
        (lambda source, target: hostile.renamed_png(target), "DOC-03"),
        (hostile.encrypted, "DOC-05"),
        (lambda source, target: hostile.changed(source, target, hostile.script), "DOC-06"),
        (received.covered, "DOC-37"),
        (lambda source, target: received.stranger(target), "DOC-39"),
    ],
)
def test_refused_uploads_keep_nothing_but_an_audit_event(make, rule, document, receive, tmp_path, authority):
    bad = make(document.path, tmp_path / "bad.pdf")
    files = set(storage.root().glob("*/*"))
    with pytest.raises(Invalid) as refusal:
        receive(bad)
    problem = refusal.value.problems[0]
    assert (problem.rule, bool(problem.remedy)) == (rule, True)
    assert not document.signed_copies.exists()
    assert set(storage.root().glob("*/*")) == files
    event = history(document).first()
    assert (event.action, event.data["rule"]) == ("documents.refuse_upload", rule)
    assert document.folio in sentence(event)


def test_too_large_is_refused_without_reading_it(receive):
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    upload.size = 104_857_601
    with pytest.raises(Invalid) as refusal:
        receive(upload)
    assert refusal.value.problems[0].rule == "DOC-02"


def test_superseded_paper_takes_no_copy(world, document, signed, receive):
    supersede_document(by=world.coordinator, at=world.now, document=document)
    document.refresh_from_db()
    with pytest.raises(NotNow, match="sustituida") as refusal:
        receive(signed)
    assert refusal.value.rule == "DOC-20"


def test_others_may_not_upload(world, signed, receive):
    for person in (world.editor, world.head_hgo, world.coordinator, world.auditor, world.reporter):
        with pytest.raises(NotAllowed):
            receive(signed, by=person)


def test_scan_waits_for_a_persons_look(world, scan, receive):
    copy = receive(scan)
    assert (copy.verdict, copy.state, copy.needs_look) == ("scan_pending", "pending", True)
    judged = judge_scan(by=world.coordinator, at=world.now, copy=copy, genuine=True)
    assert (judged.state, judged.looked_by, judged.verdict_by_person) == ("accepted", world.coordinator, True)
    with pytest.raises(NotNow, match="no espera cotejo") as refusal:
        judge_scan(by=world.coordinator, at=world.now, copy=copy, genuine=True)
    assert refusal.value.rule == "DOC-21"


def test_refusing_a_scan_needs_a_reason_and_leaves_the_paper_without_copy(world, document, scan, receive):
    copy = receive(scan)
    with pytest.raises(Invalid) as refusal:
        judge_scan(by=world.coordinator, at=world.now, copy=copy, genuine=False, note="no")
    assert refusal.value.problems[0].rule == "DOC-22"
    judge_scan(
        by=world.coordinator, at=world.now, copy=copy, genuine=False, note="Falta la firma del titular"
    )
    assert latest_copy(document) is None
    assert copy.path.exists()


def test_who_uploads_does_not_judge_and_other_places_do_not_either(world, scan, receive):
    copy = receive(scan)
    for person in (world.head, world.coordinator_imss, world.auditor):
        with pytest.raises(NotAllowed):
            judge_scan(by=person, at=world.now, copy=copy, genuine=True)
    copy.received_by = world.coordinator
    copy.save()
    with pytest.raises(NotNow, match="Quien sube") as refusal:
        judge_scan(by=world.coordinator, at=world.now, copy=copy, genuine=True)
    assert refusal.value.rule == "DOC-23"


def test_the_whole_story_reads_in_spanish_and_the_chain_holds(world, document, signed, scan, receive):
    receive(signed)
    judge_scan(by=world.coordinator, at=world.now, copy=receive(scan), genuine=True)
    supersede_document(by=world.coordinator, at=world.now, document=document, reason="Corrección")
    story = [sentence(event) for event in history(document)]
    assert len(story) == 5
    assert all(document.folio in line and "documents." not in line for line in story)
    assert verify().whole
