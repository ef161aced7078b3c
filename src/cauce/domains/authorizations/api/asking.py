"""Asking: what is needed and missing, drafts, sending, leaving, answering."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from cauce.api.idempotency import once
from cauce.api.shapes import KEYED, PageIn, Text, answers, page_of
from cauce.core.errors import NotNow

from .. import actions
from ..checking import preview
from ..models import Request
from ..policies import not_now
from ..queries.requests import requests_of
from . import finding
from .shapes import (
    AnswerIn,
    DraftChangeIn,
    DraftIn,
    DraftOut,
    EmergencyIn,
    LineOut,
    LinesOut,
    PreviewIn,
    PreviewOut,
    ReasonIn,
    SendIn,
)
from .telling import draft_out, line_out, told

router = Router()
AT = "/requests/{uid}"


@router.post(
    "/preview", response=answers(PreviewOut), summary="¿Requiere autorización? ¿Qué falta? ¿Hasta cuándo?"
)
def look_ahead(request: HttpRequest, body: PreviewIn) -> dict[str, Any]:
    """What sending would say of what is typed so far; nothing is written."""
    unit = finding.a_unit_to_write(request, body.unit)
    seen = preview(body.typed, unit, request.now, requester=request.user)
    return {
        "needs_authorisation": seen.needs_authorisation,
        "needs": [{n: getattr(one, n) for n in ("sequence", "needed", "rule", "text")} for one in seen.needs],
        "problems": [problem.as_dict() for problem in seen.problems],
        "duplicates": [
            {"sequence": d.sequence, "folio": d.item.request.folio or "", "state": d.item.request.state}
            for d in seen.duplicates
        ],
        "due_at": seen.due_at,
    }


@router.get("/requests", response=answers(LinesOut), summary="Mis solicitudes")
def mine(request: HttpRequest, page: PageIn = Query(...), state: Text = "") -> dict[str, Any]:
    """What the person asked for or typed, latest first. state: only those in it."""
    found = requests_of(request.user).prefetch_related("items")
    if state:
        found = found.filter(state=state[:16])
    return page_of(found, page, lambda one: line_out(one, request.now))


@router.post(
    "/requests", response=answers(DraftOut, 201), summary="Escribir un borrador", openapi_extra=KEYED
)
@once
def write(request: HttpRequest, body: DraftIn) -> tuple[int, Any]:
    """Keep a new draft, right or wrong; sending it is another act."""
    made = actions.save_draft(
        by=request.user,
        at=request.now,
        unit=finding.a_unit(body.unit),
        typed=body.typed,
        channel=body.channel,
        requester=finding.a_requester(body.requester),
    )
    return 201, DraftOut(**draft_out(made, request.now))


@router.put(AT, response=answers(DraftOut), summary="Cambiar un borrador")
def change(request: HttpRequest, uid: UUID, body: DraftChangeIn) -> dict[str, Any]:
    """Keep the draft as it is typed now."""
    found = finding.a_request(uid)
    saved = actions.save_draft(
        by=request.user,
        at=request.now,
        unit=found.unit,
        typed=body.typed,
        request=found,
        version=body.version,
    )
    return draft_out(saved, request.now)


@router.post(f"{AT}/submit", response=answers(LineOut), summary="Enviar la solicitud", openapi_extra=KEYED)
@once
def submit(request: HttpRequest, uid: UUID, body: SendIn) -> tuple[int, Any]:
    """Send a draft; the screening answers at once. Warnings (level) need confirm=true."""
    sent = actions.submit_request(
        by=request.user,
        at=request.now,
        request=finding.a_request(uid),
        version=body.version,
        confirmed=body.confirm,
        duplicate_reason=body.duplicate_reason,
    )
    return 200, told(sent, request.now)


@router.post(
    "/emergencies",
    response=answers(LineOut, 201),
    summary="Registrar una urgencia ya atendida",
    openapi_extra=KEYED,
)
@once
def emergency(request: HttpRequest, body: EmergencyIn) -> tuple[int, Any]:
    """Care first, this afterwards. A late registration warns and is noted; it refuses nothing."""
    made = actions.register_emergency(
        by=request.user,
        at=request.now,
        unit=finding.a_unit(body.unit),
        typed={**body.typed, "channel": body.channel},
        requester=finding.a_requester(body.requester),
        confirmed=body.confirm,
        duplicate_reason=body.duplicate_reason,
    )
    return 201, told(made, request.now)


@router.post(f"{AT}/cancel", response=answers(LineOut), summary="Cancelar", openapi_extra=KEYED)
@once
def cancel(request: HttpRequest, uid: UUID, body: ReasonIn) -> tuple[int, Any]:
    """Give the whole request up while it is undecided; a sent one needs a reason."""
    done = actions.cancel_request(
        by=request.user, at=request.now, request=finding.a_request(uid), reason=body.reason
    )
    return 200, told(done, request.now)


@router.post(
    f"{AT}/items/{{sequence}}/withdraw",
    response=answers(LineOut),
    summary="Retirar un servicio",
    openapi_extra=KEYED,
)
@once
def withdraw(request: HttpRequest, uid: UUID, sequence: int, body: ReasonIn) -> tuple[int, Any]:
    """Give one service up; the others go on."""
    item = finding.an_item(uid, min(max(sequence, 0), 10_000))
    done = actions.withdraw_item(by=request.user, at=request.now, item=item, reason=body.reason)
    return 200, told(done, request.now)


@router.post(
    f"{AT}/resubmit",
    response=answers(DraftOut, 201),
    summary="Corregir y volver a solicitar",
    openapi_extra=KEYED,
)
@once
def resubmit(request: HttpRequest, uid: UUID) -> tuple[int, Any]:
    """A new draft with what was denied, linked to the old request."""
    made = actions.resubmit_request(by=request.user, at=request.now, request=finding.a_request(uid))
    return 201, DraftOut(**draft_out(made, request.now))


@router.post(
    f"{AT}/answer", response=answers(LineOut), summary="Responder lo que se pidió", openapi_extra=KEYED
)
@once
def answer(request: HttpRequest, uid: UUID, body: AnswerIn) -> tuple[int, Any]:
    """Answer the open question; documents are sent apart, before."""
    found = finding.a_request(uid)
    info = found.info_requests.filter(answered_at__isnull=True).first()
    if info is None:
        raise _nothing_asked(found)
    done = actions.answer_information(by=request.user, at=request.now, info=info, answer=body.answer)
    return 200, told(done, request.now)


def _nothing_asked(found: Request) -> NotNow:
    state = found.get_state_display().lower()
    return not_now("AP-46", state=state, act="responder", who="nadie: no hay preguntas abiertas")
