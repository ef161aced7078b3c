"""The tables of a run: proposals (narrowed, sorted, chosen), commitments, unmet and unused."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cauce.core.accounts.access import places
from cauce.core.accounts.permissions import Permission

from ..matching_forms import FilterForm
from ..matching_queries import (
    institutions_of,
    kept_of,
    proposals_of,
    run_for,
    unmet_of,
    unused_of,
    waiting_for,
)
from ..matching_words import proposal_row, run_tabs
from ..models import MatchRun, Proposal
from ..rules.lines import CAUSES
from ..rules.proposals import REASON_TEXT, Side

PER_PAGE = 50
ORDERS = {
    "numero": "number",
    "requiere": "demand_unit__name",
    "ofrece": "supply_unit__name",
    "producto": "product__label",
    "pacientes": "patients",
    "km": "decikm",
    "causa": "cause",
    "estado": "state",
}
LEFT_ORDERS = {
    "unidad": "unit__name",
    "institucion": "institution__name",
    "producto": "product__label",
    "pacientes": "patients",
    "causa": "cause",
    "motivo": "reason",
}


@login_required
@require_safe
def proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """The run's proposals that the person may see; those of their side can be chosen and decided."""
    run = run_for(request.user, pk, request.now)
    found = proposals_of(run, request.user, request.now)
    form = FilterForm(request.GET, institutions=institutions_of(found))
    narrowed = narrow(found, form, request)
    deciding = places(request.user, Permission.EXCHANGE_PROPOSAL_DECIDE, request.now)
    page = _page(narrowed, request, ORDERS, "number")
    page.object_list = [
        proposal_row(p, decidable=any(_speaks(p, place.path) for place in deciding)) for p in page.object_list
    ]
    context = {"form": form, "page": page, "any_decidable": any(row.decidable for row in page.object_list)}
    return _render(request, run, "proposals", context)


@login_required
@require_safe
def kept(request: HttpRequest, pk: int) -> HttpResponse:
    """Earlier proposals, accepted by both sides, that this run took as given."""
    run = run_for(request.user, pk, request.now)
    found = kept_of(run, request.user, request.now).order_by("run", "number")
    page = _page(found, request, ORDERS, "run", "number")
    page.object_list = [proposal_row(p) for p in page.object_list]
    return _render(request, run, "kept", {"page": page})


@login_required
@require_safe
def unmet(request: HttpRequest, pk: int) -> HttpResponse:
    """Shortage left unmet, with its reason; `?motivo=` and `?causa=` narrow it."""
    run = run_for(request.user, pk, request.now)
    found = unmet_of(run, request.user, request.now)
    chosen = {"reason": request.GET.get("motivo", ""), "cause": request.GET.get("causa", "")}
    known = {"reason": REASON_TEXT, "cause": CAUSES}
    for column, value in chosen.items():
        if value in known[column]:
            found = found.filter(**{column: value})
    page = _page(_searched(found, request), request, LEFT_ORDERS, "-patients", "pk")
    page.object_list = [(row, CAUSES[row.cause], REASON_TEXT[row.reason]) for row in page.object_list]
    context = {"page": page, "chosen": chosen, "reasons": REASON_TEXT.items(), "causes": CAUSES.items()}
    return _render(request, run, "unmet", context)


@login_required
@require_safe
def unused(request: HttpRequest, pk: int) -> HttpResponse:
    """Surplus left without use."""
    run = run_for(request.user, pk, request.now)
    found = _searched(unused_of(run, request.user, request.now), request)
    return _render(request, run, "unused", {"page": _page(found, request, LEFT_ORDERS, "-patients", "pk")})


def narrow(found: QuerySet[Proposal], form: FilterForm, request: HttpRequest) -> QuerySet[Proposal]:
    """The proposals that the filters leave; a filter with an unknown value narrows nothing."""
    form.is_valid()
    chosen = form.cleaned_data
    columns = {
        "requiere": "demand_institution",
        "ofrece": "supply_institution",
        "estado": "state",
        "causa": "cause",
    }
    for name, column in columns.items():
        if chosen.get(name):
            found = found.filter(**{column: chosen[name]})
    if chosen.get("decidir"):
        found = found.filter(pk__in=waiting_for(request.user, request.now).values("pk"))
    words = chosen.get("q", "")
    if words:
        anywhere = Q(product__label__icontains=words)
        for side in Side:
            anywhere |= Q(**{f"{side}_unit__name__icontains": words})
            anywhere |= Q(**{f"{side}_unit__code__iexact": words})
        found = found.filter(anywhere)
    return found


def _searched(found: QuerySet, request: HttpRequest) -> QuerySet:
    words = request.GET.get("q", "").strip()[:100]
    if not words:
        return found
    return found.filter(
        Q(product__label__icontains=words) | Q(unit__name__icontains=words) | Q(unit__code__iexact=words)
    )


def _page(found: QuerySet, request: HttpRequest, orders: dict[str, str], *usual: str) -> Any:
    asked = request.GET.get("orden", "")
    column = orders.get(asked.removeprefix("-"))
    if column:
        usual = ("-" + column if asked.startswith("-") else column, "pk")
    return Paginator(found.order_by(*usual), PER_PAGE).get_page(request.GET.get("pagina"))


def _speaks(proposal: Proposal, path: str) -> bool:
    return any(proposal.institution_of(side).path.startswith(path) for side in Side)


def _render(request: HttpRequest, run: MatchRun, name: str, context: dict[str, Any]) -> HttpResponse:
    shared = {"run": run, "tabs": run_tabs(run), "here": request.path, "words": request.GET.get("q", "")}
    return render(request, f"exchange/matching/{name}.html", {**shared, **context})
