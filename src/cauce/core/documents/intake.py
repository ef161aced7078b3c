"""Receiving the signed copy of an issued paper, and a person's look at what a machine cannot judge."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Max

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid

from . import keys, storage, uploads
from .intake_rules import MIN_NOTE, invalid, not_now
from .models import IssuedDocument, SignedCopy, facts_for_audit
from .queries import attachment_hashes
from .verification import Examination, Issued, examine


def receive_signed_copy(*, by: User, at: datetime, document: IssuedDocument, upload: Any) -> SignedCopy:
    """Inspect and verify `upload` (a Django upload or a Path) and keep it as the paper's next signed copy.

    Not one transaction: reading a hostile file takes seconds in a child process, and nobody else's writing
    waits for it. Raises Invalid with rule DOC-nn, sentence and remedy when it is refused (the attempt is
    audited; nothing is kept), NotNow when the paper is superseded, NotAllowed.
    """
    require(by, document.kind_of_paper.receive, document.place, at)
    check_can_receive(document)
    with uploads.as_path(upload) as path:
        seen = examine_copy(document, path, at)
        if seen.refused:
            _note_refused(by=by, at=at, document=document, seen=seen)
            raise Invalid([seen.problem])
        sha = storage.store_file(path)
        name = uploads.name_of(upload)
        return _keep_copy(by=by, at=at, document=document, seen=seen, sha256=sha, name=name)


def check_can_receive(document: IssuedDocument) -> None:
    """Only the paper in force takes signed copies."""
    if document.is_current:
        return
    raise not_now("DOC-20", version=document.version, folio=document.folio)


def examine_copy(document: IssuedDocument, path: Any, at: datetime) -> Examination:
    """What the file at `path` is in relation to `document`. Writes nothing."""
    issued = Issued(document.path, document.folio, document.data_sha256, attachment_hashes(document))
    return examine(path, issued, trust_roots=keys.trust_roots(), moment=at)


@action("documents.refuse_upload")
def _note_refused(*, by: User, at: datetime, document: IssuedDocument, seen: Examination) -> None:
    """The audit of a refused upload: who tried, and what was wrong."""
    require(by, document.kind_of_paper.receive, document.place, at)
    record(
        action="documents.refuse_upload",
        by=by,
        at=at,
        subject=document,
        place=document.place,
        data={
            "folio": document.folio,
            "rule": seen.rule,
            "reason": seen.explanation,
            "sha256": seen.inspection.sha256,
        },
    )


@action("documents.receive")
def _keep_copy(
    *, by: User, at: datetime, document: IssuedDocument, seen: Examination, sha256: str, name: str
) -> SignedCopy:
    """Keep the copy as the next version, unless the paper was superseded meanwhile."""
    require(by, document.kind_of_paper.receive, document.place, at)
    document = IssuedDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    check_can_receive(document)
    assert seen.judgement is not None  # noqa: S101  a refused examination never comes here
    last = document.signed_copies.aggregate(last=Max("version"))["last"] or 0
    copy = SignedCopy.objects.create(
        document=document,
        version=last + 1,
        original_name=name,
        size=seen.inspection.size,
        sha256=sha256,
        received_at=at,
        received_by=by,
        verdict=seen.judgement.verdict,
        explanation=seen.explanation,
        details=_details(seen),
        state=seen.judgement.row.outcome,
    )
    record(
        action="documents.receive",
        by=by,
        at=at,
        subject=document,
        place=document.place,
        data=facts_for_audit(copy),
    )
    return copy


@action("documents.judge")
def judge_scan(*, by: User, at: datetime, copy: SignedCopy, genuine: bool, note: str = "") -> SignedCopy:
    """A person compared the copy with the issued paper. `genuine` False needs a note of what is wrong.

    Raises NotNow (DOC-21) when it was already judged, Invalid (DOC-22), NotAllowed. Who uploaded it may not
    judge it (DOC-23).
    """
    document = copy.document
    require(by, document.kind_of_paper.judge, document.place, at)
    copy = (
        SignedCopy.objects.select_for_update(of=("self",)).select_related("document__place").get(pk=copy.pk)
    )
    _check_can_judge(copy, by, genuine, note.strip())
    copy.looked_at, copy.looked_by, copy.verdict_by_person = at, by, genuine
    copy.look_note = note.strip()
    copy.state = SignedCopy.State.ACCEPTED if genuine else SignedCopy.State.REFUSED
    copy.save(update_fields=["looked_at", "looked_by", "verdict_by_person", "look_note", "state"])
    record(
        action="documents.judge",
        by=by,
        at=at,
        subject=document,
        place=document.place,
        reason=copy.look_note,
        data=facts_for_audit(copy) | {"genuine": genuine},
    )
    return copy


def _check_can_judge(copy: SignedCopy, by: User, genuine: bool, note: str) -> None:
    if not copy.needs_look:
        raise not_now("DOC-21")
    if copy.received_by_id == by.pk:
        raise not_now("DOC-23")
    if not genuine and len(note) < MIN_NOTE:
        raise invalid("DOC-22", "note")


def _details(seen: Examination) -> dict[str, Any]:
    evidence = asdict(seen.evidence) if seen.evidence else {}
    return {"evidence": evidence, "remedy": seen.remedy, "pages": seen.inspection.pages}
