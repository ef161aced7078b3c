"""Numbers: looked up, used and given back at a centre; suspended, resumed, revoked by coordination."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from ninja.errors import Throttled

from cauce.api.idempotency import once
from cauce.api.shapes import KEYED, ProblemOut, Text, answers
from cauce.core.errors import NotAllowed, NotFound, Problem

from .. import actions
from ..models import Authorisation, Use
from ..rules.values import MAX_QUANTITY
from . import finding
from .shapes import NumberOut, ReasonIn
from .telling import number_out

router = Router()
AT = "/numbers/{number}"
WAIT = 60  # seconds, after too many look-ups


class LookUpIn(Schema):
    """Where it is asked (code of the unit), and the number as the patient brings it."""

    unit: Text
    number: Text


class FoundOut(Schema):
    """answer: found, not_here (another centre's), unknown, malformed or limited; problem says why not."""

    answer: str
    number: NumberOut | None
    problem: ProblemOut | None


class UseIn(Schema):
    """Units used at a centre. key: chosen by the sender, so that a use sent twice counts once."""

    unit: Text
    units: int = Field(1, ge=1, le=MAX_QUANTITY)
    performed_on: date | None = None
    key: UUID | None = None


class UseOut(Schema):
    """A use, or its reversal, and what the number has left."""

    key: UUID
    number: str
    units: int
    performed_on: date
    reverses: UUID | None
    state: str
    remaining: int


@router.post("/numbers/look-up", response=answers(FoundOut), summary="Consultar un número")
def look_up(request: HttpRequest, body: LookUpIn) -> dict[str, Any]:
    """Look a number up at a centre. Every look-up is kept, and their pace is limited."""
    unit = finding.a_unit(body.unit)
    found = actions.look_up(by=request.user, at=request.now, unit=unit, typed=body.number)
    shown = found.authorisation if found.answer == "found" else None
    return {
        "answer": found.answer,
        "number": number_out(shown) if shown else None,
        "problem": found.problem.as_dict() if found.problem else None,
    }


@router.post(f"{AT}/uses", response=answers(UseOut, 201), summary="Usar unidades")
def use(request: HttpRequest, number: Text, body: UseIn) -> Status:
    """Use units of a number, never beyond what was authorised; `key` makes it safe to send again.

    It is looked up first, with the same log and limit: so no Idempotency-Key here, which would forget refused ones.
    """
    unit = finding.a_unit(body.unit)
    found = actions.look_up(by=request.user, at=request.now, unit=unit, typed=number)
    if found.answer == "limited":
        raise Throttled(wait=WAIT)
    if found.authorisation is None or found.answer != "found":
        raise _refusal(found.answer, found.problem)
    made = actions.consume_units(
        by=request.user,
        at=request.now,
        unit=unit,
        authorisation=found.authorisation,
        units=body.units,
        performed_on=body.performed_on,
        key=body.key,
    )
    return Status(201, _use_out(made))


@router.post(
    "/uses/{key}/reverse", response=answers(UseOut, 201), summary="Revertir un uso", openapi_extra=KEYED
)
@once
def reverse(request: HttpRequest, key: UUID, body: ReasonIn) -> tuple[int, Any]:
    """Take a use back whole; its units can be used again while the number lives."""
    back = actions.reverse_use(by=request.user, at=request.now, use=finding.a_use(key), reason=body.reason)
    return 201, _use_out(back)


@router.post(f"{AT}/suspend", response=answers(NumberOut), summary="Suspender un número", openapi_extra=KEYED)
@once
def suspend(request: HttpRequest, number: Text, body: ReasonIn) -> tuple[int, Any]:
    """Stop a number for a time."""
    return _moved(actions.suspend_authorisation, request, number, body)


@router.post(f"{AT}/resume", response=answers(NumberOut), summary="Reanudar un número", openapi_extra=KEYED)
@once
def resume(request: HttpRequest, number: Text, body: ReasonIn) -> tuple[int, Any]:
    """Let a suspended number live again."""
    return _moved(actions.resume_authorisation, request, number, body)


@router.post(f"{AT}/revoke", response=answers(NumberOut), summary="Revocar un número", openapi_extra=KEYED)
@once
def revoke(request: HttpRequest, number: Text, body: ReasonIn) -> tuple[int, Any]:
    """End a number for good; what was used of it stays used."""
    return _moved(actions.revoke_authorisation, request, number, body)


def _moved(
    act: Callable[..., Authorisation], request: HttpRequest, number: str, body: ReasonIn
) -> tuple[int, Any]:
    found = finding.an_authorisation(number)
    act(by=request.user, at=request.now, authorisation=found, reason=body.reason)
    again = Authorisation.objects.select_related("service", "place").get(pk=found.pk)
    return 200, NumberOut(**number_out(again))


def _refusal(answer: str, problem: Problem | None) -> Exception:
    """The look-up's own sentence: 403 for another centre's number, 404 for none."""
    assert problem is not None  # noqa: S101  only a found number has none
    refusal = NotAllowed if answer == "not_here" else NotFound
    return refusal(problem.message, rule=problem.rule, remedy=problem.remedy)


def _use_out(made: Use) -> UseOut:
    number = Authorisation.objects.get(pk=made.authorisation_id)
    return UseOut(
        key=made.key,
        number=number.number,
        units=made.units,
        performed_on=made.performed_on,
        reverses=made.reverses.key if made.reverses else None,
        state=number.state,
        remaining=number.remaining,
    )
