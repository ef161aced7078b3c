"""The module's first page: what waits for this person, what they have in hand, where to go."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import permissions_at, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission as P
from cauce.core.todo import by_deadline
from cauce.web.navigation import address

from ..asking.listing import rows
from ..pending import waiting
from ..queries.listing import MINE, Asked, listed
from ..queries.requests import (
    appeals_held_by,
    appeals_to_assign,
    held_by,
    late,
    queue,
    requests_of,
    to_answer,
)
from ..rules.states import OPEN_REQUEST, RequestState
from .asking_common import OUTCOME_TONES, TONES, crumbs, page

RECENT = 8
WORKS = frozenset(p for p in P if p.name.startswith("AUTH_"))
Tile = tuple[str, Any, str]


@page
def home(request: Any) -> HttpResponse:
    """One page for every role: each part is there for who may use it."""
    user, at = request.user, request.now
    held = permissions_at(user, None, at)
    if not held & WORKS:
        require(user, P.AUTH_READ, None, at)
    asks = bool(held & {P.AUTH_WRITE, P.AUTH_TRANSCRIBE})
    recent = listed(user, at, Asked(MINE))[:RECENT] if asks else []
    context = {
        "crumbs": crumbs(),
        "now": at,
        "todo": sorted(waiting(user, at), key=by_deadline),
        "tiles": _tiles(user, held, at),
        "asks": asks,
        "writes": P.AUTH_WRITE in held,
        "transcribes": P.AUTH_TRANSCRIBE in held,
        "next": _next(held),
        "recent": rows(recent, user, at),
        "tones": TONES,
        "outcome_tones": OUTCOME_TONES,
    }
    return render(request, "authorizations/asking/home.html", context)


def _next(held: frozenset[P]) -> tuple[str, str]:
    """(address, words) of where to go when nothing waits; blank when the page says it already."""
    ways = (
        (P.AUTH_REVIEW, "queue", _("Ver la bandeja de revisión")),
        (P.AUTH_LOOK_UP, "look_up", _("Consultar un número")),
        (P.AUTH_OVERSIGHT, "indicators", _("Ver los indicadores")),
    )
    found = (
        (address(f"authorizations:{name}"), words) for permission, name, words in ways if permission in held
    )
    return next((way for way in found if way[0]), ("", ""))


def _tiles(user: User, held: frozenset[P], at: datetime) -> list[Tile]:
    """Counts of what the person works with; each leads to its rows."""
    tiles: list[Tile] = []
    if held & {P.AUTH_WRITE, P.AUTH_TRANSCRIBE}:
        mine, listing = requests_of(user), address("authorizations:requests")
        open_ = mine.filter(state__in=[s.value for s in OPEN_REQUEST])
        tiles += [
            (_("Borradores"), mine.filter(state=RequestState.DRAFT).count(), f"{listing}?estado=draft"),
            (_("Por responder"), to_answer(user).count(), f"{listing}?estado=info_requested"),
            (_("En trámite"), open_.count(), f"{listing}?estado=abiertas"),
            (_("Fuera de plazo"), open_.filter(due_at__lt=at).count(), f"{listing}?tarde=1"),
        ]
    if P.AUTH_REVIEW in held:
        tiles += [
            (_("En su bandeja"), queue(user, at).count(), address("authorizations:queue")),
            (_("Tomadas por usted"), held_by(user).count(), address("authorizations:queue")),
        ]
    if P.AUTH_APPEAL_DECIDE in held:
        tiles.append(
            (_("Recursos a su cargo"), appeals_held_by(user).count(), address("authorizations:appeals"))
        )
    if P.AUTH_APPEAL_ASSIGN in held:
        to_assign = appeals_to_assign(user, at).count()
        tiles.append((_("Recursos por asignar"), to_assign, address("authorizations:appeals")))
    if P.AUTH_OVERSIGHT in held:
        tardy = f"{address('authorizations:requests')}?de=region&tarde=1"
        tiles.append((_("Solicitudes fuera de plazo"), late(user, at).count(), tardy))
    return tiles
