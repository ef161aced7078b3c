"""Runs of the matching: their list with the form for a new one, and the page of one run."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cauce.core.accounts.access import can, can_at_root, require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Refusal
from cauce.core.organisations.models import Area

from ..actions import request_run
from ..matching_forms import RunForm
from ..matching_map import largest_flows, map_facts, states_of
from ..matching_overcommitted import overcommitted_lines
from ..matching_queries import (
    READ,
    cause_totals,
    kept_of,
    needed_of,
    pair_totals,
    proposals_of,
    reason_totals,
    run_for,
    runs,
    unmet_of,
    unused_of,
)
from ..matching_words import map_figure, mean_trip, run_tabs, run_tiles
from ..models import MatchRun
from ..queries import MODULE, current_round
from ..rules.lines import CAUSES
from ..rules.proposals import REASON_TEXT


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def runs_page(request: HttpRequest) -> HttpResponse:
    """The runs, newest first; whoever may run one finds its form above them."""
    require(request.user, READ, None, request.now)
    may_run = can_at_root(request.user, Permission.EXCHANGE_MATCH_RUN, MODULE, request.now)
    form = RunForm(request.POST or None, initial={"round": _round_code(request)})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _start(request, form)
        except Refusal as refusal:
            status = refusal.status
            for problem in refusal.problems:
                form.add_error(problem.place if problem.place in form.fields else None, str(problem))
    page = Paginator(runs(), 20).get_page(request.GET.get("pagina"))
    context = {"form": form if may_run else None, "page": page}
    return render(request, "exchange/matching/runs.html", context, status=status)


@login_required
@require_safe
def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: what it serves, for whom, where, and what is left over."""
    run = run_for(request.user, pk, request.now)
    context: dict[str, Any] = {"run": run, "tabs": run_tabs(run), "here": request.path}
    if not run.is_done:
        job = run.job
        own = job is not None and (
            job.by_id == request.user.pk or can(request.user, Permission.JOBS_READ, job.place, request.now)
        )
        return render(request, "exchange/matching/unfinished.html", {**context, "job": job if own else None})
    return render(request, "exchange/matching/run.html", {**context, **_summary(request, run)})


def _start(request: HttpRequest, form: RunForm) -> HttpResponse:
    options = {name: value for name, value in form.cleaned_data.items() if name != "round"}
    run = request_run(by=request.user, at=request.now, round_=form.cleaned_data["round"], **options)
    messages.success(request, _("La corrida %(number)s está en marcha.") % {"number": run.number})
    return redirect("exchange:matching_run", pk=run.pk)


def _round_code(request: HttpRequest) -> str:
    round_ = current_round(request.now)
    return request.GET.get("periodo") or (round_.code if round_ else "")


def _summary(request: HttpRequest, run: MatchRun) -> dict[str, Any]:
    person = run, request.user, request.now
    proposals, kept, unmet, unused = (find(*person) for find in (proposals_of, kept_of, unmet_of, unused_of))
    state = _state(request)
    drawn = map_facts(*person, state)
    reasons = reason_totals(unmet)
    return {
        "tiles": run_tiles(run, proposals, kept, unmet, unused),
        "mean_trip": mean_trip(proposals),
        "partial": not can_at_root(request.user, READ, MODULE, request.now),
        "pairs": pair_totals(proposals),
        "causes": [(CAUSES[c.cause], c) for c in cause_totals(needed_of(*person), unmet)],
        "reasons": [(key, text, reasons[key]) for key, text in REASON_TEXT.items() if key in reasons],
        "states": states_of(run),
        "state": state,
        "map": None if not drawn.height else map_figure(run, drawn, state, _map_address(run, state)),
        "flows": largest_flows(*person, state),
        "unlocated": drawn.unlocated,
        "overcommitted": overcommitted_lines(run),
    }


def _state(request: HttpRequest) -> Area | None:
    code = request.GET.get("estado", "")
    return Area.objects.filter(code=code, kind=Area.Kind.STATE).first() if code else None


def _map_address(run: MatchRun, state: Area | None) -> str:
    address = reverse("exchange:matching_map", args=[run.pk])
    return f"{address}?estado={state.code}&tema=" if state else f"{address}?tema="
