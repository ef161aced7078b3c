"""The module's first page: what waits for the person, and the sheets within reach."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ..queries.sheets import (
    claims_to_answer,
    claims_to_close,
    open_sheets_of,
    sheets_in_reach,
    sheets_to_review,
)
from ..rules.states import SHEET_LABELS, SheetState
from .common import crumbs, page, writable

PER_PAGE = 50
TONES = {SheetState.OPEN: "warning", SheetState.SENT: "accent", SheetState.REVIEWED: "success"}


@page
def home(request: Any) -> HttpResponse:
    """Tiles of what waits, and the sheets, latest first; `?estado=` narrows them."""
    state = request.GET.get("estado", "")
    sheets = sheets_in_reach(request.user, request.now)
    if state in set(SheetState):
        sheets = sheets.filter(state=state)
    page_of = Paginator(sheets, PER_PAGE).get_page(request.GET.get("pagina"))
    claims = claims_to_answer(request.user, request.now)
    context = {
        "crumbs": crumbs(),
        "tiles": [
            (_("Mis hojas en captura"), open_sheets_of(request.user).count()),
            (_("Hojas por revisar"), sheets_to_review(request.user, request.now).count()),
            (_("Reclamos por responder"), claims.count()),
            (_("Reclamos por cerrar"), claims_to_close(request.user, request.now).count()),
        ],
        "claims": claims[:20],
        "page_of": page_of,
        "rows": [
            (sheet, SHEET_LABELS[SheetState(sheet.state)], TONES[SheetState(sheet.state)])
            for sheet in page_of
        ],
        "states": [(s, SHEET_LABELS[s]) for s in SheetState],
        "state": state,
        "may_write": writable(request).exists(),
    }
    return render(request, "oralhealth/home.html", context)
