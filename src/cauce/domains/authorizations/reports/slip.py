"""The patient's slip: folio, secret and where to follow the request. For whoever holds it, so it says little else."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.documents import qr

from ..models import Patient, Request
from ..places import local
from ..policies import not_now
from ..rules.patient_words import EMERGENCY, next_steps
from ..rules.states import RequestState
from ..rules.words import PATIENT_WORDS, REQUEST_LABELS
from . import common
from .kinds import TEMPLATES

TEMPLATE: Path = TEMPLATES / "slip.typ"


def patient_slip(request: Request, at: datetime) -> bytes:
    """The PDF. Raises NotNow (AP-46) for a draft, which has nothing to follow yet."""
    if not request.folio:
        state = REQUEST_LABELS[RequestState(request.state)].lower()
        act = _("imprimir el comprobante")
        raise not_now("AP-46", state=state, act=act, who=_("el médico solicitante"))
    return common.working_paper(
        TEMPLATE,
        slip_data(request),
        title=_("Comprobante para el paciente"),
        at=at,
        place=request.unit,
        synthetic=common.is_synthetic(request),
        footnote=_("Consérvelo: quien tenga el folio y la clave puede leer el estado de la solicitud"),
        pictures={"tracking.svg": qr.svg(tracking_address(request.folio))},
    )


def tracking_address(folio: str = "") -> str:
    """The public page, with the folio already typed; never with the secret."""
    address = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('authorizations:track')}"
    return f"{address}?folio={folio}" if folio else address


def slip_data(request: Request) -> dict[str, Any]:
    """What the slip says."""
    state = RequestState(request.state)
    items = request.items.select_related("service")
    due = request.due_at if request.is_open else None
    return {
        "schema": "cauce/authorization-slip/1",
        "issuer": common.issuer(request),
        "folio": request.folio or "",
        "secret": " ".join(
            (request.tracking_code[:4], request.tracking_code[4:])
        ),
        "address": tracking_address().split("://", 1)[-1],
        "initials": _initials(request.patient),
        "unit": request.unit.name,
        "submitted": local(request.submitted_at, request.unit) if request.submitted_at else "",
        "due": local(due, request.unit) if due else "",
        "words": _(PATIENT_WORDS[state]),
        "services": [f"{item.quantity} × {item.service.label}" for item in items],
        "steps": [_(text) for text in next_steps(state, [item.state for item in items], request.emergency)],
        "emergency": _(EMERGENCY),
    }  # fmt: skip


def _initials(patient: Patient | None) -> str:
    """Enough for the desk not to mix two slips, too little for who finds one."""
    return " ".join(f"{word[0]}." for word in patient.full_name.split()) if patient else ""
