"""What the pages of asking share: crumbs, units, and the one door through which a request is opened."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require, within
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid, NotFound
from cauce.core.organisations.models import OrgUnit, OrgUnitQuerySet

from .. import actions
from ..models import Request
from ..places import UNIT_KINDS
from ..rules.states import RequestState

page = login_required
Crumb = tuple[str, str]
WHY = "authorizations.why"  # in the session: request → [reason, until]
WHY_FOR = timedelta(minutes=30)
TONES = {
    RequestState.DRAFT: "",
    RequestState.SUBMITTED: "info",
    RequestState.SCREENING: "info",
    RequestState.IN_REVIEW: "info",
    RequestState.INFO_REQUESTED: "warning",
    RequestState.DECIDED: "accent",
    RequestState.CANCELLED: "",
    RequestState.SUPERSEDED: "",
}
OUTCOME_TONES = {"approved": "success", "partially_approved": "warning", "denied": "error"}
ITEM_TONES = {
    "pending": "info",
    "info_needed": "warning",
    "approved": "success",
    "modified": "warning",
    "denied": "error",
    "cancelled": "",
    "not_required": "success",
}


def crumbs(*more: Crumb) -> list[Crumb]:
    """The way from the module's first page; the last one has no address."""
    return [(_("Autorización previa"), reverse("authorizations:home") if more else ""), *more]


def crumbs_of(request: Request, last: str = "") -> list[Crumb]:
    """The way to a request, and on to one of its acts."""
    here = request.folio or _("Borrador")
    at = reverse("authorizations:request", args=[request.uid]) if last else ""
    ways = [(_("Solicitudes"), reverse("authorizations:requests")), (here, at)]
    return crumbs(*ways, *([(last, "")] if last else []))


def units_to_ask(user: Any, permission: Permission, at: datetime) -> OrgUnitQuerySet:
    """Units in force where the person may do that, by name."""
    units = OrgUnit.objects.filter(kind__in=[kind.value for kind in UNIT_KINDS])
    valid = units & OrgUnit.objects.valid_on(at.date())
    return within(valid, user, permission, at).select_related("area", "parent").order_by("name")


def find_request(uid: uuid.UUID) -> Request:
    """The row, for an act that asks for itself who may. Raises NotFound."""
    found = Request.objects.select_related("unit__area", "region", "requester").filter(uid=uid).first()
    if found is None:
        raise NotFound(
            _("No existe esa solicitud."),
            rule="AP-404",
            remedy=_("Búsquela por su folio en la lista de solicitudes."),
        )
    return found


def open_request(request: Any, uid: uuid.UUID) -> actions.Reading:
    """Show a request: logged, with the reason that this person gave for it a while ago. Raises Invalid (AP-96)."""
    return actions.read_request(
        by=request.user, at=request.now, request=find_request(uid), why=kept_why(request, uid)
    )


def kept_why(request: Any, uid: uuid.UUID) -> str:
    """The reason written for opening this request, while it is still good."""
    why, until = request.session.get(WHY, {}).get(str(uid), ("", 0))
    return why if until > request.now.timestamp() else ""


def keep_why(request: Any, uid: uuid.UUID, why: str) -> None:
    """Remember the reason, so that each page of the same look does not ask again; each reading is still logged."""
    at = request.now.timestamp()
    known = {key: row for key, row in request.session.get(WHY, {}).items() if row[1] > at}
    request.session[WHY] = {**known, str(uid): [why, at + WHY_FOR.total_seconds()]}


def ask_why(request: Any, uid: uuid.UUID, refused: Invalid | None = None) -> HttpResponse:
    """The page that asks for a written reason; nothing of the request is on it."""
    found = find_request(uid)
    context = {
        "crumbs": crumbs((_("Solicitudes"), reverse("authorizations:requests")), (found.folio or "", "")),
        "uid": uid,
        "folio": found.folio,
        "unit": found.unit,
        "problems": refused.problems if refused else (),
        "why": request.POST.get("why", ""),
    }
    return render(request, "authorizations/asking/why.html", context, status=422 if refused else 200)


def require_any(user: Any, permissions: tuple[Permission, ...], at: datetime) -> None:
    """Raise NotAllowed unless the person holds one of them somewhere."""
    from cauce.core.accounts.access import can

    if not any(can(user, one, None, at) for one in permissions):
        require(user, permissions[0], None, at)
