"""Facilities, day's sheets and their rows: the same rules as the page, the file and the package."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from cauce.api.idempotency import once
from cauce.api.shapes import KEYED, PageIn, ProblemOut, answers, page_of

from .. import actions
from ..queries.sheets import sheets_in_reach
from . import finding
from .shapes import FacilityOut, RowIn, RowOut, SavedOut, SheetIn, SheetOut, row_out, sheet_out

router = Router()
AT = "/sheets/{sheet_uid}"


class FacilitiesOut(Schema):
    """A page of facilities."""

    count: int
    items: list[FacilityOut]


class SheetsOut(Schema):
    """A page of sheets, latest first."""

    count: int
    items: list[SheetOut]


class RowsOut(Schema):
    """A sheet's rows in order."""

    items: list[RowOut]


class CheckedOut(Schema):
    """What saving would say; nothing was saved."""

    problems: list[ProblemOut]


@router.get("/facilities", response=answers(FacilitiesOut), summary="Instalaciones a su alcance")
def facilities(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """Facilities whose daily records the person may read."""
    return page_of(finding.facilities(request), page, _facility_out)


@router.get("/sheets", response=answers(SheetsOut), summary="Hojas diarias")
def sheets(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """Sheets of the person's facilities, latest first."""
    found = sheets_in_reach(request.user, request.now).select_related("facility__oralhealth")
    return page_of(found.order_by("-date", "-pk"), page, sheet_out)


@router.post("/sheets", response=answers(SheetOut, 201), summary="Abrir una hoja", openapi_extra=KEYED)
@once
def open_sheet(request: HttpRequest, body: SheetIn) -> tuple[int, Any]:
    """Start a day's sheet. head: date, professional, registration, chair_hours, schedule, centre, as typed."""
    sheet = actions.open_sheet(
        by=request.user,
        at=request.now,
        facility=finding.a_facility(request, body.facility),
        typed=body.head,
        confirmed=body.confirm,
        uid=body.uid,
    )
    return 201, SheetOut(**sheet_out(sheet))


@router.get(AT, response=answers(SheetOut), summary="Una hoja")
def get_sheet(request: HttpRequest, sheet_uid: UUID) -> dict[str, Any]:
    """One sheet."""
    return sheet_out(finding.a_sheet(request, sheet_uid))


@router.get(f"{AT}/rows", response=answers(RowsOut), summary="Renglones de una hoja")
def rows(request: HttpRequest, sheet_uid: UUID) -> dict[str, Any]:
    """The sheet's rows; reading whole identities of somebody else's sheet is logged."""
    found = actions.read_rows(by=request.user, at=request.now, sheet=finding.a_sheet(request, sheet_uid))
    return {"items": [row_out(row) for row in found]}


@router.post(f"{AT}/rows/check", response=answers(CheckedOut), summary="Revisar un renglón sin guardarlo")
def check_row(request: HttpRequest, sheet_uid: UUID, body: RowIn) -> dict[str, Any]:
    """Every problem that saving the row would meet."""
    sheet = finding.a_sheet(request, sheet_uid)
    found = actions.check_row(by=request.user, at=request.now, sheet=sheet, typed=body.typed, uid=None)
    return {"problems": [problem.as_dict() for problem in found]}


@router.put(f"{AT}/rows/{{row_uid}}", response=answers(SavedOut), summary="Guardar un renglón")
def save_row(request: HttpRequest, sheet_uid: UUID, row_uid: UUID, body: RowIn) -> dict[str, Any]:
    """Create or change the row of that uid; the same row sent again changes nothing."""
    saved = actions.save_row(
        by=request.user,
        at=request.now,
        sheet=finding.a_sheet(request, sheet_uid),
        typed=body.typed,
        uid=row_uid,
        version=body.version,
        confirmed=body.confirm,
    )
    warnings = [warning.rule for warning in saved.warnings]
    return {
        "uid": saved.row.uid,
        "version": saved.row.version,
        "changed": saved.changed,
        "warnings": warnings,
    }


@router.post(f"{AT}/send", response=answers(SheetOut), summary="Enviar la hoja", openapi_extra=KEYED)
@once
def send_sheet(request: HttpRequest, sheet_uid: UUID, confirm: bool = False) -> tuple[int, Any]:
    """Send the day to the head of clinic."""
    sheet = finding.a_sheet(request, sheet_uid)
    actions.send_sheet(by=request.user, at=request.now, sheet=sheet, confirmed=confirm)
    return 200, SheetOut(**sheet_out(finding.a_sheet(request, sheet_uid)))


def _facility_out(unit: Any) -> dict[str, Any]:
    facility = unit.oralhealth
    return {
        "code": facility.code,
        "name": unit.name,
        "region": unit.parent.name,
        "institution": facility.institution,
        "hospital": facility.is_hospital,
    }
