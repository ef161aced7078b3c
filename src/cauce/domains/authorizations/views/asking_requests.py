"""The list of requests, on the page and as a file."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import can, require
from cauce.core.accounts.permissions import Permission
from cauce.core.exports import SheetData, csv_response, file_response, write_xlsx

from ..asking.listing import HEADER, file_rows, rows
from ..queries.listing import MINE, REGION, UNIT, Asked, listed, scopes
from ..rules.codes import PRIORITY_LABELS
from ..rules.words import REQUEST_LABELS
from .asking_common import OUTCOME_TONES, TONES, crumbs, page

PER_PAGE = 50


def _asked(request: Any, allowed: list[str]) -> Asked:
    """What the address asks; what it may not ask is the first it may."""
    get = request.GET.get
    whose = get("de", "")
    return Asked(
        whose=whose if whose in allowed else allowed[0],
        state=get("estado", ""),
        priority=get("prioridad", ""),
        text=get("q", ""),
        since=_day(get("desde", "")),
        until=_day(get("hasta", "")),
        late=get("tarde", "") == "1",
        order=get("orden", ""),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@page
def requests(request: Any) -> HttpResponseBase:
    """`?de=mias|unidad|region` and filters; `?formato=csv|xlsx` gives the same rows as a file."""
    allowed = scopes(request.user, request.now)
    if not allowed:
        require(request.user, Permission.AUTH_WRITE, None, request.now)
    asked = _asked(request, allowed)
    found = listed(request.user, request.now, asked)
    if request.GET.get("formato") in ("csv", "xlsx"):
        return _file(request, found)
    page_of = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    words = {MINE: _("Mías"), UNIT: _("De mi unidad"), REGION: _("De mi región")}
    query = request.GET.copy()
    query.pop("pagina", None)
    context = {
        "crumbs": crumbs((_("Solicitudes"), "")),
        "asked": asked,
        "since": asked.since.isoformat() if asked.since else "",
        "until": asked.until.isoformat() if asked.until else "",
        "scopes": [(key, words[key]) for key in allowed],
        "page_of": page_of,
        "rows": rows(page_of, request.user, request.now),
        "states": [("abiertas", _("Abiertas")), *((s.value, label) for s, label in REQUEST_LABELS.items())],
        "priorities": PRIORITY_LABELS.items(),
        "others": asked.whose != MINE or can(request.user, Permission.AUTH_TRANSCRIBE, None, request.now),
        "tones": TONES,
        "outcome_tones": OUTCOME_TONES,
        "query": query.urlencode(),
        "narrowed": any(request.GET.get(k) for k in ("estado", "prioridad", "q", "desde", "hasta", "tarde")),
        "may_write": can(request.user, Permission.AUTH_WRITE, None, request.now),
    }
    return render(request, "authorizations/asking/requests.html", context)


def _file(request: Any, found: Any) -> HttpResponseBase:
    """The rows asked, all of them: CSV as a stream, XLSX through a file."""
    header = [str(word) for word in HEADER]
    lines = file_rows(found, request.now)
    if request.GET["formato"] == "csv":
        return csv_response("solicitudes.csv", header, lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "solicitudes.xlsx"
        write_xlsx(path, [SheetData(_("Solicitudes"), header, lines)])
        return file_response(path, "solicitudes.xlsx")
