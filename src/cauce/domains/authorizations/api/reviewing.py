"""Reviewing: the queue, taking and giving back, asking, deciding; blind second opinions."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from cauce.api.idempotency import once
from cauce.api.shapes import KEYED, Id, PageIn, Text, answers, page_of

from .. import actions
from ..queries.requests import double_reviews_of, held_by, queue
from ..rules.decisions import ItemDecision
from . import finding
from .shapes import LineOut, LinesOut, ReasonIn
from .telling import line_out, told

router = Router()
AT = "/requests/{uid}"
Sequence = Field(ge=1, le=1000)


class ReferIn(ReasonIn):
    """To which speciality's queue, and why."""

    speciality: Text


class QuestionIn(Schema):
    """What is missing; sequences: the items that wait for it (none: all that are pending)."""

    question: Text
    sequences: list[int] = Field(default_factory=list, max_length=50)


class DecisionIn(Schema):
    """A decision on one item. Modified and denied need reason_code, clause, patient_sentence and would_change."""

    sequence: int = Sequence
    outcome: Literal["approved", "modified", "denied"]
    quantity: int | None = Field(None, ge=0, le=100_000)
    reason_code: Text = ""
    clause: Text = Field("", max_length=300)
    patient_sentence: Text = ""
    would_change: Text = ""
    note: Text = ""
    service: Text = ""
    place: Text = ""
    waits_for_capacity: bool = False


class DecideIn(Schema):
    """Decisions on some or all pending items; version: the one that was read."""

    decisions: list[DecisionIn] = Field(max_length=50)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class SecondIn(Schema):
    """username of who gives a second opinion."""

    reviewer: Text


class SecondAnswerIn(Schema):
    """The second answer of every item: sequence → approved, modified or denied."""

    answers: dict[int, Literal["approved", "modified", "denied"]]
    note: Text = ""


class SecondOut(Schema):
    """A blind second opinion."""

    id: int
    request: UUID
    folio: str
    answered: bool


class SecondsOut(Schema):
    """A page of them."""

    count: int
    items: list[SecondOut]


@router.get("/queue", response=answers(LinesOut), summary="Lista de espera de mis especialidades")
def waiting(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """What nobody has taken yet, soonest due first; without the patients."""
    found = queue(request.user, request.now).prefetch_related("items")
    return page_of(found, page, lambda one: line_out(one, request.now))


@router.get("/held", response=answers(LinesOut), summary="A mi cargo")
def held(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """What the reviewer has taken, also while information is awaited."""
    found = held_by(request.user).prefetch_related("items")
    return page_of(found, page, lambda one: line_out(one, request.now))


@router.post(f"{AT}/claim", response=answers(LineOut), summary="Tomar", openapi_extra=KEYED)
@once
def claim(request: HttpRequest, uid: UUID) -> tuple[int, Any]:
    """Take a request from the queue; somebody else's is 409."""
    found = finding.a_request(uid)
    actions.claim_request(by=request.user, at=request.now, request=found)
    return 200, told(found, request.now)


@router.post(f"{AT}/release", response=answers(LineOut), summary="Liberar", openapi_extra=KEYED)
@once
def release(request: HttpRequest, uid: UUID, body: ReasonIn) -> tuple[int, Any]:
    """Give a request back to the queue."""
    found = finding.a_request(uid)
    actions.release_request(by=request.user, at=request.now, request=found, reason=body.reason)
    return 200, told(found, request.now)


@router.post(
    f"{AT}/refer", response=answers(LineOut), summary="Pasar a otra especialidad", openapi_extra=KEYED
)
@once
def refer(request: HttpRequest, uid: UUID, body: ReferIn) -> tuple[int, Any]:
    """Pass a request to another speciality's queue."""
    found = finding.a_request(uid)
    actions.refer_request(
        by=request.user, at=request.now, request=found, speciality=body.speciality, reason=body.reason
    )
    return 200, told(found, request.now)


@router.post(f"{AT}/ask", response=answers(LineOut), summary="Pedir información", openapi_extra=KEYED)
@once
def ask(request: HttpRequest, uid: UUID, body: QuestionIn) -> tuple[int, Any]:
    """Ask the requester for what is missing; the clock stops until the answer, or its cap."""
    found = finding.a_request(uid)
    actions.ask_information(
        by=request.user, at=request.now, request=found, question=body.question, sequences=body.sequences
    )
    return 200, told(found, request.now)


@router.post(f"{AT}/decide", response=answers(LineOut), summary="Resolver", openapi_extra=KEYED)
@once
def decide(request: HttpRequest, uid: UUID, body: DecideIn) -> tuple[int, Any]:
    """Decide pending items; what is granted gets its number."""
    found = finding.a_request(uid)
    actions.decide_items(
        by=request.user,
        at=request.now,
        request=found,
        decisions=decisions_of(body.decisions),
        version=body.version,
    )
    return 200, told(found, request.now)


@router.get("/double-reviews", response=answers(SecondsOut), summary="Segundas opiniones por dar")
def seconds(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """What waits for the reviewer's blind second opinion."""
    return page_of(double_reviews_of(request.user), page, _second_out)


@router.post(
    f"{AT}/double-reviews",
    response=answers(SecondOut, 201),
    summary="Pedir una segunda opinión",
    openapi_extra=KEYED,
)
@once
def ask_second(request: HttpRequest, uid: UUID, body: SecondIn) -> tuple[int, Any]:
    """Ask another reviewer for an answer given without seeing the first."""
    found = finding.a_request(uid)
    reviewer = finding.a_person(body.reviewer, "AP-99", "reviewer")
    made = actions.assign_double_review(by=request.user, at=request.now, request=found, reviewer=reviewer)
    return 201, SecondOut(**_second_out(made))


@router.post(
    "/double-reviews/{review_id}/answer",
    response=answers(SecondOut),
    summary="Dar una segunda opinión",
    openapi_extra=KEYED,
)
@once
def answer_second(request: HttpRequest, review_id: Id, body: SecondAnswerIn) -> tuple[int, Any]:
    """Answer every item; it counts for the agreement and changes nothing."""
    review = finding.a_double_review(review_id)
    given: dict[int, str] = dict(body.answers)
    done = actions.answer_double_review(
        by=request.user, at=request.now, review=review, answers=given, note=body.note
    )
    return 200, SecondOut(**_second_out(done))


def decisions_of(given: list[DecisionIn]) -> list[ItemDecision]:
    """As the action takes them."""
    return [ItemDecision(**one.dict()) for one in given]


def _second_out(review: Any) -> dict[str, Any]:
    return {
        "id": review.pk,
        "request": review.request.uid,
        "folio": review.request.folio or "",
        "answered": review.answered_at is not None,
    }
