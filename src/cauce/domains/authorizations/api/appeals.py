"""Recursos de revisión: filed, assigned, decided, withdrawn."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from cauce.api.idempotency import once
from cauce.api.shapes import KEYED, PageIn, Text, answers, page_of

from .. import actions
from ..queries.requests import appeals_held_by, appeals_to_assign
from . import finding
from .reviewing import DecisionIn, decisions_of
from .shapes import AppealOut, ReasonIn
from .telling import appeal_out

router = Router()
AT = "/appeals/{appeal_uid}"


class AppealIn(Schema):
    """Which items, and why the decision should be looked at again."""

    sequences: list[int] = Field(max_length=50)
    grounds: Text


class AssignIn(Schema):
    """username of the reviewer who gets it."""

    reviewer: Text


class AppealDecideIn(Schema):
    """A decision on every item appealed; none may be worse than before."""

    decisions: list[DecisionIn] = Field(max_length=50)
    note: Text = ""


class AppealsOut(Schema):
    """A page of appeals, soonest due first."""

    count: int
    items: list[AppealOut]


@router.get("/appeals/to-assign", response=answers(AppealsOut), summary="Recursos por asignar")
def to_assign(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """Appeals that nobody has yet, in the coordination's regions."""
    return page_of(appeals_to_assign(request.user, request.now), page, _out)


@router.get("/appeals/held", response=answers(AppealsOut), summary="Recursos a mi cargo")
def held(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """Appeals that wait for the reviewer."""
    return page_of(appeals_held_by(request.user), page, _out)


@router.post(
    "/requests/{uid}/appeals",
    response=answers(AppealOut, 201),
    summary="Presentar un recurso",
    openapi_extra=KEYED,
)
@once
def file(request: HttpRequest, uid: UUID, body: AppealIn) -> tuple[int, Any]:
    """Appeal what was denied or modified, within its term."""
    made = actions.file_appeal(
        by=request.user,
        at=request.now,
        request=finding.a_request(uid),
        sequences=body.sequences,
        grounds=body.grounds,
    )
    return 201, AppealOut(**_out(made))


@router.post(f"{AT}/assign", response=answers(AppealOut), summary="Asignar un recurso", openapi_extra=KEYED)
@once
def assign(request: HttpRequest, appeal_uid: UUID, body: AssignIn) -> tuple[int, Any]:
    """Give an appeal to a reviewer who did not decide the request."""
    appeal = finding.an_appeal(appeal_uid)
    reviewer = finding.a_person(body.reviewer, "AP-64", "reviewer")
    done = actions.assign_appeal(by=request.user, at=request.now, appeal=appeal, reviewer=reviewer)
    return 200, AppealOut(**_out(done))


@router.post(f"{AT}/decide", response=answers(AppealOut), summary="Resolver un recurso", openapi_extra=KEYED)
@once
def decide(request: HttpRequest, appeal_uid: UUID, body: AppealDecideIn) -> tuple[int, Any]:
    """Decide every item appealed; its outcome replaces the item's decision."""
    done = actions.decide_appeal(
        by=request.user,
        at=request.now,
        appeal=finding.an_appeal(appeal_uid),
        decisions=decisions_of(body.decisions),
        note=body.note,
    )
    return 200, AppealOut(**_out(done))


@router.post(f"{AT}/withdraw", response=answers(AppealOut), summary="Desistir", openapi_extra=KEYED)
@once
def withdraw(request: HttpRequest, appeal_uid: UUID, body: ReasonIn) -> tuple[int, Any]:
    """The requester desists; the decision stays."""
    appeal = finding.an_appeal(appeal_uid)
    done = actions.withdraw_appeal(by=request.user, at=request.now, appeal=appeal, reason=body.reason)
    return 200, AppealOut(**_out(done))


def _out(appeal: Any) -> dict[str, Any]:
    return appeal_out(appeal, appeal.request)
