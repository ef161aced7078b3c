"""One declaration: read it, answer, finalise, reopen, record the paper, its units and its history."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from cauce.api.idempotency import once
from cauce.api.routers.core import EventsOut
from cauce.api.shapes import KEYED, Id, PageIn, answers, event_out, page_of, place_out
from cauce.core.audit.log import history

from .. import actions
from ..queries import units_with_rows
from . import finding
from .shapes import (
    AnswerIn,
    DeclarationOut,
    FinaliseIn,
    PaperIn,
    PaperOut,
    ReopenIn,
    UnitOut,
    declaration_out,
    paper_out,
)

router = Router()
AT = "/declarations/{declaration_id}"


class UnitsOut(Schema):
    """A page of units."""

    count: int
    items: list[UnitOut]


class PapersOut(Schema):
    """A page of recorded arrivals, newest first."""

    count: int
    items: list[PaperOut]


@router.get(AT, response=answers(DeclarationOut), summary="Un registro")
def get_declaration(request: HttpRequest, declaration_id: Id) -> dict[str, Any]:
    """The declaration of one entity in one round."""
    return declaration_out(finding.a_declaration(request, declaration_id))


@router.post(f"{AT}/answer", response=answers(DeclarationOut), summary="Paso 2: SI o NO", openapi_extra=KEYED)
@once
def answer(request: HttpRequest, declaration_id: Id, body: AnswerIn) -> tuple[int, Any]:
    """Say whether any unit has surplus or shortage. NO is refused while rows exist (EX-20)."""
    declaration = finding.a_declaration(request, declaration_id)
    actions.answer_declaration(by=request.user, at=request.now, declaration=declaration, answer=body.answer)
    return 200, _again(request, declaration_id)


@router.post(
    f"{AT}/finalise", response=answers(DeclarationOut), summary="Paso 7: finalizar", openapi_extra=KEYED
)
@once
def finalise(request: HttpRequest, declaration_id: Id, body: FinaliseIn) -> tuple[int, Any]:
    """Freeze the declaration and issue its final version; asks the person's password again."""
    declaration = finding.a_declaration(request, declaration_id)
    actions.finalise_declaration(
        by=request.user,
        at=request.now,
        declaration=declaration,
        answer=body.answer,
        password=body.password,
        confirmed=body.confirm,
    )
    return 200, _again(request, declaration_id)


@router.post(f"{AT}/reopen", response=answers(DeclarationOut), summary="Reabrir", openapi_extra=KEYED)
@once
def reopen(request: HttpRequest, declaration_id: Id, body: ReopenIn) -> tuple[int, Any]:
    """Let a finalised or closed declaration be changed; withdraws the issued final version."""
    declaration = finding.a_declaration(request, declaration_id)
    actions.reopen_declaration(
        by=request.user, at=request.now, declaration=declaration, reason=body.reason, until=body.until
    )
    return 200, _again(request, declaration_id)


@router.get(f"{AT}/paper", response=answers(PapersOut), summary="Llegadas en papel")
def papers(request: HttpRequest, declaration_id: Id, page: PageIn = Query(...)) -> dict[str, Any]:
    """The recorded arrivals of the signed report on paper."""
    declaration = finding.a_whole_declaration(request, declaration_id)
    return page_of(declaration.paper_receipts.select_related("recorded_by"), page, paper_out)


@router.post(
    f"{AT}/paper",
    response=answers(PaperOut, 201),
    summary="Registrar la llegada en papel",
    openapi_extra=KEYED,
)
@once
def record_paper(request: HttpRequest, declaration_id: Id, body: PaperIn) -> tuple[int, Any]:
    """Record that the signed report arrived on paper."""
    declaration = finding.a_declaration(request, declaration_id)
    receipt = actions.record_paper_receipt(
        by=request.user, at=request.now, declaration=declaration, **body.model_dump()
    )
    return 201, PaperOut(**paper_out(receipt))


@router.get(f"{AT}/units", response=answers(UnitsOut), summary="Paso 3: unidades de la entidad")
def units(request: HttpRequest, declaration_id: Id, page: PageIn = Query(...)) -> dict[str, Any]:
    """The entity's units that the person may read, by care level, with their number of rows."""
    declaration = finding.a_declaration(request, declaration_id)
    rows = units_with_rows(declaration)
    found = finding.readable_units(request, declaration)
    return page_of(found, page, lambda unit: {**place_out(unit), "rows": rows.get(unit.pk, 0)})


@router.get(f"{AT}/history", response=answers(EventsOut), summary="Historia de un registro")
def declaration_history(
    request: HttpRequest, declaration_id: Id, page: PageIn = Query(...)
) -> dict[str, Any]:
    """Who did what to this declaration, when and why, newest first."""
    declaration = finding.a_whole_declaration(request, declaration_id)
    return page_of(history(declaration), page, event_out)


def _again(request: HttpRequest, pk: int) -> DeclarationOut:
    """The declaration as it is after the act."""
    return DeclarationOut(**declaration_out(finding.a_declaration(request, pk)))
