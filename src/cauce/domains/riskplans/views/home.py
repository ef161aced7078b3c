"""The module's first page, by role: the ESE's report of the quarter; the board of a territory or of the country."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import roots
from cauce.core.accounts.permissions import Permission
from cauce.core.todo import by_deadline

from .. import actions
from ..country import quarter
from ..pending import waiting
from ..presenting.reports import sections_of
from ..queries.board import Tally, board, last_quarter, quarters_back, running, tallies, terms_of, undelivered
from ..queries.reach import hospitals, plans
from .common import by_now, crumbs, held, page, try_act

PER_PAGE = 50
FEW = 3  # of the person's own ESE, shown with their sections


@page
def home(request: Any) -> HttpResponse:
    """What waits, and the quarter's board (`?trimestre=`, `?faltan=1` for those who have not delivered)."""
    period = _asked(request)
    permissions = held(request, None)
    found = running(plans(request.user, request.now), period)
    counted = tallies(found, period)
    shown = undelivered(found, period) if request.GET.get("faltan") else found
    mine = board(found[:FEW], period, request.now) if Permission.RISK_WRITE in permissions else []
    page_of = Paginator(shown, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "crumbs": crumbs(),
        "now": request.now,
        "todo": sorted(waiting(request.user, request.now), key=by_deadline),
        "period": period,
        "periods": quarters_back(request.now),
        "terms": terms_of(period),
        "mine": [(row, sections_of(row.report) if row.report else []) for row in mine],
        "rows": [] if mine else board(page_of, period, request.now),
        "page_of": page_of,
        "only_missing": bool(request.GET.get("faltan")),
        "tiles": _tiles(counted, request.path, period),
        "territories": counted if len(counted) > 1 else [],
        "follow_up": _territory_of(request),
        "may_evaluate": Permission.RISK_EVALUATE in permissions,
        "may_annual": Permission.RISK_ANNUAL in permissions,
        "may_remind": Permission.RISK_REVIEW in permissions,
        "may_open": Permission.RISK_WRITE in permissions,
    }
    return render(request, "riskplans/home.html", context)


def _territory_of(request: Any) -> str:
    """The code of the one territory whose follow-up report the person writes; "" for none or several."""
    places = roots(request.user, Permission.RISK_TERRITORY, request.now)
    return places[0].code if len(places) == 1 else ""


@page
@require_POST
def remind(request: Any) -> HttpResponse:
    """Remind the chosen ESE (`ese`: their codes) of a quarter."""
    codes, period = request.POST.getlist("ese"), request.POST.get("trimestre", "")
    chosen = hospitals(request.user, request.now).filter(code__in=codes)
    sent: dict[int, int] = {}

    def act() -> None:
        note = request.POST.get("mensaje", "")
        sent.update(actions.remind(**by_now(request), hospitals=chosen, period=period, message=note))

    if try_act(request, act, _("Recordatorio enviado.")):
        people = sum(sent.values())
        words = ngettext("Se avisó a %(n)s persona.", "Se avisó a %(n)s personas.", people)
        messages.info(request, words % {"n": people})
    return redirect(f"{reverse('riskplans:home')}?faltan=1")


def _asked(request: Any) -> str:
    text = request.GET.get("trimestre", "")
    return text if quarter(text) else last_quarter(request.now).id


def _tiles(counted: list[Tally], path: str, period: str) -> list[tuple[str, Any, str]]:
    total, delivered, evaluated, compliant = (
        sum(getattr(tally, name) for tally in counted)
        for name in ("total", "delivered", "evaluated", "compliant")
    )
    missing = f"{path}?trimestre={period}&faltan=1"
    return [
        (_("ESE con plan en curso"), total, ""),
        (_("Entregaron"), delivered, ""),
        (_("Faltan"), total - delivered, missing if total > delivered else ""),
        (_("Evaluadas"), evaluated, ""),
        (_("Cumplen (más de 80)"), compliant, ""),
    ]
