"""The decision page: one request, whole, with a form per item; what the decision will say is read before it is given.

GET shows; POST `accion` is tomar, liberar, turnar, revisar (what it would say), editar (back to the form) or resolver.
Whatever is refused comes back with what was typed.
"""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Conflict, Invalid, Problem, Refusal

from .. import actions
from ..actions.reviewing import checked_decisions, holder
from ..catalogue import speciality_labels
from ..models import Request
from ..numbering import reserve
from ..places import today_at
from ..policies import conflict_of, not_allowed
from ..rules.states import ItemState, RequestState
from ..rules.table import broken
from . import reviewing_form as form
from .reviewing_case import Case, case_of
from .reviewing_common import crumbs, find_request, page, term_of
from .reviewing_options import reasons_for, services_of
from .reviewing_summary import summary_of


@page
def review(request: Any, uid: uuid.UUID) -> HttpResponse:
    """One request to its reviewer: claimed, with its forms; free, without knowing whose it is; decided, as decided."""
    found = find_request(uid)
    require(request.user, Permission.AUTH_REVIEW, found.region, request.now)
    if request.method == "POST":
        return _act(request, found)
    _explain_refusal(request.user, found, request.now)
    return _shown(request, found)


def _explain_refusal(user: User, request: Request, now: datetime) -> None:
    """Why somebody of the region may not take this request, before the general "no reason to see this patient"."""
    if request.state != RequestState.IN_REVIEW:
        return
    if rule := conflict_of(user, request, now):
        raise not_allowed(rule)
    serves = user.review_specialities.filter(speciality=request.speciality).exists()
    seen = request.assignments.filter(reviewer=user).exists() or request.blind_reviews.filter(reviewer=user)
    if not serves and not seen:
        label = speciality_labels().get(request.speciality, request.speciality)
        raise not_allowed("AP-49", speciality=label)


def _act(request: Any, found: Request) -> HttpResponse:
    act = ACTS.get(request.POST.get("accion", ""), _review)
    try:
        return act(request, found)
    except Conflict as refused:
        found = find_request(found.uid)  # as it is now, with what was typed
        return _shown(request, found, refused.problems, _typed(request, found), status=refused.status)
    except Refusal as refused:
        if isinstance(refused, Invalid) or _holds(request.user, found):
            typed = form.with_suggestions(_typed(request, found))
            return _shown(request, found, refused.problems, typed, status=refused.status)
        raise


def _holds(user: User, request: Request) -> bool:
    held = holder(request)
    return held is not None and held.reviewer_id == user.pk


def _typed(request: Any, found: Request) -> form.Typed:
    return form.read(request.POST, found.items.values_list("sequence", flat=True))


def _claim(request: Any, found: Request) -> HttpResponse:
    actions.claim_request(by=request.user, at=request.now, request=found)
    messages.success(request, _("La solicitud %(folio)s está a su cargo.") % {"folio": found.folio})
    return redirect("authorizations:review", found.uid)


def _release(request: Any, found: Request) -> HttpResponse:
    reason = request.POST.get("motivo_liberar", "")
    actions.release_request(by=request.user, at=request.now, request=found, reason=reason)
    messages.success(request, _("La solicitud %(folio)s volvió a la bandeja.") % {"folio": found.folio})
    return redirect("authorizations:queue")


def _refer(request: Any, found: Request) -> HttpResponse:
    speciality, reason = request.POST.get("especialidad", ""), request.POST.get("motivo_turnar", "")
    actions.refer_request(
        by=request.user, at=request.now, request=found, speciality=speciality, reason=reason
    )
    label = speciality_labels().get(speciality, speciality)
    messages.success(
        request, _("%(folio)s pasó a la bandeja de %(label)s.") % {"folio": found.folio, "label": label}
    )
    return redirect("authorizations:queue")


def _review(
    request: Any, found: Request, problems: tuple[Problem, ...] = (), status: int = 200
) -> HttpResponse:
    """What the decision will say, before it is given. Nothing is written."""
    case, typed, verdict = _understood(request, found)
    chosen = (
        checked_decisions(found, verdict.decisions, {ItemState.PENDING}, request.now)
        if verdict.decisions
        else []
    )
    context = _context(request, case) | {
        "summary": summary_of(case, chosen, verdict.questions, request.now),
        "typed": typed,
        "kept": [
            (f"items.{n}.{name}", value) for n, row in typed.items() for name, value in row.items() if value
        ],
        "version": request.POST.get("version", ""),
        "problems": problems,
        "confirmed": request.POST.get("confirmo") == "1",
        "crumbs": _crumbs(found, _("Confirmar")),
    }
    return render(request, "authorizations/review/confirm.html", context, status=status)


def _understood(request: Any, found: Request) -> tuple[Case, form.Typed, form.Verdict]:
    reading = actions.read_request(by=request.user, at=request.now, request=found)
    case, typed = case_of(reading, request.user, request.now), _typed(request, found)
    return case, typed, form.understand(typed, {n: one.clauses for n, one in case.by_sequence.items()})


def _edit(request: Any, found: Request) -> HttpResponse:
    return _shown(request, found, typed=_typed(request, found))


def _decide(request: Any, found: Request) -> HttpResponse:
    case, _as_typed, verdict = _understood(request, found)
    if verdict.denied and request.POST.get("confirmo") != "1":
        names = ", ".join(case.by_sequence[n].item.service.label for n in verdict.denied)
        return _review(request, found, (broken("AP-88", "confirmo", services=names),), status=422)
    version = request.POST.get("version", "")
    decided = _commit(request, found, verdict, int(version) if version.isdecimal() else 0)
    messages.success(request, _said(decided))
    return redirect("authorizations:review", found.uid)


def _commit(request: Any, found: Request, verdict: form.Verdict, version: int) -> Request:
    """Decisions first, then the question for the rest; both or neither."""
    who = {"by": request.user, "at": request.now}
    with transaction.atomic():
        if verdict.decisions and verdict.questions:
            reserve(today_at(found.unit, request.now).year)
        if verdict.decisions:
            found = actions.decide_items(**who, request=found, decisions=verdict.decisions, version=version)
        if verdict.questions:
            items = {item.sequence: item for item in found.items.select_related("service")}
            question = form.one_question(verdict.questions, items)
            actions.ask_information(
                **who, request=found, question=question, sequences=sorted(verdict.questions)
            )
    return Request.objects.get(pk=found.pk)


def _said(request: Request) -> str:
    if request.state == RequestState.DECIDED:
        outcome = request.get_outcome_display().lower()
        return _("Solicitud %(folio)s resuelta: %(outcome)s.") % {"folio": request.folio, "outcome": outcome}
    if request.state == RequestState.INFO_REQUESTED:
        return _("Se pidió la información; el plazo está en pausa hasta que respondan.")
    return _("Se guardó lo resuelto; quedan servicios por resolver.")


ACTS = {
    "tomar": _claim,
    "liberar": _release,
    "turnar": _refer,
    "revisar": _review,
    "editar": _edit,
    "resolver": _decide,
}


def _shown(
    request: Any,
    found: Request,
    problems: tuple[Problem, ...] = (),
    typed: form.Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    reading = actions.read_request(by=request.user, at=request.now, request=found)
    case = case_of(reading, request.user, request.now, deciding=True)
    return render(
        request,
        "authorizations/review/review.html",
        _context(request, case) | {"problems": problems, "forms": _forms(case, typed, problems)},
        status=status,
    )


def _context(request: Any, case: Case) -> dict[str, Any]:
    found, user = case.request, request.user
    held = holder(found)
    mine = held is not None and held.reviewer_id == user.pk
    labels = speciality_labels()
    return {
        "crumbs": _crumbs(found),
        "case": case,
        "found": found,
        "unit": found.unit,
        "term": term_of(found, request.now),
        "held": held,
        "mine": mine,
        "deciding": mine and found.state == RequestState.IN_REVIEW,
        "may_claim": held is None and found.state == RequestState.IN_REVIEW,
        "conflict": broken(rule) if mine and (rule := conflict_of(user, found, request.now)) else None,
        "speciality": labels.get(found.speciality, found.speciality),
        "other_specialities": sorted(
            ((code, label) for code, label in labels.items() if code != found.speciality),
            key=lambda row: row[1],
        ),
        "posted": request.POST,
        "version": found.version,
    }


def _crumbs(found: Request, more: str = "") -> list[tuple[str, str]]:
    here = reverse("authorizations:review", args=[found.uid])
    way = [(_("Bandeja de revisión"), reverse("authorizations:queue"))]
    return crumbs(*way, (str(found.folio), here if more else ""), *([(more, "")] if more else []))


def _forms(case: Case, typed: form.Typed | None, problems: tuple[Problem, ...]) -> list[dict[str, Any]]:
    """A form for each item that waits, with what was typed and its own problems."""
    typed = typed or form.read({}, case.by_sequence)
    return [
        {
            "n": one.item.sequence,
            "case": one,
            "typed": typed[one.item.sequence],
            "problems": form.problems_of(problems, one.item.sequence),
            "reasons": reasons_for(case.request.emergency),
            "services": services_of(one),
        }
        for one in case.items
        if one.item.state == ItemState.PENDING
    ]
