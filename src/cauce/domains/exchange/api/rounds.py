"""Rounds, boards and progress."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from cauce.api.shapes import Id, PageIn, Text, answers, page_of, place_out
from cauce.core.accounts.access import places, require
from cauce.core.accounts.permissions import Permission
from cauce.core.periods.models import Round, window_for

from ..models import Declaration
from ..queries import declarations_of, rounds, visible_entities
from ..rules.states import State
from . import finding
from .shapes import BoardOut, DeclarationOut, RoundOut, declaration_out

router = Router()


class RoundsOut(Schema):
    """A page of rounds, newest first."""

    count: int
    items: list[RoundOut]


class ProgressRow(DeclarationOut):
    """A declaration and what is missing in it."""

    rows: int
    said_yes_with_nothing: bool
    closes_at: datetime
    late: bool


class ProgressOut(Schema):
    """How far a round is, within the person's reach."""

    total: int
    finalised: int
    signed: int
    open: int
    items: list[ProgressRow]


@router.get("/rounds", response=answers(RoundsOut), summary="Periodos de captura")
def list_rounds(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """All rounds, newest first."""
    return page_of(rounds(), page, round_out)


@router.get("/rounds/{code}/board", response=answers(BoardOut), summary="Tablero de una institución")
def board(request: HttpRequest, code: Text, institution: Id) -> dict[str, Any]:
    """The declarations of an institution's entities that the person may read."""
    round_, place = finding.a_round(code), finding.an_institution(institution)
    visible = visible_entities(request.user, request.now)
    found = declarations_of(round_, place).filter(entity__in=visible)
    if not found.exists():
        require(request.user, Permission.EXCHANGE_READ, place, request.now)
    items = [declaration_out(d) for d in found]
    return {"round": round_out(round_), "institution": place_out(place), "items": items}


@router.get("/rounds/{code}/progress", response=answers(ProgressOut), summary="Avance de un periodo")
def progress(request: HttpRequest, code: Text) -> dict[str, Any]:
    """Who is missing, who is late, and which entities said SI with nothing."""
    round_ = finding.a_round(code)
    if not places(request.user, Permission.EXCHANGE_READ, request.now).exists():
        require(request.user, Permission.EXCHANGE_READ, None, request.now)
    found = Declaration.objects.filter(
        round=round_, entity__in=visible_entities(request.user, request.now)
    ).select_related("round", "entity__parent", "finalised_by")
    rows = _row_counts(found)
    closing: dict[int, datetime] = {}
    items = [_progress_row(d, rows.get(d.pk, 0), round_, closing, request.now) for d in found]
    counts = {s: sum(item["state"] == s for item in items) for s in State}
    return {
        "total": len(items),
        "open": counts[State.OPEN],
        "finalised": counts[State.FINALISED] + counts[State.SIGNED],
        "signed": counts[State.SIGNED],
        "items": items,
    }


def _row_counts(declarations: Any) -> dict[int, int]:
    from django.db.models import Count

    counts = declarations.order_by().annotate(rows=Count("lines")).values_list("pk", "rows")
    return dict(counts)


def _progress_row(
    declaration: Declaration, rows: int, round_: Round, closing: dict[int, datetime], at: datetime
) -> dict[str, Any]:
    institution = declaration.entity.parent
    if institution.pk not in closing:
        closing[institution.pk] = window_for(round_, institution)[1]
    closes_at = closing[institution.pk]
    return {
        **declaration_out(declaration),
        "rows": rows,
        "said_yes_with_nothing": declaration.answer is True and rows == 0,
        "closes_at": closes_at,
        "late": declaration.is_open and at >= closes_at,
    }


def round_out(round_: Round) -> dict[str, Any]:
    """A round as RoundOut."""
    return {name: getattr(round_, name) for name in RoundOut.model_fields}
