"""From rows to shapes. A reading decides how much of a request is told; a line never tells the patient."""

from datetime import datetime
from typing import Any

from ..actions import Reading
from ..models import Appeal, Authorisation, Evidence, Item, Request
from ..rules.privacy import Basis
from .shapes import LineOut

# Who gives the patient the second secret of the tracking page.
GIVES_SECRET = (Basis.REQUESTER, Basis.UNIT)


def line_out(request: Request, at: datetime) -> dict[str, Any]:
    """A request in a list."""
    names = ("uid", "state", "outcome", "version", "speciality", "priority", "emergency", "channel")
    names += ("submitted_at", "due_at")
    return {name: getattr(request, name) for name in names} | {
        "folio": request.folio or "",
        "unit": request.unit.code,
        "unit_name": request.unit.name,
        "late": bool(request.is_open and request.due_at and request.due_at < at),
        "services": [item.service_code for item in request.items.all()],
    }


def told(found: Request, at: datetime) -> LineOut:
    """The request as it is after an act."""
    again = Request.objects.select_related("unit").prefetch_related("items").get(pk=found.pk)
    return LineOut(**line_out(again, at))


def draft_out(request: Request, at: datetime) -> dict[str, Any]:
    """A draft with what was typed."""
    return line_out(request, at) | {"typed": request.draft}


def request_out(reading: Reading, at: datetime) -> dict[str, Any]:
    """A request as the reading allows."""
    request = reading.request
    names = ("setting", "attended_at", "desired_date", "diagnosis", "diagnosis_text", "justification")
    names += ("duplicate_reason", "extra")
    items = request.items.select_related("service", "place").prefetch_related(
        "decisions", "authorisations__service", "authorisations__place"
    )
    lines = [] if reading.blind else request.screening_lines.select_related("item")
    appeals = [] if reading.blind else request.appeals.select_related("reviewer")
    return (
        line_out(request, at)
        | {name: getattr(request, name) for name in names}
        | {
            "basis": reading.basis.value,
            "patient": _patient(reading),
            "physician": request.physician_name,
            "licence": request.physician_licence,
            "tracking_code": request.tracking_code if reading.basis in GIVES_SECRET else "",
            "duplicate_of": _folio(request.duplicate_of),
            "replaces": _folio(request.replaces),
            "warnings": request.warnings.split(),
            "typed": request.draft,
            "outcome": "" if reading.blind else request.outcome,
            "items": [_item(item, blind=reading.blind) for item in items],
            "questions": [_question(one) for one in request.info_requests.all()],
            "evidence": [evidence_out(one) for one in request.evidence.filter(removed_at__isnull=True)],
            "screening": [_screening(one) for one in lines],
            "appeals": [appeal_out(one, request) for one in appeals],
        }
    )


def evidence_out(kept: Evidence) -> dict[str, Any]:
    """A document of a request."""
    names = ("description", "sequence", "pages", "size", "sha256")
    return {name: getattr(kept, name) for name in names} | {"id": kept.pk, "name": kept.original_name}


def appeal_out(appeal: Appeal, request: Request) -> dict[str, Any]:
    """An appeal."""
    names = ("uid", "state", "sequences", "grounds", "filed_at", "due_at", "decided_at", "note")
    return {name: getattr(appeal, name) for name in names} | {
        "request": request.uid,
        "folio": request.folio or "",
        "reviewer": appeal.reviewer.display_name if appeal.reviewer else "",
    }


def number_out(authorisation: Authorisation) -> dict[str, Any]:
    """A number with its use."""
    names = ("number", "state", "units", "remaining", "valid_from", "valid_until")
    return {name: getattr(authorisation, name) for name in names} | {
        "service": authorisation.service_code,
        "service_label": authorisation.service.label,
        "place": authorisation.place.code if authorisation.place else "",
    }


def _patient(reading: Reading) -> dict[str, Any] | None:
    patient = reading.request.patient
    if patient is None or not reading.identity:
        return None
    names = ("curp", "nss", "birth_date", "sex")
    return {name: getattr(patient, name) for name in names} | {"name": patient.full_name}


def _folio(request: Request | None) -> str:
    return (request.folio or "") if request else ""


def _item(item: Item, *, blind: bool) -> dict[str, Any]:
    names = ("sequence", "category", "quantity", "side", "note")
    decisions = [] if blind else list(item.decisions.all())
    numbers = [] if blind else list(item.authorisations.all())
    return {name: getattr(item, name) for name in names} | {
        "service": item.service_code,
        "service_label": item.service.label,
        "place": item.place.code if item.place else "",
        "state": "" if blind else item.state,
        "decisions": [_decision(one) for one in decisions],
        "numbers": [number_out(one) for one in numbers],
    }


def _decision(decision: Any) -> dict[str, Any]:
    names = ("level", "outcome", "reason_code", "clause", "patient_sentence", "would_change", "note")
    return {name: getattr(decision, name) for name in (*names, "quantity", "at")}


def _question(one: Any) -> dict[str, Any]:
    return {
        name: getattr(one, name) for name in ("question", "sequences", "asked_at", "answer", "answered_at")
    }


def _screening(line: Any) -> dict[str, Any]:
    names = ("number", "step", "rule", "verdict", "text")
    return {name: getattr(line, name) for name in names} | {
        "sequence": line.item.sequence if line.item else None
    }
