"""The decision on paper: what was answered on each service and why, in words for the patient, and how to appeal.

It carries no diagnosis and does not name who decided; a new answer (an appeal) issues a new version.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cauce.core.accounts.models import User
from cauce.core.documents import canonical
from cauce.core.documents.actions import issue_document
from cauce.core.documents.models import IssuedDocument
from cauce.core.documents.queries import current_document

from ..models import Authorisation, Decision, Item, Request
from ..places import local
from ..policies import not_now
from ..rules.codes import REASONS
from ..rules.number import groups
from ..rules.patient_words import HOW_TO_APPEAL, item_words
from ..rules.states import APPEALABLE_ITEM, AuthorisationState, ItemState, RequestState
from ..rules.words import APPEAL_LABELS, ITEM_LABELS, OUTCOME_LABELS, REQUEST_LABELS, REQUEST_OWNER
from ..terms import appeal_until
from . import common
from .kinds import DECISION, TEMPLATES

TEMPLATE = TEMPLATES / "decision.typ"
LEVELS = {
    Decision.Level.SCREENING: "Revisión automatizada con los criterios publicados",
    Decision.Level.REVIEW: "Médico especialista revisor",
    Decision.Level.APPEAL: "Recurso de revisión, por otra persona",
}


def decision_paper(*, by: User, at: datetime, request: Request) -> IssuedDocument:
    """The paper of what is decided now, issued the first time and after each change. Raises NotNow (AP-46)."""
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
        if request.decided_at is None:
            state = RequestState(request.state)
            who = REQUEST_OWNER[state] or _("nadie")
            act = _("imprimir la resolución")
            raise not_now("AP-46", state=REQUEST_LABELS[state].lower(), act=act, who=who)
        data = decision_data(request)
        found = current_document(DECISION.code, request)
        if found and found.data_sha256 == canonical.digest(data):
            return found
        return issue_document(
            by=by,
            at=at,
            kind=DECISION.code,
            subject=request,
            place=request.unit,
            data=data,
            template=TEMPLATE,
            synthetic=common.is_synthetic(request),
        )


def decision_data(request: Request) -> dict[str, Any]:
    """What the paper says; nothing in it depends on when it is printed."""
    items = request.items.select_related(
        "service", "service_granted", "place_granted", "request"
    ).prefetch_related("decisions", "authorisations__place", "screening_lines")
    appeal = request.appeals.order_by("-filed_at").first()
    until = appeal_until(request)
    return {
        "schema": "cauce/authorization-decision/1",
        "issuer": common.issuer(request),
        "folio": request.folio or "",
        "unit": request.unit.name,
        "physician": request.physician_name or request.requester.display_name,
        "patient": common.patient_of(request.patient),
        "submitted": local(request.submitted_at, request.unit) if request.submitted_at else "",
        "decided": local(request.decided_at, request.unit) if request.decided_at else "",
        "outcome": _(OUTCOME_LABELS[request.outcome]),
        "items": [_item(item) for item in items],
        "appealable": any(item.state in APPEALABLE_ITEM for item in items),
        "appeal_until": local(until, request.unit) if until else "",
        "appeal": _(APPEAL_LABELS[appeal.state]) if appeal else "",
        "how_to_appeal": _(HOW_TO_APPEAL),
    }


def _item(item: Item) -> dict[str, Any]:
    last = max(item.decisions.all(), key=lambda d: d.pk, default=None)
    standing = [a for a in item.authorisations.all() if a.state != AuthorisationState.REVOKED]
    live = max(standing, key=lambda a: a.pk, default=None)
    said = last.patient_sentence if last else ""
    return {
        "sequence": item.sequence,
        "asked": item.service.label,
        "asked_code": item.service_code,
        "quantity": item.quantity,
        "side": common.side(item.side),
        "state": item.state,
        "answer": _(ITEM_LABELS[ItemState(item.state)]),
        "granted": item.service_granted.label if item.service_granted else "",
        "granted_quantity": item.quantity_granted,
        "place": item.place_granted.name if item.place_granted else "",
        "by": _(LEVELS[Decision.Level(last.level)]) if last else "",
        "reason": _(REASONS[last.reason_code].label) if last and last.reason_code in REASONS else "",
        "clause": last.clause if last else "",
        "need": _need(item),
        "sentence": _(words) if (words := item_words(item.state, said, item.request.emergency)) else "",
        "would_change": last.would_change if last else "",
        "number": _number(live),
    }


def _need(item: Item) -> str:
    """Why it needed no authorisation, as the screening explained it."""
    if item.state != ItemState.NOT_REQUIRED:
        return ""
    lines = sorted(item.screening_lines.all(), key=lambda line: (line.run, line.number))
    return next((line.text for line in reversed(lines) if line.verdict == "not_required"), "")


def _number(live: Authorisation | None) -> dict[str, Any] | None:
    if live is None:
        return None
    return {"groups": list(groups(live.number)), "until": live.valid_until.isoformat()}
