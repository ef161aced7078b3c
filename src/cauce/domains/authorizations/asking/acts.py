"""What the reader of a request may do with it now, and why not when not: the sentence stands beside the button."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import can
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Refusal
from cauce.web.navigation import address

from ..actions import appeal_until
from ..models import Request
from ..places import local
from ..policies import check_owner
from ..rules.privacy import Basis
from ..rules.states import APPEALABLE_ITEM, OPEN_APPEAL, OPEN_ITEM, REQUEST_TRANSITIONS, ItemState, transition

PRIMARY, OUTLINE, DANGER = "primary", "outline-primary", "outline-danger"


@dataclass(frozen=True, slots=True)
class Act:
    """A link to do something, or the reason why it cannot be done."""

    label: str
    url: str
    style: str = OUTLINE
    icon: str = ""
    reason: str = ""


def is_owner(user: User, request: Request, at: datetime) -> bool:
    """Whether the person may act for who asks."""
    try:
        check_owner(user, request, at)
    except Refusal:
        return False
    return True


def acts_for(user: User, request: Request, at: datetime, basis: Basis) -> list[Act]:
    """In the order in which they are wanted."""
    found = _owners(user, request, at) if is_owner(user, request, at) else []
    return [*_reviewers(user, request, basis), *found, *_papers(request, basis)]


def _reviewers(user: User, request: Request, basis: Basis) -> list[Act]:
    """Where who reviews, decides its appeal, gives a second opinion or assigns goes on."""
    if basis in (Basis.REVIEWER, Basis.QUEUE):
        return [Act(_("Revisar"), _to("review", request), PRIMARY, "check")]
    if basis == Basis.DOUBLE:
        one = request.blind_reviews.get(reviewer=user)
        return [Act(_("Dar la segunda opinión"), _page("double_review", one.pk), PRIMARY, "check")]
    if basis not in (Basis.APPEAL, Basis.COORDINATION):
        return []
    appeals = request.appeals.filter(state__in=OPEN_APPEAL)
    if basis == Basis.APPEAL:
        appeals = appeals.filter(reviewer=user)
    label = _("Resolver el recurso") if basis == Basis.APPEAL else _("Asignar el recurso")
    return [Act(label, _page("appeal", one.pk), PRIMARY, "check") for one in appeals]


def _page(name: str, pk: int) -> str:
    return reverse(f"authorizations:{name}", args=[pk])


def _owners(user: User, request: Request, at: datetime) -> list[Act]:
    acts = []
    if request.state == "info_requested":
        acts.append(Act(_("Responder lo que se pide"), _to("answer", request), PRIMARY, "edit"))
    if request.state == "decided":
        acts += _after_denial(user, request, at)
    if transition(REQUEST_TRANSITIONS, "cancel", request.state):
        acts.append(Act(_("Cancelar la solicitud"), _to("cancel", request), DANGER))
    return acts


def _to(name: str, request: Request) -> str:
    return reverse(f"authorizations:{name}", args=[request.uid])


def _after_denial(user: User, request: Request, at: datetime) -> list[Act]:
    states = set(request.items.values_list("state", flat=True))
    if not states & APPEALABLE_ITEM:
        return []
    open_ = request.appeals.filter(state__in=OPEN_APPEAL).exists()
    waiting = _("Hay un recurso en trámite.") if open_ else ""
    acts = []
    if ItemState.DENIED in states:
        again = request.replaced_by.exclude(state="cancelled").first()
        reason = waiting or (
            _("Ya se volvió a solicitar en %(folio)s.") % {"folio": again.folio or _("un borrador")}
            if again
            else ""
        )
        acts.append(
            Act(_("Corregir y volver a solicitar"), _to("resubmit", request), PRIMARY, "edit", reason)
        )
    if can(user, Permission.AUTH_APPEAL_FILE, request.unit, at):
        until = appeal_until(request)
        over = (
            _("El plazo venció el %(until)s.") % {"until": local(until, request.unit)}
            if until and at > until
            else ""
        )
        acts.append(
            Act(
                _("Presentar un recurso de revisión"),
                _to("appeal_new", request),
                OUTLINE,
                "help",
                waiting or over,
            )
        )
        if open_:
            acts.append(Act(_("Desistir del recurso"), _to("appeal_withdraw", request), DANGER))
    return acts


def _papers(request: Request, basis: Basis) -> list[Act]:
    """Papers of the parts that make them, when they are there."""
    acts = []
    if basis in (Basis.DOUBLE, Basis.QUEUE):
        return acts
    slip, decision = (
        address("authorizations:paper_slip", request.uid),
        address("authorizations:paper_decision", request.uid),
    )
    if slip and request.folio:
        acts.append(Act(_("Comprobante para el paciente"), slip, OUTLINE, "print"))
    if decision and request.decided_at:
        acts.append(Act(_("Resolución en papel"), decision, OUTLINE, "print"))
    return acts


def may_withdraw_items(user: User, request: Request, at: datetime) -> set[int]:
    """Sequences of services that the person may give up."""
    if not transition(REQUEST_TRANSITIONS, "withdraw_item", request.state) or not is_owner(user, request, at):
        return set()
    return set(request.items.filter(state__in=OPEN_ITEM).values_list("sequence", flat=True))


def may_attach(user: User, request: Request, at: datetime) -> bool:
    """Whether the person may add a document to a sent request."""
    return request.state in ("in_review", "info_requested") and is_owner(user, request, at)
