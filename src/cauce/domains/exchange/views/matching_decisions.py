"""Deciding proposals: the chosen ones on a page to confirm, then the action; and the page of one proposal."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cauce.core.accounts.access import can
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import Invalid, NotFound, Refusal

from ..actions import accept_proposals, close_proposals, reject_proposals
from ..matching_forms import DecisionForm
from ..matching_notices import side_text
from ..matching_policies import refusal_of
from ..matching_queries import proposal_for, run_for, sides_of, visible_proposals
from ..matching_words import proposal_row
from ..models import MatchRun, Proposal
from ..rules.matching_table import broken
from ..rules.proposals import SIDE_TEXT, Act, Side, accept_by

ACTS = ("accept", "reject", "close")


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """First POST: the chosen proposals and what the act needs. With `confirmar`: do it."""
    run = run_for(request.user, pk, request.now)
    act = request.POST.get("acto", "")
    if act not in ACTS:
        raise NotFound(_("Ese acto no existe."), rule="EX-ACT", remedy=_("Vuelva a la lista de propuestas."))
    chosen = _chosen(request, run)
    sides = _sides(request, chosen)
    confirmed = "confirmar" in request.POST
    form = DecisionForm(request.POST if confirmed else None, act=act, sides=[s.value for s in sides])
    problems, status = [], 200
    if confirmed and form.is_valid():
        try:
            return _done(request, run, _apply(request, act, chosen, form), act)
        except Refusal as refusal:
            problems, status = form.add_refusal(refusal), refusal.status
    rows = [proposal_row(p) for p in chosen]
    patients = sum(p.patients for p in chosen)
    context = {"run": run, "act": act, "rows": rows, "patients": patients, "form": form}
    context |= {"problems": problems, "back": _back(request, run), "words": WORDS[act], "sides": sides}
    context["side_text"] = side_text(sides[0])
    return render(request, "exchange/matching/decide.html", context, status=status)


@login_required
@require_safe
def proposal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: its two ends, what each side said, what can be done, and its history."""
    proposal = proposal_for(request.user, pk, request.now)
    context = {
        "proposal": proposal,
        "row": proposal_row(proposal),
        "ends": [_end(proposal, side) for side in (Side.DEMAND, Side.SUPPLY)],
        "buttons": _buttons(request, proposal),
        "over": _over(proposal),
        "events": history(proposal),
        "back": reverse("exchange:matching_proposal", args=[proposal.pk]),
    }
    return render(request, "exchange/matching/proposal.html", context)


#: act → (heading, button, sentence after it: singular, plural)
WORDS = {
    "accept": (
        "Aceptar propuestas",
        "Sí, aceptar",
        "Se aceptó %(n)s propuesta.",
        "Se aceptaron %(n)s propuestas.",
    ),
    "reject": (
        "Rechazar propuestas",
        "Sí, rechazar",
        "Se rechazó %(n)s propuesta.",
        "Se rechazaron %(n)s propuestas.",
    ),
    "close": (
        "Cerrar como convenio",
        "Sí, cerrar como convenio",
        "Se cerró %(n)s propuesta como convenio.",
        "Se cerraron %(n)s propuestas como convenio.",
    ),
}


def _chosen(request: HttpRequest, run: MatchRun) -> list[Proposal]:
    ids = [int(value) for value in request.POST.getlist("propuesta") if value.isdecimal()]
    of_round = visible_proposals(request.user, request.now).filter(run__round_id=run.round_id)
    chosen = list(of_round.filter(pk__in=ids[:500]).order_by("run", "number"))
    if not chosen:
        raise Invalid([broken("EX-87", "propuesta")])
    return chosen


def _sides(request: HttpRequest, chosen: list[Proposal]) -> list[Side]:
    """The sides for which the person may decide on any of the chosen."""
    found = {side for p in chosen for side in sides_of(request.user, p, request.now)}
    return [side for side in Side if side in found] or list(Side)


def _apply(request: HttpRequest, act: str, chosen: list[Proposal], form: DecisionForm) -> int:
    """Do the act to all of the chosen or to none; how many there were."""
    common: dict[str, Any] = {"by": request.user, "at": request.now, "proposals": chosen}
    data = form.cleaned_data
    with transaction.atomic():
        if act == "accept":
            accept_proposals(**common, side=Side(data["side"]))
        elif act == "reject":
            reject_proposals(**common, side=Side(data["side"]), reason=data["reason"])
        else:
            close_proposals(**common, number=data["number"], password=data["password"])
    return len(chosen)


def _done(request: HttpRequest, run: MatchRun, count: int, act: str) -> HttpResponse:
    messages.success(request, ngettext(*WORDS[act][2:], count) % {"n": count})
    return redirect(_back(request, run))


def _back(request: HttpRequest, run: MatchRun) -> str:
    asked = request.POST.get("volver", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()}):
        return asked
    return reverse("exchange:matching_proposals", args=[run.pk])


def _end(proposal: Proposal, side: Side) -> dict[str, Any]:
    """One end of the proposal, as the page shows it."""
    return {
        "side": SIDE_TEXT[side],
        "title": _("Requiere") if side == Side.DEMAND else _("Ofrece"),
        "unit": getattr(proposal, f"{side}_unit"),
        "institution": proposal.institution_of(side),
        "approximate": getattr(proposal, f"{side}_approximate"),
        "open": getattr(proposal, f"{side}_open"),
        "accepted_at": getattr(proposal, f"{side}_accepted_at"),
        "accepted_by": getattr(proposal, f"{side}_accepted_by"),
    }


def _over(proposal: Proposal) -> str:
    """When nobody can do anything more to it, one sentence instead of as many as buttons."""
    if any(refusal_of(act, proposal) is None for act in Act if act != Act.SUPERSEDE):
        return ""
    return _("Ya no hay nada que decidir sobre esta propuesta.")


def _buttons(request: HttpRequest, proposal: Proposal) -> list[tuple[str, str, str]]:
    """(act, label, why not) of what this person could do to the proposal, were its state right."""
    sides = sides_of(request.user, proposal, request.now)
    buttons = []
    if sides:
        refusals = [refusal_of(accept_by(side), proposal) for side in sides]
        first = next((str(r) for r in refusals if r), "")
        buttons.append(("accept", _("Aceptar"), "" if None in refusals else first))
        buttons.append(("reject", _("Rechazar"), str(refusal_of(Act.REJECT, proposal) or "")))
    agree = Permission.EXCHANGE_AGREEMENT
    if any(can(request.user, agree, proposal.institution_of(side), request.now) for side in Side):
        buttons.append(("close", _("Cerrar como convenio"), str(refusal_of(Act.CLOSE, proposal) or "")))
    return buttons
