"""Round administration: its dates, and an institution's own window."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require, require_at_root
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Refusal
from cauce.core.periods.models import Round, RoundWindow

from ..actions import open_round, set_round_window
from ..forms import RoundForm, SpanForm, add_problems
from ..queries import MODULE, institutions, rounds
from .common import find_institution, find_round, page, posted, step_context, trail


@page
def round_list(request: HttpRequest) -> HttpResponse:
    """All rounds, newest first."""
    require_at_root(request.user, Permission.ROUNDS_MANAGE, MODULE, request.now)
    context = step_context(0, crumbs=[(_("Periodos de captura"), "")], rounds=rounds())
    return render(request, "exchange/rounds.html", context)


@page
def round_edit(request: HttpRequest, round_code: str = "") -> HttpResponse:
    """Create a round, or change one's name and dates; every entity gets its declaration."""
    require_at_root(request.user, Permission.ROUNDS_MANAGE, MODULE, request.now)
    round_ = find_round(round_code) if round_code else None
    form = RoundForm(posted(request), initial=_initial(round_))
    if round_:
        form.fields["code"].disabled = True
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            saved = open_round(by=request.user, at=request.now, **form.cleaned_data)
        except Refusal as refusal:
            add_problems(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Periodo guardado; cada entidad vigente tiene su registro en él."))
            return redirect("exchange:round", round_code=saved.code)
    context = _context(round_, form)
    return render(request, "exchange/round.html", context, status=422 if form.errors else status)


def _initial(round_: Round | RoundWindow | None) -> dict[str, Any]:
    if round_ is None:
        return {}
    span = {
        "opens_at": timezone.localtime(round_.opens_at),
        "closes_at": timezone.localtime(round_.closes_at),
    }
    return span | ({"code": round_.code, "name": round_.name} if isinstance(round_, Round) else {})


def _context(round_: Round | None, form: RoundForm) -> dict[str, Any]:
    own = {w.institution_id: w for w in RoundWindow.objects.filter(round=round_)} if round_ else {}
    context = step_context(
        0,
        round=round_,
        form=form,
        windows=[(institution, own.get(institution.pk)) for institution in institutions()] if round_ else [],
    )
    here = (round_.name if round_ else _("Nuevo periodo"), "")
    context["crumbs"] = [*trail(None), (_("Periodos de captura"), reverse("exchange:rounds")), here]
    return context


@page
def window_edit(request: HttpRequest, round_code: str, institution: str) -> HttpResponse:
    """One institution's own opening and closing of a round."""
    round_, place = find_round(round_code), find_institution(institution)
    require(request.user, Permission.ROUNDS_MANAGE, place, request.now)
    own = RoundWindow.objects.filter(round=round_, institution=place).first()
    form = SpanForm(posted(request), initial=_initial(own or round_))
    if request.method == "POST" and form.is_valid():
        try:
            set_round_window(
                by=request.user, at=request.now, round=round_, institution=place, **form.cleaned_data
            )
        except Refusal as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("Plazo propio guardado para %(place)s.") % {"place": place})
            return redirect("exchange:round", round_code=round_code)
    context = step_context(0, round=round_, institution=place, form=form, own=own)
    context["crumbs"] = [
        *trail(None),
        (_("Periodos de captura"), reverse("exchange:rounds")),
        (round_.name, reverse("exchange:round", args=[round_code])),
        (str(place), ""),
    ]
    return render(request, "exchange/window.html", context, status=422 if form.errors else 200)
