"""What is said of a request over FHIR: each item with the sender's sequence, its state, number and validity."""

from collections.abc import Mapping
from typing import Any

from cauce.interop.pas.model import Answer, AnsweredItem, Coding, Identifier

from ..models import Exchange, Item, Request
from ..places import zone_at
from ..rules.states import GRANTED_ITEM, ItemState, RequestState
from .mapping import OWN_SYSTEM

DONE = {RequestState.DECIDED, RequestState.CANCELLED, RequestState.SUPERSEDED}


def answer_of(request: Request, exchange: Exchange, patient: Mapping[str, Any] | None = None) -> Answer:
    """The answer as things are now. patient: the resource to echo; by its id alone when it is not at hand."""
    items = list(
        request.items.select_related("service_granted", "service").prefetch_related("authorisations")
    )
    return Answer(
        identifier=Identifier(exchange.system, exchange.value),
        folio=request.folio or "",
        created=(request.decided_at or request.submitted_at or exchange.at).astimezone(zone_at(request.unit)),
        complete=request.state in DONE,
        items=tuple(_item(item, exchange.sequences[n]) for n, item in enumerate(items)),
        note=_note(request),
        patient=patient
        or ({"resourceType": "Patient", "id": exchange.patient_id} if exchange.patient_id else None),
        claim_url=exchange.claim_url,
    )


def _item(item: Item, sequence: int) -> AnsweredItem:
    live = next((a for a in item.authorisations.all()), None)
    decision = (
        item.decisions.order_by("-pk").first() if item.state in (*GRANTED_ITEM, ItemState.DENIED) else None
    )
    granted = item.state in GRANTED_ITEM
    service = item.service_granted or item.service
    return AnsweredItem(
        sequence=sequence,
        state=item.state,
        number=live.number if live else "",
        reference=item.request.folio or "",
        reason=decision.reason_code if decision else "",
        sentence=decision.patient_sentence if decision else "",
        service=Coding(OWN_SYSTEM, service.code, service.label) if granted else None,
        quantity=item.quantity_granted if granted else None,
        issued=live.issued_at.astimezone(zone_at(item.request.unit)).date() if live else None,
        valid_from=live.valid_from if live else None,
        valid_to=live.valid_until if live else None,
    )


def _note(request: Request) -> str:
    if request.state == RequestState.INFO_REQUESTED:
        asked = request.info_requests.filter(answered_at=None).order_by("-asked_at").first()
        return f"Se solicita información: {asked.question}" if asked else ""
    if request.due_at and request.state not in DONE:
        return f"Respuesta a más tardar el {request.due_at.astimezone(zone_at(request.unit)):%d/%m/%Y %H:%M}."
    return ""
