"""The module's first page, by role: the ESE's report of the quarter; the board of a territory or of the country."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
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
from ..queries.board import Row, board, last_quarter, quarters_back, terms_of
from ..queries.reach import hospitals, plans
from ..rules.amounts import printed
from .common import by_now, crumbs, held, page, try_act

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Territory:
    """A department's or district's line of the national summary. mean: of the scores, None without any."""

    name: str
    total: int
    delivered: int
    evaluated: int
    compliant: int
    mean: Any


@page
def home(request: Any) -> HttpResponse:
    """What waits, and the quarter's board (`?trimestre=`, `?faltan=1` for those who have not delivered)."""
    period = _asked(request)
    permissions = held(request, None)
    rows = board(plans(request.user, request.now), period, request.now)
    shown = [row for row in rows if not row.delivered] if request.GET.get("faltan") else rows
    mine = rows if Permission.RISK_WRITE in permissions else []
    page_of = Paginator(shown, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "crumbs": crumbs(),
        "now": request.now,
        "todo": sorted(waiting(request.user, request.now), key=by_deadline),
        "period": period,
        "periods": quarters_back(request.now),
        "terms": terms_of(period),
        "mine": [(row, sections_of(row.report) if row.report else []) for row in mine[:3]],
        "rows": [] if mine else list(page_of),
        "page_of": page_of,
        "only_missing": bool(request.GET.get("faltan")),
        "tiles": _tiles(rows, request.path, period),
        "territories": _territories(rows),
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


def _tiles(rows: list[Row], path: str, period: str) -> list[tuple[str, Any, str]]:
    delivered = sum(row.delivered for row in rows)
    scores = [row.score for row in rows if row.score is not None]
    missing = f"{path}?trimestre={period}&faltan=1"
    return [
        (_("ESE con plan en curso"), len(rows), ""),
        (_("Entregaron"), delivered, ""),
        (_("Faltan"), len(rows) - delivered, missing if len(rows) > delivered else ""),
        (_("Evaluadas"), len(scores), ""),
        (_("Cumplen (más de 80)"), sum(bool(row.compliant) for row in rows), ""),
    ]


def _territories(rows: list[Row]) -> list[Territory]:
    """By department, when there are several."""
    names = Counter(row.hospital.unit.parent.name for row in rows)
    if len(names) < 2:
        return []
    return [
        _territory(name, [row for row in rows if row.hospital.unit.parent.name == name])
        for name in sorted(names)
    ]


def _territory(name: str, rows: list[Row]) -> Territory:
    scores = [Fraction(row.score) for row in rows if row.score is not None]
    return Territory(
        name,
        len(rows),
        sum(row.delivered for row in rows),
        len(scores),
        sum(bool(row.compliant) for row in rows),
        printed(sum(scores, Fraction(0)) / len(scores)) if scores else None,
    )
