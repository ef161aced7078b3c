"""Blind second opinions: answering one without seeing the first, and asking for them at random or by folio."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import permissions_at, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid, NotFound, Problem

from .. import actions
from ..models import BlindReview, Request
from ..policies import not_allowed
from ..queries import candidates
from ..queries import double_reviews as queries
from ..queries import requests as found
from ..rules.privacy import Basis
from ..rules.states import DECIDED_ITEM, ItemState
from ..rules.table import broken
from ..rules.words import ITEM_LABELS
from .reviewing_case import case_of
from .reviewing_common import crumbs, page

FOLLOWED = 50
CHOICES = (
    (ItemState.APPROVED, "Autorizar como se pide", "check"),
    (ItemState.MODIFIED, "Autorizar con cambios", "edit"),
    (ItemState.DENIED, "No autorizar", "close"),
)


@page
def double_reviews(request: Any) -> HttpResponse:
    """Those that wait for me; for the coordination, those asked, and asking: `?folio=` or `?azar=1`, then POST."""
    held = permissions_at(request.user, None, request.now)
    assigns, reviews = Permission.AUTH_DOUBLE in held, Permission.AUTH_REVIEW in held
    if not assigns:
        require(request.user, Permission.AUTH_REVIEW, None, request.now)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        require(request.user, Permission.AUTH_DOUBLE, None, request.now)
        try:
            return _assign(request)
        except Invalid as refused:
            problems = refused.problems
    followed = list(queries.asked_in(request.user, request.now)[:FOLLOWED]) if assigns else []
    context = {
        "crumbs": crumbs((_("Segundas opiniones"), "")),
        "assigns": assigns,
        "reviews": reviews,
        "mine": list(found.double_reviews_of(request.user)) if reviews else [],
        "followed": queries.with_agreement(followed),
        "problems": problems,
        **(_choosing(request) if assigns else {}),
    }
    status = 422 if problems else 200
    return render(request, "authorizations/review/double_reviews.html", context, status=status)


def _choosing(request: Any) -> dict[str, Any]:
    """The request chosen for a second opinion, and who may give it; nothing of the case itself."""
    folio = (request.POST.get("folio") or request.GET.get("folio", "")).strip()[:24]
    drawn = request.GET.get("azar") == "1" and not folio
    one = queries.drawn(request.user, request.now) if drawn else None
    one = one or (queries.find(request.user, request.now, folio) if folio else None)
    ranked = candidates.for_double_review(one, request.now) if one else []
    return {
        "folio": one.folio if one else folio,
        "chosen": one,
        "missing": bool(folio or drawn) and one is None,
        "drawn": drawn,
        "candidates": [c for c in ranked if not c.rule],
        "excluded": [c for c in ranked if c.rule],
        "services": list(one.items.select_related("service")) if one else [],
    }


def _assign(request: Any) -> HttpResponse:
    one = queries.find(request.user, request.now, request.POST.get("folio", "")[:24])
    if one is None:
        raise Invalid([_unknown()])
    who = request.POST.get("revisor", "")
    reviewer = User.objects.filter(pk=who).first() if who.isdecimal() and len(who) < 10 else None
    if reviewer is None:
        raise Invalid([broken("AP-99", "revisor", name=_("Nadie"))])
    actions.assign_double_review(by=request.user, at=request.now, request=one, reviewer=reviewer)
    text = _("Se pidió a %(who)s una segunda opinión de %(folio)s.")
    messages.success(request, text % {"who": reviewer.display_name, "folio": one.folio})
    return redirect("authorizations:double_reviews")


def _unknown() -> Problem:
    return Problem(
        "AP-404", "folio", _("No hay una solicitud con ese folio en su región."), _("Revise el folio.")
    )


@page
def double_review(request: Any, pk: int) -> HttpResponse:
    """One second opinion, by its reviewer: the case without the patient and without the first decision."""
    one = BlindReview.objects.select_related("request__unit__area", "request__region").filter(pk=pk).first()
    if one is None:
        raise NotFound(_("No existe esa segunda opinión."), rule="AP-404", remedy=_("Vuelva a la lista."))
    require(request.user, Permission.AUTH_REVIEW, one.request.region, request.now)
    if one.reviewer_id != request.user.pk:
        raise not_allowed("AP-45")
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            return _answer(request, one)
        except Invalid as refused:
            problems = refused.problems
    return _shown(request, one, problems)


def _answer(request: Any, one: BlindReview) -> HttpResponse:
    answers = _typed(request, one.request)
    missing = [n for n, answer in answers.items() if not answer]
    if missing:
        raise Invalid([broken("AP-50", f"items.{n}.outcome") for n in missing])
    note = request.POST.get("nota", "")
    actions.answer_double_review(by=request.user, at=request.now, review=one, answers=answers, note=note)
    messages.success(request, _("Segunda opinión registrada. No cambia la solicitud."))
    return redirect("authorizations:double_reviews")


def _typed(request: Any, found: Request) -> dict[int, str]:
    asked = found.items.exclude(state=ItemState.NOT_REQUIRED).values_list("sequence", flat=True)
    return {n: request.POST.get(f"items.{n}.outcome", "") for n in asked}


def _shown(request: Any, one: BlindReview, problems: tuple[Problem, ...]) -> HttpResponse:
    reading = actions.read_request(by=request.user, at=request.now, request=one.request)
    # Also to who has another reason to see more, as having claimed it since: the opinion stays blind.
    reading = replace(reading, basis=Basis.DOUBLE, identity=False)
    case = case_of(reading, request.user, request.now)
    asked = [i for i in case.items if i.item.state != ItemState.NOT_REQUIRED]
    context = {
        "crumbs": crumbs(
            (_("Segundas opiniones"), reverse("authorizations:double_reviews")), (str(one.request.folio), "")
        ),
        "review": one,
        "case": case,
        "found": reading.request,
        "unit": reading.request.unit,
        "items": [
            {
                "case": i,
                "n": i.item.sequence,
                "answer": _typed_or_given(request, one, i.item.sequence),
                "label": ITEM_LABELS.get(one.answers.get(str(i.item.sequence), ""), ""),
            }
            for i in asked
        ],
        "choices": [(state.value, _(label), icon) for state, label, icon in CHOICES],
        "problems": problems,
        "note": request.POST.get("nota", ""),
    }
    status = 422 if problems else 200
    return render(request, "authorizations/review/double_review.html", context, status=status)


def _typed_or_given(request: Any, one: BlindReview, sequence: int) -> str:
    given = request.POST.get(f"items.{sequence}.outcome", "") or one.answers.get(str(sequence), "")
    return given if given in set(DECIDED_ITEM) else ""
