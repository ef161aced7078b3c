"""Appeals (recursos de revisión): the list, and one appeal: assigned by the coordination, decided by another reviewer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import can, permissions_at, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import Invalid, NotAllowed, NotFound, Problem, Refusal
from cauce.web.navigation import address

from .. import actions
from ..actions.appealing import checked_appeal
from ..models import Appeal
from ..policies import not_allowed
from ..queries import candidates
from ..queries import requests as found
from ..rules.states import AppealState, ItemState
from ..rules.table import broken
from ..rules.waiting import waiting
from . import reviewing_form as form
from .reviewing_appeal_form import forms_of, said_of, verdict_of
from .reviewing_case import case_of
from .reviewing_common import crumbs, page

TONES = {
    AppealState.FILED: "warning",
    AppealState.ASSIGNED: "info",
    AppealState.UPHELD: "",
    AppealState.OVERTURNED: "success",
    AppealState.PARTIALLY_OVERTURNED: "success",
    AppealState.WITHDRAWN: "",
}
RECENT = 20


@page
def appeals(request: Any) -> HttpResponse:
    """To assign (who may assign), held by me (who decides), and the last settled ones of either."""
    held = permissions_at(request.user, None, request.now)
    assigns, decides = Permission.AUTH_APPEAL_ASSIGN in held, Permission.AUTH_APPEAL_DECIDE in held
    if not assigns:
        require(request.user, Permission.AUTH_APPEAL_DECIDE, None, request.now)
    context = {
        "crumbs": crumbs((_("Recursos de revisión"), "")),
        "assigns": assigns,
        "decides": decides,
        "to_assign": _rows(found.appeals_to_assign(request.user, request.now), request) if assigns else [],
        "running": _rows(found.appeals_assigned(request.user, request.now), request) if assigns else [],
        "mine": _rows(found.appeals_held_by(request.user), request) if decides else [],
        "settled": _rows(found.appeals_settled(request.user, request.now)[:RECENT], request),
    }
    return render(request, "authorizations/review/appeals.html", context)


def _rows(rows: Any, request: Any) -> list[dict[str, Any]]:
    return [
        {
            "appeal": one,
            "term": waiting(one.due_at, request.now) if one.state in OPEN else None,
            "tone": TONES[AppealState(one.state)],
        }
        for one in rows.select_related("request__region", "reviewer").prefetch_related(
            "request__items__service"
        )
    ]


OPEN = {AppealState.FILED.value, AppealState.ASSIGNED.value}


@page
def appeal(request: Any, pk: int) -> HttpResponse:
    """One appeal; POST `accion` asignar, revisar (what it would say), editar, resolver, desistir."""
    one = _find(pk)
    part = _part(request.user, one, request.now)
    if request.method != "POST":
        return _shown(request, one, part)
    try:
        return ACTS.get(request.POST.get("accion", ""), _review)(request, one, part)
    except Refusal as refused:
        if isinstance(refused, NotAllowed) and refused.rule == "ACCESS":
            raise
        typed = form.with_suggestions(_typed(request, one))
        return _shown(request, _find(pk), part, refused.problems, typed, refused.status)


def _find(pk: int) -> Appeal:
    related = ("request__unit__area", "request__region", "request__requester", "filed_by", "reviewer")
    one = Appeal.objects.select_related(*related).filter(pk=pk).first()
    if one is None:
        remedy = _("Vuelva a la lista de recursos.")
        raise NotFound(_("No existe ese recurso."), rule="AP-404", remedy=remedy)
    return one


def _part(user: User, one: Appeal, now: Any) -> str:
    """What the person is to this appeal: its reviewer, who filed it, or the coordination; NotAllowed for the rest."""
    if one.reviewer_id == user.pk and can(user, Permission.AUTH_APPEAL_DECIDE, one.request.region, now):
        return "reviewer"
    if user.pk in {one.request.requester_id, one.request.registered_by_id}:
        require(user, Permission.AUTH_READ, one.request.unit, now)
        return "requester"
    if can(user, Permission.AUTH_APPEAL_DECIDE, one.request.region, now) and not can(
        user, Permission.AUTH_APPEAL_ASSIGN, one.request.region, now
    ):
        raise not_allowed(
            "AP-66", who=one.reviewer.display_name if one.reviewer else _("quien asigne la coordinación")
        )
    require(user, Permission.AUTH_APPEAL_ASSIGN, one.request.region, now)
    return "coordination"


def _typed(request: Any, one: Appeal) -> form.Typed:
    return form.read(request.POST, one.sequences)


def _assign(request: Any, one: Appeal, part: str) -> HttpResponse:
    chosen = request.POST.get("revisor", "")
    reviewer = User.objects.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 10 else None
    if reviewer is None:
        raise Invalid([broken("AP-64", "revisor", name=_("Nadie"))])
    actions.assign_appeal(by=request.user, at=request.now, appeal=one, reviewer=reviewer)
    messages.success(request, _("Recurso asignado a %(who)s.") % {"who": reviewer.display_name})
    return redirect("authorizations:appeals")


def _withdraw(request: Any, one: Appeal, part: str) -> HttpResponse:
    reason = request.POST.get("motivo", "")
    actions.withdraw_appeal(by=request.user, at=request.now, appeal=one, reason=reason)
    messages.success(request, _("Recurso desistido; la resolución queda como estaba."))
    return redirect("authorizations:appeal", one.pk)


def _review(
    request: Any, one: Appeal, part: str, problems: tuple[Problem, ...] = (), status: int = 200
) -> HttpResponse:
    """What the appeal would say, beside what was said. Nothing is written."""
    _only_its_reviewer(one, part)
    reading = actions.read_request(by=request.user, at=request.now, request=one.request)
    case, typed = case_of(reading, request.user, request.now), _typed(request, one)
    chosen = checked_appeal(one, verdict_of(case, typed), request.now)
    said = said_of(case, chosen, request.now)
    context = _context(request, one, part) | {
        "case": case,
        "said": said,
        "denied": [
            now.item.service.label for now, _before in said if now.decision.outcome == ItemState.DENIED
        ],
        "problems": problems,
        "kept": [
            (f"items.{n}.{name}", value) for n, row in typed.items() for name, value in row.items() if value
        ],
        "note": request.POST.get("nota", ""),
        "crumbs": _crumbs(one, _("Confirmar")),
    }
    return render(request, "authorizations/review/appeal_confirm.html", context, status=status)


def _edit(request: Any, one: Appeal, part: str) -> HttpResponse:
    return _shown(request, one, part, typed=_typed(request, one))


def _only_its_reviewer(one: Appeal, part: str) -> None:
    if part != "reviewer":
        raise not_allowed("AP-66", who=one.reviewer.display_name if one.reviewer else "—")


def _decide(request: Any, one: Appeal, part: str) -> HttpResponse:
    _only_its_reviewer(one, part)
    reading = actions.read_request(by=request.user, at=request.now, request=one.request)
    case = case_of(reading, request.user, request.now)
    decisions = verdict_of(case, _typed(request, one))
    denied = [d.sequence for d in decisions if d.outcome == ItemState.DENIED]
    if denied and request.POST.get("confirmo") != "1":
        names = ", ".join(case.by_sequence[n].item.service.label for n in denied)
        return _review(request, one, part, (broken("AP-88", "confirmo", services=names),), status=422)
    note = request.POST.get("nota", "")
    decided = actions.decide_appeal(
        by=request.user, at=request.now, appeal=one, decisions=decisions, note=note
    )
    text = _("Recurso de %(folio)s: %(state)s.")
    facts = {"folio": one.request.folio, "state": decided.get_state_display().lower()}
    messages.success(request, text % facts)
    return redirect("authorizations:appeal", one.pk)


ACTS = {
    "asignar": _assign,
    "revisar": _review,
    "editar": _edit,
    "resolver": _decide,
    "desistir": _withdraw,
}


def _shown(
    request: Any,
    one: Appeal,
    part: str,
    problems: tuple[Problem, ...] = (),
    typed: form.Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _context(request, one, part) | {"problems": problems}
    if part in ("reviewer", "requester"):
        reading = actions.read_request(by=request.user, at=request.now, request=one.request)
        deciding = part == "reviewer" and one.state == AppealState.ASSIGNED
        case = case_of(reading, request.user, request.now, deciding=deciding)
        context |= {
            "case": case,
            "deciding": deciding,
            "appealed": [case.by_sequence[n] for n in one.sequences],
            "forms": forms_of(case, one.sequences, typed, problems) if deciding else [],
            "note": request.POST.get("nota", ""),
        }
    if part == "coordination":
        context |= _to_assign(one, request)
    return render(request, "authorizations/review/appeal.html", context, status=status)


def _context(request: Any, one: Appeal, part: str) -> dict[str, Any]:
    return {
        "crumbs": _crumbs(one),
        "appeal": one,
        "found": one.request,
        "unit": one.request.unit,
        "part": part,
        "term": waiting(one.due_at, request.now) if one.state in OPEN else None,
        "tone": TONES[AppealState(one.state)],
        "history": history(one),
        "posted": request.POST,
        "may_withdraw": part == "requester" and one.state in OPEN,
        "request_url": address("authorizations:request", one.request.uid),
    }


def _to_assign(one: Appeal, request: Any) -> dict[str, Any]:
    """The candidates, and the services appealed: without the case, which nobody needs in order to assign."""
    ranked = candidates.for_appeal(one.request, request.now) if one.state in OPEN else []
    items = one.request.items.filter(sequence__in=one.sequences).select_related("service")
    return {
        "services": list(items),
        "candidates": [c for c in ranked if not c.rule],
        "excluded": [c for c in ranked if c.rule],
    }


def _crumbs(one: Appeal, more: str = "") -> list[tuple[str, str]]:
    here = reverse("authorizations:appeal", args=[one.pk])
    way = (_("Recursos de revisión"), reverse("authorizations:appeals"))
    return crumbs(way, (str(one.request.folio), here if more else ""), *([(more, "")] if more else []))
