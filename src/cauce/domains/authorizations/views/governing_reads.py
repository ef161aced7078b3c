"""The auditor's page: who looked at which request, when, through which door and with which reason."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.exports import asked_format, table_response
from cauce.web.navigation import address

from ..models import ReadLog
from ..queries.reads import SETTLES, ReadFilter, filtered, reads_in_reach, stands_out
from ..rules.act_words import DOOR_LABELS
from ..rules.privacy import BASIS_LABELS, Basis
from .governing_common import crumbs, day_asked, member, today

PER_PAGE = 50
RECENT = timedelta(days=30)
HEADER = (
    "Cuándo", "Cuenta", "Persona", "Solicitud", "Unidad", "Con qué base", "Motivo escrito", "Vio la identidad", "Puerta",
    "Sin acto posterior",
)  # fmt: skip


@member
def reads(request: Any) -> HttpResponse:
    """`?persona=`, `?folio=`, `?unidad=`, `?desde=`, `?hasta=`, `?base=`, `?puerta=`, `?sin_acto=1`; `?formato=csv|xlsx`."""
    require(request.user, Permission.AUTH_READ_LOG, None, request.now)
    every, wanted = reads_in_reach(request.user, request.now), _asked(request)
    lately = today(request) - RECENT
    found = filtered(every, wanted, request.now)
    if file_format := asked_format(request):
        rows = (_flat(one, request.now) for one in found.iterator(chunk_size=1000))
        return table_response(file_format, "lecturas-st2", _("Lecturas"), HEADER, rows)
    page_of = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    query = request.GET.copy()
    for name in ("pagina", "formato"):
        query.pop(name, None)
    context = {
        "crumbs": crumbs((_("Lecturas"), "")),
        "tabs": audit_tabs(),
        "page_of": page_of,
        "rows": [_drawn(one, request.now) for one in page_of],
        "wanted": wanted,
        "bases": [(basis.value, text) for basis, text in BASIS_LABELS.items()],
        "doors": DOOR_LABELS.items(),
        "days": SETTLES.days,
        "query": query.urlencode(),
        "idle": filtered(every, ReadFilter(idle=True, since=lately), request.now).count(),
        "idle_url": f"{reverse('authorizations:reads')}?sin_acto=1&desde={lately.isoformat()}",
    }
    return render(request, "authorizations/governing/reads.html", context)


def audit_tabs() -> list[tuple[str, str]]:
    """The auditor's two logs: requests that were opened, numbers that were looked up."""
    return [
        (_("Solicitudes"), reverse("authorizations:reads")),
        (_("Números de autorización"), reverse("authorizations:number_look_ups")),
    ]


def _asked(request: Any) -> ReadFilter:
    def text(name: str) -> str:
        return request.GET.get(name, "").strip()[:80]

    # Years of readings are not one page: without any filter, the latest month.
    since = day_asked(request, "desde") if request.GET else today(request) - RECENT
    return ReadFilter(
        person=text("persona"),
        folio=text("folio"),
        unit=text("unidad").partition(" · ")[0],
        since=since,
        until=day_asked(request, "hasta"),
        basis=text("base"),
        door=text("puerta"),
        idle=text("sin_acto") == "1",
    )


def _drawn(read: ReadLog, at: Any) -> dict[str, Any]:
    return {
        "read": read,
        "basis": BASIS_LABELS[Basis(read.basis)],
        "door": DOOR_LABELS.get(read.door, read.door),
        "flag": stands_out(read, at),
        "url": address("authorizations:request", read.request.uid),
    }


def _flat(read: ReadLog, at: Any) -> tuple[Any, ...]:
    return (
        read.at,
        read.by.username,
        read.by.display_name,
        read.request.folio or "",
        read.request.unit.name,
        BASIS_LABELS[Basis(read.basis)],
        read.why,
        read.identity,
        DOOR_LABELS.get(read.door, read.door),
        stands_out(read, at),
    )
