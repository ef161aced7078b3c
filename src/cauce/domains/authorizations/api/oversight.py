"""What coordination and audit look at: late requests, signals, who read what."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from cauce.api.idempotency import once
from cauce.api.shapes import KEYED, Id, PageIn, Text, answers, page_of
from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission

from .. import actions
from ..models import ReadLog, Signal
from ..queries.requests import late, reads_of
from . import finding
from .shapes import LinesOut
from .telling import line_out

router = Router()


class SignalOut(Schema):
    """A pattern worth an audit; it denies nothing. requests: folios."""

    id: int
    kind: str
    place: str
    facts: dict[str, Any]
    requests: list[str]
    state: str
    raised_at: datetime
    looked_at: datetime | None
    note: str


class SignalsOut(Schema):
    """A page of signals, latest first."""

    count: int
    items: list[SignalOut]


class LookIn(Schema):
    """audit: open one; false sets the signal aside. note: why."""

    audit: bool
    note: Text


class ReadOut(Schema):
    """A reading: who, when, by what right, why, whether the patient was shown, through which door."""

    folio: str
    by: str
    at: datetime
    basis: str
    why: str
    identity: bool
    door: str


class ReadsOut(Schema):
    """A page of readings, latest first."""

    count: int
    items: list[ReadOut]


@router.get("/late", response=answers(LinesOut), summary="Solicitudes fuera de plazo")
def overdue(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """Open requests past their term where the person oversees, longest first."""
    found = late(request.user, request.now).prefetch_related("items")
    return page_of(found, page, lambda one: line_out(one, request.now))


@router.get("/signals", response=answers(SignalsOut), summary="Señales")
def signals(request: HttpRequest, page: PageIn = Query(...), state: Text = "") -> dict[str, Any]:
    """Signals of the person's places. state: raised, audit or dismissed."""
    reach = finding.below(request.user, Permission.AUTH_SIGNALS, request.now, "place")
    found = Signal.objects.filter(reach).select_related("place")
    return page_of(found.filter(state=state[:10]) if state else found, page, _signal_out)


@router.post(
    "/signals/{signal_id}/look", response=answers(SignalOut), summary="Atender una señal", openapi_extra=KEYED
)
@once
def look(request: HttpRequest, signal_id: Id, body: LookIn) -> tuple[int, Any]:
    """Open an audit on a signal, or set it aside."""
    signal = finding.a_signal(signal_id)
    done = actions.look_at_signal(
        by=request.user, at=request.now, signal=signal, audit=body.audit, note=body.note
    )
    return 200, SignalOut(**_signal_out(done))


@router.get("/reads", response=answers(ReadsOut), summary="Quién leyó qué")
def reads(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """Readings of requests of the auditor's places, latest first."""
    reach = finding.below(request.user, Permission.AUTH_READ_LOG, request.now, "request__region")
    return page_of(ReadLog.objects.filter(reach).select_related("by", "request"), page, _read_out)


@router.get("/requests/{uid}/reads", response=answers(ReadsOut), summary="Quién leyó una solicitud")
def reads_of_one(request: HttpRequest, uid: UUID, page: PageIn = Query(...)) -> dict[str, Any]:
    """Readings of one request, for the auditor."""
    found = finding.a_request(uid)
    require(request.user, Permission.AUTH_READ_LOG, found.region, request.now)
    return page_of(reads_of(found).select_related("request"), page, _read_out)


def _signal_out(signal: Signal) -> dict[str, Any]:
    names = ("kind", "facts", "requests", "state", "raised_at", "looked_at", "note")
    return {name: getattr(signal, name) for name in names} | {"id": signal.pk, "place": signal.place.code}


def _read_out(read: ReadLog) -> dict[str, Any]:
    names = ("at", "basis", "why", "identity", "door")
    return {name: getattr(read, name) for name in names} | {
        "folio": read.request.folio or "",
        "by": read.by.display_name,
    }
