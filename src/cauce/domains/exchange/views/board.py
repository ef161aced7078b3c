"""Step 1: the board of an institution's entities in a round."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require, roots
from cauce.core.accounts.permissions import Permission
from cauce.core.exports import asked_format, table_response
from cauce.core.organisations.models import OrgUnit

from ..presenting import board as shape
from ..queries import current_round, rounds
from ..rules.states import LIGHT_TEXT
from .common import find_institution, find_round, may, missing, page, step_context


@page
def board(request: HttpRequest, round_code: str, institution: str) -> HttpResponseBase:
    """The nine-column table; `?semaforo=`, `?q=`, `?orden=`, `?formato=csv|xlsx`."""
    round_, place = find_round(round_code), find_institution(institution)
    if (chosen_round := request.GET.get("periodo", round_code)) != round_code:
        return redirect("exchange:board", round_code=chosen_round, institution=institution)
    rows = shape.board_rows(request.user, round_, place, request.now)
    if not rows:
        require(request.user, Permission.EXCHANGE_READ, place, request.now)
    chosen = {key: request.GET.get(key, "") for key in ("semaforo", "q", "orden")}
    shown = shape.sorted_rows(shape.filtered(rows, chosen["semaforo"], chosen["q"]), chosen["orden"])
    if file_format := asked_format(request):
        name = f"tablero-{place.code}-{round_.code}"
        return table_response(file_format, name, _("Tablero"), shape.BOARD_HEADER, shape.exported(shown))
    context = step_context(
        1,
        crumbs=[(str(place), "")],
        rows=shown,
        hidden=len(rows) - len(shown),
        chosen=chosen,
        round=round_,
        rounds=rounds(),
        institution=place,
        lights=LIGHT_TEXT.items(),
        counts=_counts(rows),
        coordinates=may(request, Permission.EXCHANGE_REMIND, place),
    )
    return render(request, "exchange/board.html", context)


@page
def board_now(request: HttpRequest, institution: str) -> HttpResponse:
    """The institution's board in the current round, or in the one chosen with `?periodo=`."""
    code = request.GET.get("periodo")
    round_ = find_round(code) if code else current_round(request.now)
    if round_ is None:
        raise missing(_("ningún periodo de captura todavía"))
    return redirect("exchange:board", round_code=round_.code, institution=institution)


@page
def own_board(request: HttpRequest) -> HttpResponse:
    """The board of the person's own institution; the portal for whoever sees several."""
    own = [p for p in roots(request.user, Permission.EXCHANGE_READ, request.now) if p.kind != "sector"]
    institution = own[0].ancestor(OrgUnit.Kind.INSTITUTION) if own else None
    return redirect("exchange:board_now", institution.code) if institution else redirect("exchange:portal")


def _counts(rows: list[shape.BoardRow]) -> list[tuple[str, str, int]]:
    """(light, text, entities) for the summary above the table."""
    return [(str(light), text, sum(row.light == light for row in rows)) for light, text in LIGHT_TEXT.items()]
