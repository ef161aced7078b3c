"""Shapes shared by all routers: errors, pages of a list, safe texts, places and people."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Field, Query, Schema
from pydantic import AfterValidator

from .idempotency import HEADER, MAX_KEY

MAX_ID = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=MAX_ID)]
MAX_PAGE = 500


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("no se admite el carácter nulo")
    return text


Text = Annotated[str, AfterValidator(_no_nul)]


class ProblemOut(Schema):
    """One thing wrong: rule id, place (a path), what is wrong, what to do, error or warning."""

    rule: str
    place: str
    message: str
    remedy: str
    level: str


class ErrorsOut(Schema):
    """Any refusal."""

    errors: list[ProblemOut]


class ConflictOut(ErrorsOut):
    """Somebody saved first; `theirs` is what is stored now."""

    theirs: Any = None


class PageIn(Schema):
    """limit: rows of this page (1 to 500); offset: rows to skip."""

    limit: int = Field(100, ge=1, le=MAX_PAGE)
    offset: int = Field(0, ge=0, le=10_000_000)


Paging = Query(...)


def answers(ok: Any, status: int = 200) -> dict[int, Any]:
    """The documented answers of an operation."""
    refusals = dict.fromkeys((400, 401, 403, 404, 422, 429), ErrorsOut)
    return {status: ok, **refusals, 409: ConflictOut}


# For `openapi_extra=` of POST operations that `idempotency.once` decorates.
KEYED: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": HEADER,
            "required": False,
            "schema": {"type": "string", "maxLength": MAX_KEY},
            "description": "Repetir la solicitud con la misma clave devuelve la primera respuesta.",
        }
    ]
}


def page_of(rows: QuerySet | list, page: PageIn, shape: Callable[[Any], Any]) -> dict[str, Any]:
    """{"count", "items"}: one page of `rows`, each shaped."""
    count = len(rows) if isinstance(rows, list) else rows.count()
    return {"count": count, "items": [shape(row) for row in rows[page.offset : page.offset + page.limit]]}


class PlaceOut(Schema):
    """A place of the tree."""

    id: int
    kind: str
    code: str
    name: str
    care_level: int | None
    locality: str
    synthetic: bool


class EventOut(Schema):
    """One event of an object's history."""

    sequence: int
    at: datetime
    by: str
    action: str
    sentence: str
    reason: str
    data: dict[str, Any]


def place_out(unit: Any) -> dict[str, Any]:
    """A unit as PlaceOut."""
    return {name: getattr(unit, name) for name in PlaceOut.model_fields}


def event_out(event: Any) -> dict[str, Any]:
    """An audit event as EventOut."""
    from cauce.core.audit.log import sentence

    same = ("sequence", "at", "action", "reason", "data")
    return {**{name: getattr(event, name) for name in same}, "by": event.by_name, "sentence": sentence(event)}


def events_out(events: Iterable[Any]) -> list[dict[str, Any]]:
    """Audit events as EventOut."""
    return [event_out(event) for event in events]
