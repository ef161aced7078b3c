"""The day's sheet on paper, and the form in blank."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission

from .. import actions
from ..reports.day_sheet import blank_sheet, day_sheet
from .common import find_sheet, page


@page
@require_safe
def printed(request: Any, uid: uuid.UUID) -> HttpResponse:
    """The sheet as PDF; identities as this reader may see them, and their reading is logged like on the page."""
    sheet = find_sheet(request, uid)
    rows = actions.read_rows(by=request.user, at=request.now, sheet=sheet)
    content = day_sheet(sheet, rows, request.now, request.user.display_name)
    return _pdf(content, f"rda-{sheet.date}-{sheet.registration}.pdf")


@page
@require_safe
def blank(request: Any) -> HttpResponse:
    """The form to print and write by hand."""
    require(request.user, Permission.ORAL_READ, None, request.now)
    return _pdf(blank_sheet(request.now), "rda-en-blanco.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
