"""Opening one request: with a reason, and kept in the read log."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Schema

from cauce.api.shapes import EventOut, PageIn, Text, answers, event_out, page_of
from cauce.core.audit.log import history

from .. import actions
from . import finding
from .asking import AT, router  # one address, one router: the draft is changed where it is read
from .shapes import RequestOut
from .telling import request_out


class EventsOut(Schema):
    """A page of a request's events, latest first."""

    count: int
    items: list[EventOut]


@router.get(AT, response=answers(RequestOut), summary="Abrir una solicitud")
def read(request: HttpRequest, uid: UUID, why: Text = "") -> dict[str, Any]:
    """One request. why: the reason, which coordination and audit must write (422 AP-96); it is logged with the reading."""
    found = finding.a_request(uid)
    reading = actions.read_request(by=request.user, at=request.now, request=found, why=why, door="api")
    return request_out(reading, request.now)


@router.get(f"{AT}/history", response=answers(EventsOut), summary="Historia de una solicitud")
def events(request: HttpRequest, uid: UUID, page: PageIn = Query(...), why: Text = "") -> dict[str, Any]:
    """Who did what and when. It is a reading; who gives a blind second opinion does not see it."""
    found = finding.a_request(uid)
    reading = actions.read_request(by=request.user, at=request.now, request=found, why=why, door="api")
    if reading.blind:
        return {"count": 0, "items": []}
    return page_of(history(reading.request), page, event_out)
