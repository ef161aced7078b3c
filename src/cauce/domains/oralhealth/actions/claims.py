"""Claims (reclamos): ask, answer, correct with trace, close (source 004, p. 12; spec 4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid

from .. import notices
from ..models import Claim, PatientRow, Sheet
from ..policies import check_claim, check_month_open, check_writer
from ..rules.flow import broken
from ..rules.states import ClaimState
from ..stored import changes, values_of
from .common import locked_sheet, mark_outdated
from .rows import SavedRow, write_row


@action("oralhealth.claim.raise")
def raise_claim(
    *,
    by: User,
    at: datetime,
    sheet: Sheet,
    question: str,
    row: PatientRow | None = None,
    field: str = "",
) -> Claim:
    """Any level above points at a sheet, a row or one field with a question; it goes to who wrote it."""
    require(by, Permission.ORAL_CLAIM, sheet.facility, at)
    sheet, month = locked_sheet(sheet)
    check_month_open(month)
    if not question.strip():
        raise Invalid([broken("OH-110", "question")])
    claim = Claim.objects.create(
        sheet=sheet, row=row, field=field[:40], question=question.strip(), raised_at=at, raised_by=by
    )
    _record("oralhealth.claim.raise", by, at, claim, {"field": claim.field}, claim.question)
    notices.claim_raised(claim)
    return claim


@action("oralhealth.claim.answer")
def answer_claim(*, by: User, at: datetime, claim: Claim, answer: str) -> Claim:
    """Who wrote the sheet says what was found; nothing changes in the row."""
    claim, _month = _locked(claim)
    require(by, Permission.ORAL_WRITE, claim.sheet.facility, at)
    check_writer(by, claim.sheet, at)
    check_claim("answer", "responder", claim)
    if not answer.strip():
        raise Invalid([broken("OH-113", "answer")])
    claim.answer, claim.answered_at, claim.answered_by = answer.strip(), at, by
    claim.state = ClaimState.ANSWERED
    claim.save()
    _record("oralhealth.claim.answer", by, at, claim, {}, claim.answer)
    notices.claim_answered(claim, at)
    return claim


@action("oralhealth.claim.correct")
def correct_claim(
    *,
    by: User,
    at: datetime,
    claim: Claim,
    typed: Mapping[str, Any],
    version: int,
    answer: str = "",
    confirmed: bool = False,
) -> SavedRow:
    """Correct the claimed row, though its sheet was already sent or reviewed; what changed is kept.

    typed, version, confirmed: as in save_row. Raises also OH-111 for a claim without a row (open the sheet instead).
    """
    claim, month = _locked(claim)
    require(by, Permission.ORAL_WRITE, claim.sheet.facility, at)
    check_writer(by, claim.sheet, at)
    check_month_open(month)
    check_claim("correct", "corregir", claim)
    if claim.row is None:
        raise Invalid([broken("OH-111", "row", state="sin renglón", act="corregir")])
    before = values_of(claim.row)
    saved = write_row(by, at, claim.sheet, claim.row, typed, version, confirmed=confirmed)
    claim.changes = changes(before, values_of(PatientRow.objects.get(pk=claim.row.pk)))
    claim.answer = answer.strip() or claim.answer
    claim.corrected_at, claim.corrected_by, claim.state = at, by, ClaimState.CORRECTED
    claim.save()
    if saved.changed:
        mark_outdated(month)
    _record(
        "oralhealth.claim.correct", by, at, claim, {"row": claim.row.uid, "changes": claim.changes}, answer
    )
    notices.claim_answered(claim, at)
    return saved


@action("oralhealth.claim.close")
def close_claim(*, by: User, at: datetime, claim: Claim) -> Claim:
    """Who may claim there is satisfied with the answer or the correction."""
    claim, _month = _locked(claim)
    require(by, Permission.ORAL_CLAIM, claim.sheet.facility, at)
    check_claim("close", "cerrar", claim)
    claim.state, claim.closed_at, claim.closed_by = ClaimState.CLOSED, at, by
    claim.save()
    _record("oralhealth.claim.close", by, at, claim)
    notices.claim_closed(claim, at)
    return claim


def _locked(claim: Claim) -> tuple[Claim, Any]:
    sheet, month = locked_sheet(claim.sheet)
    found = Claim.objects.select_for_update(of=("self",)).select_related("row").get(pk=claim.pk)
    found.sheet = sheet
    return found, month


def _record(
    name: str, by: User, at: datetime, claim: Claim, data: Mapping[str, Any] | None = None, reason: str = ""
) -> None:
    facts = {"sheet": claim.sheet.uid, "date": claim.sheet.date, **(data or {})}
    record(
        action=name,
        by=by,
        at=at,
        subject=claim,
        place=claim.sheet.facility,
        data=facts,
        reason=reason.strip(),
    )
