"""Claims (reclamos): the list, one claim with its history, and answering, correcting and closing it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import can
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import Invalid, NotFound

from .. import actions
from ..choosing import LINE_LABELS
from ..models import Claim
from ..policies import is_writer
from ..presenting import FIELDS, NUMBERS
from ..queries.sheets import claims_in_reach, claims_to_answer, claims_to_close
from ..rules.patient import BOXES
from ..rules.states import CLAIM_LABELS, CLAIM_OWNER, ClaimState
from .common import crumbs, find_sheet, page

PER_PAGE = 50
TONES = {"raised": "warning", "answered": "accent", "corrected": "accent", "closed": "success"}
WHOSE = {"responder": claims_to_answer, "cerrar": claims_to_close}
ORDERS = {
    "fecha": "raised_at",
    "hoja": "sheet__date",
    "instalacion": "sheet__facility__name",
    "estado": "state",
    "quien": "raised_by__last_name",
}


@page
def claims(request: Any) -> HttpResponse:
    """`?de=responder|cerrar`, `?estado=`, `?q=` (question, facility or professional), `?orden=`."""
    whose, state = request.GET.get("de", ""), request.GET.get("estado", "")
    asked = request.GET.get("q", "").strip()[:80]
    found = WHOSE.get(whose, claims_in_reach)(request.user, request.now)
    if state in set(ClaimState):
        found = found.filter(state=state)
    if asked:
        words = Q(question__icontains=asked) | Q(sheet__facility__name__icontains=asked)
        found = found.filter(words | Q(sheet__professional__icontains=asked))
    page_of = Paginator(_ordered(found, request.GET.get("orden", "")), PER_PAGE).get_page(
        request.GET.get("pagina")
    )
    context = {
        "crumbs": crumbs((_("Reclamos"), "")),
        "page_of": page_of,
        "rows": [_drawn(claim) for claim in page_of],
        "states": CLAIM_LABELS.items(),
        "state": state,
        "whose": whose,
        "asked": asked,
        "tiles": [
            (
                _("Por responder"),
                claims_to_answer(request.user, request.now).count(),
                f"{request.path}?de=responder",
            ),
            (
                _("Por cerrar"),
                claims_to_close(request.user, request.now).count(),
                f"{request.path}?de=cerrar",
            ),
        ],
    }
    return render(request, "oralhealth/claims.html", context)


def _ordered(found: QuerySet[Claim], asked: str) -> QuerySet[Claim]:
    column = ORDERS.get(asked.removeprefix("-"))
    return found.order_by(f"{'-' if asked.startswith('-') else ''}{column}", "-pk") if column else found


@page
def claim(request: Any, uid: uuid.UUID) -> HttpResponse:
    """The claim: who asks what of which box, what was answered, what changed; with POST, `accion` does it."""
    found = Claim.objects.select_related("sheet__facility", "row", "raised_by").filter(uid=uid).first()
    if found is None:
        raise NotFound(_("No existe ese reclamo."), rule="OH-404", remedy=_("Vuelva a la lista de reclamos."))
    sheet = find_sheet(request, found.sheet.uid)
    problems: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            messages.success(request, _do(request, found))
            return redirect("oralhealth:claim", uid)
        except Invalid as refused:
            problems = refused.problems
    at, user = request.now, request.user
    writer = can(user, Permission.ORAL_WRITE, sheet.facility, at) and is_writer(user, sheet, at)
    may_claim = can(user, Permission.ORAL_CLAIM, sheet.facility, at)
    state = ClaimState(found.state)
    context = {
        "crumbs": crumbs((_("Reclamos"), reverse("oralhealth:claims")), (_("Reclamo"), "")),
        "claim": found,
        "drawn": _drawn(found),
        "sheet": sheet,
        "unit": sheet.facility,
        "problems": problems,
        "owner": CLAIM_OWNER[state],
        "may_answer": writer and state == ClaimState.RAISED,
        "may_correct": writer and found.row and state in {ClaimState.RAISED, ClaimState.ANSWERED},
        "may_close": may_claim and state in {ClaimState.ANSWERED, ClaimState.CORRECTED},
        "changes": [(field_label(name), *map(_side, sides)) for name, sides in found.changes.items()],
        "history": history(found),
    }
    return render(request, "oralhealth/claim.html", context, status=422 if problems else 200)


def _do(request: Any, claim: Claim) -> str:
    who = {"by": request.user, "at": request.now, "claim": claim}
    if request.POST.get("accion") == "cerrar":
        actions.close_claim(**who)
        return _("Reclamo cerrado.")
    actions.answer_claim(**who, answer=request.POST.get("respuesta", ""))
    return _("Reclamo respondido.")


def _drawn(claim: Claim) -> dict[str, Any]:
    """A claim with its state and its box in words."""
    state = ClaimState(claim.state)
    return {
        "claim": claim,
        "state": CLAIM_LABELS[state],
        "tone": TONES[state],
        "field": field_label(claim.field),
    }


def _side(value: Any) -> str:
    """One side of a change in words."""
    if isinstance(value, bool):
        return _("SI") if value else _("NO")
    if isinstance(value, list):
        return "; ".join(str(line) for line in value) or "—"
    return str(value) if value not in (None, "") else "—"


def field_label(name: str) -> str:
    """What the paper calls a field: "4 Unidad de edad"."""
    if name in FIELDS:
        return f"{NUMBERS.get(name, BOXES[name])} {FIELDS[name][0]}"
    lists = {"activities": _("Actividades"), "diagnoses": _("Diagnósticos"), "disabled": _("2 Discapacidad")}
    return lists.get(name) or LINE_LABELS.get(name, name)
