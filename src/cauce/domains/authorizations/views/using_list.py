"""Numbers in a person's reach: of the regions coordinated or audited, or of their centre. No list names a patient."""

from typing import Any

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cauce.core.accounts.access import can, require
from cauce.core.accounts.permissions import Permission as P
from cauce.core.exports import csv_response
from cauce.web.ui.numbers import number

from ..models import Authorisation
from ..places import today_at
from ..queries.authorisations import NEAR_DAYS, WATCHES, Wanted, Which, in_reach, narrowed
from ..rules.states import AuthorisationState
from ..rules.words import AUTHORISATION_LABELS
from .using_authorisation import TONES
from .using_common import crumbs, page

PER_PAGE, MOST_COUNTED, MOST_LISTED = 50, 1_000, 10_000
WHICH_LABELS = {
    Which.ALL: "Todas",
    Which.UNUSED: "Sin usar",
    Which.NEAR: "Por vencer con unidades",
    Which.STOPPED: "Suspendidas o revocadas",
}
HEADER = (
    "Número", "Estado", "Servicio", "Clave", "Unidades", "Usadas", "Quedan", "Vale desde", "Vale hasta",
    "Unidad que solicitó", "Dónde se usa",
)  # fmt: skip


class Recent(Paginator):
    """Pages of the newest rows only: nobody leafs through a country, and counting it would take seconds."""

    @cached_property
    def count(self) -> int:
        return int(self.object_list.order_by()[:MOST_LISTED].count())


@page
@require_safe
def authorisations(request: Any) -> HttpResponseBase:
    """`?cuales=sin-usar|por-vencer|detenidas`, `?estado=`, `?q=` number or service, `?formato=csv`."""
    if not any(can(request.user, permission, None, request.now) for permission in WATCHES):
        require(request.user, P.AUTH_LOOK_UP, None, request.now)
    wanted = _wanted(request)
    reach = in_reach(request.user, request.now)
    today = request.now.date()
    rows = narrowed(reach, wanted, today)
    if request.GET.get("formato") == "csv":
        return csv_response("autorizaciones.csv", [_(h) for h in HEADER], map(_line, rows.iterator(500)))
    page_of = Recent(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "crumbs": crumbs((_("Números"), "")),
        "page_of": page_of,
        "rows": [_drawn(one, request.now) for one in page_of],
        "wanted": wanted,
        "which": [(key.value, label) for key, label in WHICH_LABELS.items()],
        "states": [(key.value, label) for key, label in AUTHORISATION_LABELS.items()],
        "most": MOST_LISTED if page_of.paginator.count == MOST_LISTED else 0,
        "tiles": _tiles(request, reach, today),
        "looks_up": can(request.user, P.AUTH_LOOK_UP, None, request.now),
    }
    return render(request, "authorizations/using/authorisations.html", context)


def _wanted(request: Any) -> Wanted:
    asked = request.GET.get("cuales", "")
    which = Which(asked) if asked in set(Which) else Which.ALL
    return Wanted(which, request.GET.get("estado", ""), request.GET.get("q", "").strip()[:80])


def _tiles(request: Any, reach: Any, today: Any) -> list[tuple[str, str, str]]:
    chosen = (Which.UNUSED, Which.NEAR, Which.STOPPED)
    return [
        (
            f"{WHICH_LABELS[which]} ({_('%(n)s días') % {'n': NEAR_DAYS}})" if which == Which.NEAR else WHICH_LABELS[which],
            _count(narrowed(reach, Wanted(which), today)),
            f"{request.path}?cuales={which}",
        )
        for which in chosen
    ]  # fmt: skip


def _count(rows: Any) -> str:
    """How many, counted up to a limit: the tile of a whole country must not read all its numbers."""
    found = rows.order_by()[: MOST_COUNTED + 1].count()
    return f"{number(MOST_COUNTED)}+" if found > MOST_COUNTED else number(found)


def _drawn(found: Authorisation, at: Any) -> dict[str, Any]:
    state = AuthorisationState(found.state)
    left = (found.valid_until - today_at(found.item.request.region, at)).days
    return {"found": found, "state": AUTHORISATION_LABELS[state], "tone": TONES[state], "days": left}


def _line(found: Authorisation) -> tuple[Any, ...]:
    return (
        found.number,
        AUTHORISATION_LABELS[AuthorisationState(found.state)],
        found.service.label,
        found.service_code,
        found.units,
        found.consumed,
        found.remaining,
        found.valid_from,
        found.valid_until,
        found.item.request.unit.name,
        found.place.name if found.place else _("cualquier centro del servicio"),
    )
