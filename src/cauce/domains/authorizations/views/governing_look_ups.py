"""The auditor's second page: who looked which number up, and what was answered."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.exports import asked_format, table_response

from ..models import LookUp
from ..queries.look_ups import ANSWER_LABELS, LookUpFilter, filtered, look_ups_in_reach, who_misses
from .governing_common import crumbs, day_asked, member, today
from .governing_reads import PER_PAGE, RECENT, audit_tabs

HEADER = ("Cuándo", "Cuenta", "Persona", "Unidad", "Lo que escribió", "Qué se le respondió")


@member
def look_ups(request: Any) -> HttpResponse:
    """`?persona=`, `?numero=`, `?respuesta=`, `?desde=`, `?hasta=`; `?formato=csv|xlsx`."""
    require(request.user, Permission.AUTH_READ_LOG, None, request.now)
    wanted = _asked(request)
    found = filtered(look_ups_in_reach(request.user, request.now), wanted)
    if file_format := asked_format(request):
        rows = map(_flat, found.iterator(chunk_size=1000))
        return table_response(file_format, "consultas-de-numeros-st2", _("Consultas"), HEADER, rows)
    page_of = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    query = request.GET.copy()
    for name in ("pagina", "formato"):
        query.pop(name, None)
    context = {
        "crumbs": crumbs((_("Lecturas"), "")),
        "tabs": audit_tabs(),
        "page_of": page_of,
        "rows": [(one, ANSWER_LABELS.get(one.answer, one.answer)) for one in page_of],
        "wanted": wanted,
        "answers": ANSWER_LABELS.items(),
        "misses": who_misses(found),
        "query": query.urlencode(),
    }
    return render(request, "authorizations/governing/look_ups.html", context)


def _asked(request: Any) -> LookUpFilter:
    def text(name: str) -> str:
        return request.GET.get(name, "").strip()[:80]

    return LookUpFilter(
        person=text("persona"),
        typed=text("numero"),
        answer=text("respuesta"),
        since=day_asked(request, "desde") if request.GET else today(request) - RECENT,
        until=day_asked(request, "hasta"),
    )


def _flat(row: LookUp) -> tuple[Any, ...]:
    return (
        row.at,
        row.by.username,
        row.by.display_name,
        row.unit.name if row.unit else "",
        row.typed,
        ANSWER_LABELS.get(row.answer, row.answer),
    )
