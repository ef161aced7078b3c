"""One number: what is left of it, its uses, using it at a centre, and stopping it for the coordination.

Three kinds of readers: a centre that may use it (each look is a look-up, logged and limited), who coordinates or
audits (never whose it is), and who may open its request. For everybody else it does not exist.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cauce.core.accounts.access import can, require
from cauce.core.accounts.permissions import Permission as P
from cauce.core.audit.log import history
from cauce.core.errors import Invalid, NotAllowed, NotNow, Problem, Refusal
from cauce.core.organisations.models import OrgUnit
from cauce.web.navigation import address

from .. import actions
from ..actions.reading import relation
from ..models import Authorisation, Use
from ..places import local, today_at
from ..queries.authorisations import last_look_ups, may_watch
from ..reports.common import patient_of, where_of
from ..rules.codes import SIDE_LABELS, Side
from ..rules.privacy import basis_of
from ..rules.states import USABLE, AuthorisationState
from ..rules.table import broken
from ..rules.words import AUTHORISATION_LABELS
from . import using_forms as forms
from .using_common import centres_of_person, crumbs, find_number, no_such_number, page
from .using_look_up import STATUS, refused_page

TONES = {
    AuthorisationState.ACTIVE: "success",
    AuthorisationState.PARTIALLY_USED: "accent",
    AuthorisationState.EXHAUSTED: "",
    AuthorisationState.EXPIRED: "warning",
    AuthorisationState.SUSPENDED: "warning",
    AuthorisationState.REVOKED: "error",
}
ACTS = {
    "suspender": (P.AUTH_SUSPEND, actions.suspend_authorisation),
    "reanudar": (P.AUTH_SUSPEND, actions.resume_authorisation),
    "revocar": (P.AUTH_REVOKE, actions.revoke_authorisation),
}


@dataclass(frozen=True)
class Door:
    """By what right a number is shown. unit: the centre that may use it."""

    authorisation: Authorisation
    unit: OrgUnit | None = None
    watches: bool = False


@page
@require_safe
def authorisation(request: Any, number: str) -> HttpResponse:
    """The page of a number."""
    door = open_door(request, number)
    if isinstance(door, actions.Found):
        return refused_page(request, number, door)
    return drawn(request, door)


def open_door(request: Any, number: str) -> Door | actions.Found:
    """The number for this reader; what the look-up answered when a centre may not see it. Raises NotFound."""
    unit = asked_centre(request)
    found = actions.look_up(by=request.user, at=request.now, unit=unit, typed=number) if unit else None
    if found and found.answer == "found" and found.authorisation:
        return Door(find_number(found.authorisation.number), unit)
    try:
        there = find_number(number)
    except Refusal:
        if found:
            return found
        raise
    if may_watch(request.user, there, request.now):
        return Door(there, watches=True)
    if found:
        return found
    if can(request.user, P.AUTH_READ, there.item.request.unit, request.now) and basis_of(
        relation(request.user, there.item.request, request.now)
    ):
        return Door(there)
    raise no_such_number()


def asked_centre(request: Any) -> OrgUnit | None:
    """The person's centre named in the address or the form; else their first."""
    centres = centres_of_person(request.user, request.now)
    asked = request.POST.get("centro") or request.GET.get("centro", "")
    return next((one for one in centres if one.code == asked), centres[0] if centres else None)


def drawn(
    request: Any,
    door: Door,
    *,
    problems: list[Problem] | None = None,
    form: forms.UseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, also again with what was refused."""
    found, unit, user, at = door.authorisation, door.unit, request.user, request.now
    state = AuthorisationState(found.state)
    today = today_at(unit or found.item.request.unit, at)
    uses = [_use(use, user, at) for use in found.uses.select_related("unit", "by", "reversal")]
    may_consume = unit is not None and can(user, P.AUTH_CONSUME, unit, at)
    offers_use = may_consume and state in USABLE and found.remaining > 0
    request_of = found.item.request
    context = {
        "crumbs": crumbs((_("Números"), reverse("authorizations:authorisations")), (found.number, "")),
        "found": found,
        "state": AUTHORISATION_LABELS[state],
        "tone": TONES[state],
        "why": _why(found, today),
        "patient": patient_of(found.item.patient) if unit else None,
        "side": SIDE_LABELS[Side(found.item.side)] if found.item.side else "",
        "where": where_of(found, at),
        "centre": unit,
        "uses": uses,
        "problems": problems or [],
        "form": (form or forms.UseForm(today=today, left=found.remaining)) if offers_use else None,
        "usable": state in USABLE and found.valid_from <= today <= found.valid_until and found.remaining > 0,
        "acts": _acts(found, user, at),
        "issued": local(found.issued_at, request_of.unit),
        "request_url": address("authorizations:request", request_of.uid) if not unit else "",
        "paper_url": "" if unit or door.watches else reverse(
            "authorizations:paper_authorisation", args=[found.number]
        ),
        "history": history(found) if door.watches else None,
        "look_ups": last_look_ups(found) if door.watches else None,
        "least": forms.LEAST,
    }  # fmt: skip
    return render(request, "authorizations/using/authorisation.html", context, status=status)


def _use(use: Use, user: Any, at: Any) -> dict[str, Any]:
    reversal = getattr(use, "reversal", None)
    may = use.reverses_id is None and reversal is None and can(user, P.AUTH_REVERSE, use.unit, at)
    return {
        "use": use,
        "at": local(use.at, use.unit),
        "reversal": reversal,
        "is_reversal": use.reverses_id is not None,
        "may_reverse": may,
    }


def _why(found: Authorisation, today: Any) -> str:
    """Why it cannot be used, in one sentence; "" when it can."""
    state = AuthorisationState(found.state)
    if state == AuthorisationState.EXHAUSTED:
        return _("No quedan unidades: las %(units)s se usaron. Lo demás necesita otra solicitud.") % {
            "units": found.units
        }
    if state not in USABLE:
        return found.state_reason or AUTHORISATION_LABELS[state]
    if today < found.valid_from:
        return str(broken("AP-76", since=f"{found.valid_from:%d/%m/%Y}"))
    if today > found.valid_until:
        return _("Venció el %(day)s. Aún puede registrarse lo que se dio dentro de la vigencia.") % {
            "day": f"{found.valid_until:%d/%m/%Y}"
        }
    return ""


def _acts(found: Authorisation, user: Any, at: Any) -> list[tuple[str, str, str]]:
    """(value, label, style) of what the person may do to its state now."""
    region, state = found.item.request.region, AuthorisationState(found.state)
    possible = []
    if can(user, P.AUTH_SUSPEND, region, at):
        if state in USABLE:
            possible.append(("suspender", _("Suspender"), "outline-primary"))
        if state == AuthorisationState.SUSPENDED:
            possible.append(("reanudar", _("Reanudar"), "primary"))
    if can(user, P.AUTH_REVOKE, region, at) and (state in USABLE or state == AuthorisationState.SUSPENDED):
        possible.append(("revocar", _("Revocar"), "danger"))
    return possible


@page
@require_POST
def consume(request: Any, number: str) -> HttpResponse:
    """Use units. From the page, or as JSON from the device that kept the use without a line."""
    unit = asked_centre(request)
    if unit is None:
        require(request.user, P.AUTH_CONSUME, None, request.now)
        raise no_such_number()
    as_json = "application/json" in request.headers.get("accept", "")
    if request.POST.get("persona", str(request.user.pk)) != str(request.user.pk):
        return _told([broken("AP-82", "persona")], 409)  # kept on a device by somebody else
    found = actions.look_up(by=request.user, at=request.now, unit=unit, typed=number)
    if found.answer != "found" or found.authorisation is None:
        return (
            _told([found.problem], STATUS[found.answer]) if as_json else refused_page(request, number, found)
        )
    form = forms.UseForm(request.POST, today=today_at(unit, request.now), left=found.authorisation.remaining)
    try:
        use = actions.consume_units(
            by=request.user, at=request.now, unit=unit, authorisation=found.authorisation, **form.values()
        )
    except (Invalid, NotNow, NotAllowed) as refused:
        if as_json:
            return _told(refused.problems, refused.status)
        door = Door(find_number(number), unit)
        return drawn(request, door, problems=list(refused.problems), form=form, status=refused.status)
    left = Authorisation.objects.get(pk=use.authorisation_id).remaining
    if as_json:
        return JsonResponse({"number": found.authorisation.number, "units": use.units, "left": left})
    messages.success(request, _said(use.units, left))
    return redirect(f"{_page_of(found.authorisation)}?centro={unit.code}")


def _said(units: int, left: int) -> str:
    if units == 1:
        return _("Se registró 1 unidad; quedan %(left)s.") % {"left": left}
    return _("Se registraron %(units)s unidades; quedan %(left)s.") % {"units": units, "left": left}


def _told(problems: Any, status: int) -> JsonResponse:
    return JsonResponse({"problems": [problem.as_dict() for problem in problems]}, status=status)


@page
@require_POST
def reverse_use(request: Any, number: str, use: int) -> HttpResponse:
    """Take a use back, with its reason."""
    found = find_number(number)
    one = found.uses.filter(pk=use).select_related("unit").first()
    if one is None or not can(request.user, P.AUTH_REVERSE, one.unit, request.now):
        raise no_such_number()
    try:
        actions.reverse_use(by=request.user, at=request.now, use=one, reason=_reason(request))
    except (Invalid, NotNow) as refused:
        return _again(request, number, refused)
    messages.success(request, _("Se revirtió el uso; las unidades vuelven a estar disponibles."))
    return redirect(f"{_page_of(found)}?centro={one.unit.code}")


@page
@require_POST
def act(request: Any, number: str) -> HttpResponse:
    """Suspend, resume or revoke, with a reason."""
    found = find_number(number)
    permission, run = ACTS.get(request.POST.get("accion", ""), (P.AUTH_SUSPEND, None))
    if not can(request.user, permission, found.item.request.region, request.now):
        raise no_such_number()
    if run is None:
        return redirect(_page_of(found))
    try:
        run(by=request.user, at=request.now, authorisation=found, reason=_reason(request))
    except (Invalid, NotNow) as refused:
        return _again(request, number, refused)
    messages.success(request, _("Quedó registrado y se avisó a quien corresponde."))
    return redirect(_page_of(found))


def _again(request: Any, number: str, refused: Refusal) -> HttpResponse:
    """The page with why an act was refused."""
    door = open_door(request, number)
    if isinstance(door, actions.Found):
        return refused_page(request, number, door)
    return drawn(request, door, problems=list(refused.problems), status=refused.status)


def _reason(request: Any) -> str:
    return request.POST.get("motivo", "")[:500]


def _page_of(found: Authorisation) -> str:
    return reverse("authorizations:authorisation", args=[found.number])
