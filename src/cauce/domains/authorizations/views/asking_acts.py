"""What who asked does with a request already sent: answer, cancel, withdraw a service, correct, appeal, desist."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.inspection_rules import MAX_BYTES
from cauce.core.errors import Invalid, NotFound, Problem

from .. import actions
from ..asking.acts import may_withdraw_items
from ..asking.form import words_of
from ..asking.shown import appeal_term, evidence_of, items_of
from ..models import Appeal, Request
from ..places import zone_at
from ..policies import check_owner, check_request, not_now
from ..rules.clocks import Kind
from ..rules.states import APPEALABLE_ITEM, OPEN_APPEAL, ItemState, RequestState
from ..rules.values import MIN_REASON
from ..terms import term_for
from .asking_common import ITEM_TONES, crumbs_of, find_request, open_request, page


def _mine(request: Any, uid: uuid.UUID) -> actions.Reading:
    """The request, for who asked for it. Raises NotAllowed (AP-47) for any other."""
    check_owner(request.user, find_request(uid), request.now)
    return open_request(request, uid)


def _page(
    request: Any, name: str, reading: actions.Reading, title: str, problems: tuple[Problem, ...], **more: Any
) -> HttpResponse:
    found = reading.request
    context = {
        "crumbs": crumbs_of(found, title),
        "title": title,
        "r": found,
        "unit": found.unit,
        "zone": zone_at(found.unit).key,
        "items": items_of(reading) if found.folio else [],
        "item_tones": ITEM_TONES,
        "problems": problems,
        "min_reason": MIN_REASON,
        "limit": MAX_BYTES,
    }
    return render(
        request, f"authorizations/asking/{name}.html", context | more, status=422 if problems else 200
    )


def _try(request: Any, act: Callable[[], str]) -> tuple[Problem, ...]:
    """Do it and say so; what was wrong when it was refused."""
    try:
        messages.success(request, act())
    except Invalid as refused:
        return refused.problems
    return ()


@page
def answer(request: Any, uid: uuid.UUID) -> HttpResponse:
    """Answer what the reviewer, or the screening, asks."""
    reading = _mine(request, uid)
    found = reading.request
    info = found.info_requests.filter(answered_at__isnull=True).first()
    if info is None or found.state != RequestState.INFO_REQUESTED:
        check_request("answer_info", _("responder"), found)
        raise not_now("AP-46", state=_("respondida"), act=_("responder otra vez"), who=_("quien revisa"))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        problems = _try(request, lambda: _answer(request, info))
        if not problems:
            return redirect("authorizations:request", uid)
    asked = [i for i in items_of(reading) if not info.sequences or i.item.sequence in info.sequences]
    return _page(
        request, "answer", reading, _("Responder"), problems,
        info=info, asked=asked, evidence=evidence_of(found), typed=request.POST.get("answer", ""),
    )  # fmt: skip


def _answer(request: Any, info: Any) -> str:
    actions.answer_information(
        by=request.user, at=request.now, info=info, answer=request.POST.get("answer", "")
    )
    return _("Respuesta enviada: el plazo vuelve a correr.")


@page
def cancel(request: Any, uid: uuid.UUID) -> HttpResponse:
    """Give the whole request up, with a reason once it was sent; a draft is thrown away."""
    reading = _mine(request, uid)
    found = reading.request
    check_request("cancel", _("cancelar"), found)
    is_draft = found.state == RequestState.DRAFT
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        problems = _try(request, lambda: _cancel(request, found))
        if not problems:
            return (
                redirect("authorizations:requests") if is_draft else redirect("authorizations:request", uid)
            )
    title = _("Descartar el borrador") if is_draft else _("Cancelar la solicitud")
    granted = [i for i in items_of(reading) if i.numbers] if not is_draft else []
    return _page(request, "cancel", reading, title, problems, is_draft=is_draft, granted=granted)


def _cancel(request: Any, found: Request) -> str:
    actions.cancel_request(
        by=request.user, at=request.now, request=found, reason=request.POST.get("reason", "")
    )
    return _("Borrador descartado.") if found.folio is None else _("Solicitud cancelada.")


@page
def withdraw_item(request: Any, uid: uuid.UUID, sequence: int) -> HttpResponse:
    """Give one service up; the others go on."""
    reading = _mine(request, uid)
    check_request("withdraw_item", _("retirar un servicio"), reading.request)
    shown = next((i for i in items_of(reading) if i.item.sequence == sequence), None)
    if shown is None or sequence not in may_withdraw_items(request.user, reading.request, request.now):
        raise NotFound(
            _("Ese servicio no está por resolver."),
            rule="AP-59",
            remedy=_("Vuelva a la solicitud y elija de su lista."),
        )
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        problems = _try(request, lambda: _withdraw(request, shown.item))
        if not problems:
            return redirect("authorizations:request", uid)
    last = sum(i.is_open for i in items_of(reading)) == 1
    return _page(request, "withdraw_item", reading, _("Retirar un servicio"), problems, one=shown, last=last)


def _withdraw(request: Any, item: Any) -> str:
    actions.withdraw_item(by=request.user, at=request.now, item=item, reason=request.POST.get("reason", ""))
    return _("Servicio retirado.")


@page
def resubmit(request: Any, uid: uuid.UUID) -> HttpResponse:
    """Begin again with what was denied: a new draft, linked to the old request."""
    reading = _mine(request, uid)
    denied = [i for i in items_of(reading) if i.item.state == ItemState.DENIED]
    if not denied:
        raise not_now("AP-65")
    if request.method == "POST":
        new = actions.resubmit_request(by=request.user, at=request.now, request=reading.request)
        messages.success(
            request, _("Corrija lo que haga falta y envíela; los documentos se adjuntan de nuevo.")
        )
        return redirect("authorizations:draft", new.uid)
    return _page(request, "resubmit", reading, _("Corregir y volver a solicitar"), (), denied=denied)


@page
def appeal_new(request: Any, uid: uuid.UUID) -> HttpResponse:
    """File a recurso de revisión against what was denied or modified."""
    reading = _mine(request, uid)
    found = reading.request
    require(request.user, Permission.AUTH_APPEAL_FILE, found.unit, request.now)
    check_request("appeal", _("presentar un recurso"), found)
    choices = [i for i in items_of(reading) if i.item.state in APPEALABLE_ITEM]
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        problems = _try(request, lambda: _appeal(request, found))
        if not problems:
            return redirect("authorizations:request", uid)
    picked = set(request.POST.getlist("items")) or {str(i.item.sequence) for i in choices}
    term = words_of(term_for(Kind.APPEAL_ANSWER, found.unit, request.now))
    return _page(
        request, "appeal", reading, _("Recurso de revisión"), problems,
        choices=choices, picked=picked, until=appeal_term(found), term=term, grounds=request.POST.get("grounds", ""),
    )  # fmt: skip


def _appeal(request: Any, found: Request) -> str:
    sequences = [int(n) for n in request.POST.getlist("items") if n.isascii() and n.isdigit()]
    actions.file_appeal(
        by=request.user,
        at=request.now,
        request=found,
        sequences=sequences,
        grounds=request.POST.get("grounds", ""),
    )
    return _("Recurso presentado: lo resuelve otra persona.")


@page
def appeal_withdraw(request: Any, uid: uuid.UUID) -> HttpResponse:
    """Desist from the appeal under way; the decision stays."""
    reading = _mine(request, uid)
    require(request.user, Permission.AUTH_APPEAL_FILE, reading.request.unit, request.now)
    appeal = reading.request.appeals.filter(state__in=OPEN_APPEAL).first()
    if appeal is None:
        raise NotFound(
            _("No hay ningún recurso en trámite."),
            rule="AP-68",
            remedy=_("Consulte la historia de la solicitud."),
        )
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        problems = _try(request, lambda: _desist(request, appeal))
        if not problems:
            return redirect(reverse("authorizations:request", args=[uid]) + "#recursos")
    return _page(request, "appeal_withdraw", reading, _("Desistir del recurso"), problems, appeal=appeal)


def _desist(request: Any, appeal: Appeal) -> str:
    actions.withdraw_appeal(
        by=request.user, at=request.now, appeal=appeal, reason=request.POST.get("reason", "")
    )
    return _("Desistió del recurso; la resolución queda como estaba.")
