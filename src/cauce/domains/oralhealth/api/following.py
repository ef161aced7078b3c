"""Claims and months: what follows the daily record."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from cauce.api.idempotency import once
from cauce.api.shapes import KEYED, PageIn, Text, answers, page_of
from cauce.core.accounts.access import places
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid

from .. import actions
from ..country import is_month
from ..models import PARTIES
from ..queries.board import progress
from ..queries.sheets import claims_in_reach
from ..rules.flow import broken
from . import finding
from .shapes import AnswerIn, ClaimIn, ClaimOut, CorrectIn, MonthActIn, MonthOut, claim_out

router = Router()
AT = "/claims/{claim_uid}"


class ClaimsOut(Schema):
    """A page of claims, latest first."""

    count: int
    items: list[ClaimOut]


class MonthsOut(Schema):
    """The facilities of the person's places in one month."""

    items: list[MonthOut]


@router.get("/claims", response=answers(ClaimsOut), summary="Reclamos")
def claims(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """Claims on the sheets that the person may read."""
    return page_of(claims_in_reach(request.user, request.now).order_by("-raised_at", "-pk"), page, claim_out)


@router.post(
    "/sheets/{sheet_uid}/claims", response=answers(ClaimOut, 201), summary="Reclamar", openapi_extra=KEYED
)
@once
def raise_claim(request: HttpRequest, sheet_uid: UUID, body: ClaimIn) -> tuple[int, Any]:
    """Ask about a row, one of its fields, or the sheet."""
    sheet = finding.a_sheet(request, sheet_uid)
    row = sheet.rows.filter(uid=body.row).first() if body.row else None
    made = actions.raise_claim(
        by=request.user, at=request.now, sheet=sheet, question=body.question, row=row, field=body.field
    )
    return 201, ClaimOut(**claim_out(made))


@router.post(f"{AT}/answer", response=answers(ClaimOut), summary="Responder", openapi_extra=KEYED)
@once
def answer(request: HttpRequest, claim_uid: UUID, body: AnswerIn) -> tuple[int, Any]:
    """Answer a claim; nothing changes in the row."""
    claim = finding.a_claim(request, claim_uid)
    actions.answer_claim(by=request.user, at=request.now, claim=claim, answer=body.answer)
    return 200, ClaimOut(**claim_out(finding.a_claim(request, claim_uid)))


@router.post(f"{AT}/correct", response=answers(ClaimOut), summary="Corregir", openapi_extra=KEYED)
@once
def correct(request: HttpRequest, claim_uid: UUID, body: CorrectIn) -> tuple[int, Any]:
    """Correct the claimed row, with trace."""
    actions.correct_claim(
        by=request.user,
        at=request.now,
        claim=finding.a_claim(request, claim_uid),
        typed=body.typed,
        version=body.version,
        answer=body.answer,
        confirmed=body.confirm,
    )
    return 200, ClaimOut(**claim_out(finding.a_claim(request, claim_uid)))


@router.post(f"{AT}/close", response=answers(ClaimOut), summary="Cerrar", openapi_extra=KEYED)
@once
def close(request: HttpRequest, claim_uid: UUID) -> tuple[int, Any]:
    """Close an answered or corrected claim."""
    actions.close_claim(by=request.user, at=request.now, claim=finding.a_claim(request, claim_uid))
    return 200, ClaimOut(**claim_out(finding.a_claim(request, claim_uid)))


@router.get("/months/{month}", response=answers(MonthsOut), summary="La entrega de un mes")
def months(request: HttpRequest, month: Text) -> dict[str, Any]:
    """Who sent, who sent with data and who is late, of the person's facilities. month: 202603."""
    number = _month(month)
    roots = places(request.user, Permission.ORAL_READ, request.now)
    rows = [row for root in roots for row in progress(root, number, request.now)]
    return {"items": [_month_out(row, number) for row in rows]}


@router.post(
    "/facilities/{facility}/months/{month}",
    response=answers(MonthsOut),
    summary="Actuar en un mes",
    openapi_extra=KEYED,
)
@once
def act_on_month(request: HttpRequest, facility: Text, month: Text, body: MonthActIn) -> tuple[int, Any]:
    """Consolidate, agree, lock or reopen the month of a facility."""
    unit, number = finding.a_facility(request, facility), _month(month)
    where: dict[str, Any] = {"by": request.user, "at": request.now, "facility": unit, "month": number}
    if body.act == "consolidate":
        actions.consolidate_month(**where, confirmed=body.confirm)
    elif body.act == "agree" and body.party in dict(PARTIES):
        actions.agree_month(**where, party=body.party, comment=body.reason)
    elif body.act == "lock":
        actions.lock_month(**where)
    elif body.act == "reopen":
        actions.reopen_month(**where, reason=body.reason)
    else:
        raise Invalid([broken("OH-147", "act", value=f"{body.act} {body.party}".strip()[:40])])
    rows = [_month_out(row, number) for row in progress(unit, number, request.now)]
    return 200, MonthsOut(items=[MonthOut(**row) for row in rows])


def _month(text: str) -> int:
    if not is_month(text):
        raise Invalid([broken("OH-130", "month", value=text[:20])])
    return int(text)


def _month_out(row: Any, month: int) -> dict[str, Any]:
    names = ("sheets", "reviewed", "patients", "sent", "with_data", "late", "outdated")
    shown = {name: getattr(row, name) for name in names}
    return shown | {"facility": row.facility.code, "month": month, "state": str(row.state)}
