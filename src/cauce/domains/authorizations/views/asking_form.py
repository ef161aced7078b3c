"""The form of a request: new, of an emergency, from paper, and a draft gone on with."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.inspection_rules import MAX_BYTES
from cauce.core.errors import Problem
from cauce.core.organisations.models import OrgUnit
from cauce.web.navigation import address

from ..asking.cells import units_for
from ..asking.form import form_of, words_of
from ..models import Request
from ..notices import people_with
from ..places import zone_at
from ..rules.clocks import Kind
from ..rules.codes import Channel
from ..rules.reading import says_emergency
from ..rules.states import RequestState
from ..rules.values import MIN_REASON
from ..terms import term_for
from .asking_common import crumbs, open_request, page, units_to_ask

NORMAL, EMERGENCY, PAPER = "normal", "urgencia", "papel"
TITLES = {
    NORMAL: _("Nueva solicitud de autorización"),
    EMERGENCY: _("Registrar una urgencia ya atendida"),
    PAPER: _("Transcribir una solicitud en papel"),
}
TOPICS = {NORMAL: "solicitar", EMERGENCY: "urgencias", PAPER: "borrador-en-papel"}


@page
def new_request(request: Any) -> HttpResponse:
    """An empty form; nothing is kept until something is written in it."""
    return _new(request, NORMAL, Permission.AUTH_WRITE)


@page
def emergency(request: Any) -> HttpResponse:
    """The same for care already given."""
    return _new(request, EMERGENCY, Permission.AUTH_WRITE)


@page
def transcribe(request: Any) -> HttpResponse:
    """What a physician of the unit signed on paper; it lands in the same queue."""
    return _new(request, PAPER, Permission.AUTH_TRANSCRIBE)


def _new(request: Any, mode: str, permission: Permission) -> HttpResponse:
    require(request.user, permission, None, request.now)
    units = list(units_to_ask(request.user, permission, request.now))
    if not units:
        return render(
            request,
            "authorizations/asking/no_unit.html",
            {"crumbs": crumbs((TITLES[mode], "")), "title": TITLES[mode]},
        )
    asked = request.GET.get("unidad", "")
    unit = next((one for one in units if str(one.pk) == asked), units[0])
    typed: dict[str, Any] = {"setting": "ambulatory", "priority": "standard"}
    return show_form(request, typed, unit, mode, units=units)


@page
def draft(request: Any, uid: uuid.UUID) -> HttpResponse:
    """A draft of one's own; `?comprobar=1` shows everything that is missing. Once sent, its page."""
    reading = open_request(request, uid)
    found = reading.request
    if found.state != RequestState.DRAFT:
        return redirect("authorizations:request", uid)
    return show_form(
        request,
        found.draft,
        found.unit,
        mode_of(found),
        draft=found,
        check=request.GET.get("comprobar") == "1",
    )


def mode_of(found: Request) -> str:
    """Which form a draft was begun with."""
    if found.channel == Channel.PAPER:
        return PAPER
    return EMERGENCY if says_emergency(found.draft) else NORMAL


def show_form(
    request: Any,
    typed: dict[str, Any],
    unit: OrgUnit,
    mode: str,
    *,
    draft: Request | None = None,
    units: Sequence[OrgUnit] = (),
    problems: Sequence[Problem] = (),
    check: bool = False,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page of the form. check: show all that is missing; problems: what an act refused."""
    context = form_context(request, typed, unit, mode, draft=draft, problems=problems, check=check) | more
    permission = Permission.AUTH_TRANSCRIBE if mode == PAPER else Permission.AUTH_WRITE
    units = units or [unit]
    context |= {
        "crumbs": crumbs((context["title"], "")),
        "units": units_for(units) if not draft and len(units) > 1 else (),
        "requesters": _requesters(unit, request.now) if mode == PAPER and not draft else (),
        "requester_id": request.POST.get("requester", ""),
        "may_ask": can(request.user, permission, unit, request.now),
        "blank_url": address("authorizations:paper_blank"),
        "emergency_term": words_of(term_for(Kind.EMERGENCY, unit, request.now)),
    }
    return render(request, "authorizations/asking/form.html", context, status=status)


def form_context(
    request: Any,
    typed: dict[str, Any],
    unit: OrgUnit,
    mode: str,
    *,
    draft: Request | None = None,
    problems: Sequence[Problem] = (),
    check: bool = False,
    requester: User | None = None,
) -> dict[str, Any]:
    """What the form and its fragments draw."""
    requester = draft.requester if draft else requester or request.user
    typed = {**typed, "emergency": "1"} if mode == EMERGENCY else typed
    is_emergency = says_emergency(typed)
    kind = PAPER if mode == PAPER else EMERGENCY if is_emergency else NORMAL
    found = form_of(typed, unit, request.now, request=draft, requester=requester, kind=kind)
    problems = list(problems) or (found.panel.seen.problems if check and found.panel else [])
    if problems:
        found = form_of(
            typed, unit, request.now, request=draft, requester=requester,
            problems=problems, kind=kind, panel=found.panel,
        )  # fmt: skip
    return {
        "form": found,
        "panel": found.panel,
        "draft": draft,
        "unit": unit,
        "zone": zone_at(unit).key,
        "mode": mode,
        "emergency": is_emergency,
        "title": _("Solicitud en borrador") if draft and mode == NORMAL else TITLES[mode],
        "topic": TOPICS[mode],
        "requester": requester,
        "licence": getattr(getattr(requester, "professional", None), "licence", ""),
        "problems": problems,
        "evidence": list(draft.evidence.filter(removed_at__isnull=True).order_by("pk")) if draft else [],
        "limit": MAX_BYTES,
        "min_reason": MIN_REASON,
    }


def _requesters(unit: OrgUnit, at: Any) -> list[tuple[str, str]]:
    """Physicians of the unit who may have signed the paper, with their licence."""
    people = sorted(people_with(Permission.AUTH_WRITE, unit, at), key=lambda p: p.display_name)
    rows = []
    for person in people:
        licence = getattr(getattr(person, "professional", None), "licence", "")
        label = f"{person.display_name} · {licence}" if licence else person.display_name
        rows.append((str(person.pk), label))
    return rows
