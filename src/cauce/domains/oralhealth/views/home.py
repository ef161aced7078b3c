"""The module's first page: what to do next, and the sheets within reach."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from cauce.core.todo import by_deadline

from ..pending import waiting
from ..queries.sheets import sheets_in_reach
from ..rules.states import SHEET_LABELS, SheetState
from .common import crumbs, page, writable

PER_PAGE = 50
TONES = {SheetState.OPEN: "warning", SheetState.SENT: "accent", SheetState.REVIEWED: "success"}


@page
def home(request: Any) -> HttpResponse:
    """What waits for the person here, by deadline, and the sheets, latest first; `?estado=` narrows them."""
    state = request.GET.get("estado", "")
    sheets = sheets_in_reach(request.user, request.now)
    if state in set(SheetState):
        sheets = sheets.filter(state=state)
    page_of = Paginator(sheets, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "crumbs": crumbs(),
        "now": request.now,
        "todo": sorted(waiting(request.user, request.now), key=by_deadline),
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
