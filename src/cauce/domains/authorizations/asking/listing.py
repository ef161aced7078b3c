"""The rows of the list of requests, on the page and as a file."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cauce.core.accounts.models import User

from ..models import Item, Patient, Request
from ..places import local
from ..rules.codes import CHANNEL_LABELS, PRIORITY_LABELS, Channel, Priority
from ..rules.states import RequestState
from ..rules.words import OUTCOME_LABELS, REQUEST_LABELS
from .finding import SEPARATOR, service_texts
from .typed import rows_of

HEADER = (
    gettext_lazy("Folio"),
    gettext_lazy("Enviada"),
    gettext_lazy("Unidad"),
    gettext_lazy("Médico"),
    gettext_lazy("Paciente (iniciales)"),
    gettext_lazy("Servicios"),
    gettext_lazy("Prioridad"),
    gettext_lazy("Canal"),
    gettext_lazy("Estado"),
    gettext_lazy("Resolución"),
    gettext_lazy("Respuesta a más tardar"),
    gettext_lazy("Fuera de plazo"),
)


def rows(found: Iterable[Request], user: User, at: datetime) -> list[dict[str, Any]]:
    """A page of requests, with their services: two queries whatever their number."""
    requests = list(found)
    services: dict[int, list[str]] = {}
    items = Item.objects.filter(request__in=[r.pk for r in requests]).select_related("service")
    for item in items.order_by("sequence"):
        services.setdefault(item.request_id, []).append(item.service.label)
    drafted = service_texts(
        {str(row.get("service", "")) for r in requests if r.draft for row in rows_of(r.draft)}
    )
    return [_row(one, services.get(one.pk) or _drafted(one, drafted), user, at) for one in requests]


def _drafted(request: Request, texts: dict[str, str]) -> list[str]:
    codes = [str(row.get("service", "")) for row in rows_of(request.draft or {})]
    return [texts.get(code, code).rpartition(SEPARATOR)[0] or code for code in codes if code]


def _row(request: Request, services: list[str], user: User, at: datetime) -> dict[str, Any]:
    state = RequestState(request.state)
    return {
        "request": request,
        "services": services,
        "patient": patient_words(request, user),
        "state": REQUEST_LABELS[state],
        "outcome": OUTCOME_LABELS[request.outcome] if request.outcome else "",
        "late": is_late(request, at),
        "due": local(request.due_at, request.unit) if request.is_open and request.due_at else "",
        "draft": state == RequestState.DRAFT,
        "physician": request.physician_name or request.requester.display_name,
    }


def is_late(request: Request, at: datetime) -> bool:
    """Whether its term passed without an answer."""
    return bool(request.is_open and request.due_at and request.due_at < at)


def patient_words(request: Request, user: User) -> str:
    """The name for who asked; for the others only initials: opening the request is what tells, and is logged."""
    own = user.pk in {request.requester_id, request.registered_by_id}
    if request.patient is None:
        typed = request.draft.get("patient", {}) if own else {}
        return " ".join(str(typed.get(n, "")) for n in ("given_name", "first_surname")).strip()
    return request.patient.full_name if own else initials(request.patient)


def initials(patient: Patient) -> str:
    """ "P. S. N." """
    parts = (patient.given_name, patient.first_surname, patient.second_surname)
    return " ".join(f"{part[0]}." for part in parts if part)


def file_rows(found: QuerySet[Request], at: datetime) -> Iterator[list[Any]]:
    """The same as a file: patients by their initials, since a file travels."""
    chunk: list[Request] = []
    for request in found.iterator(chunk_size=500):
        chunk.append(request)
        if len(chunk) == 500:
            yield from _file_chunk(chunk, at)
            chunk = []
    yield from _file_chunk(chunk, at)


def _file_chunk(requests: list[Request], at: datetime) -> Iterator[list[Any]]:
    services: dict[int, list[str]] = {}
    items = Item.objects.filter(request__in=[r.pk for r in requests]).select_related("service")
    for item in items.order_by("sequence"):
        services.setdefault(item.request_id, []).append(f"{item.service.label} ({item.quantity})")
    for one in requests:
        yield [
            one.folio or "",
            local(one.submitted_at, one.unit) if one.submitted_at else "",
            one.unit.name,
            one.physician_name or one.requester.display_name,
            initials(one.patient) if one.patient else "",
            "; ".join(services.get(one.pk, [])),
            PRIORITY_LABELS[Priority(one.priority)] if one.priority else "",
            CHANNEL_LABELS[Channel(one.channel)],
            REQUEST_LABELS[RequestState(one.state)],
            OUTCOME_LABELS[one.outcome] if one.outcome else "",
            local(one.due_at, one.unit) if one.due_at else "",
            _("Sí") if is_late(one, at) else _("No"),
        ]
