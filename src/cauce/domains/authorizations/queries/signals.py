"""Signals within a person's reach, and what each rests on, in words: numbers, people, requests."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format

from cauce.core.accounts.access import roots
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from ..models import Request, Signal
from ..rules.signals import Kind

# The place of the requester in the key that each finder makes ("place:requester:…"); patients are never shown here.
_REQUESTER_AT = {Kind.SPLIT: 1, Kind.URGENCY: 1, Kind.COPIED: 1, Kind.CONCENTRATION: 1}


def signals_in_reach(user: User, at: datetime) -> QuerySet[Signal]:
    """Signals where the person looks at them, newest first."""
    scope = Q(pk__in=[])
    for place in roots(user, Permission.AUTH_SIGNALS, at):
        scope |= Q(place__path__startswith=place.path)
    return Signal.objects.filter(scope).select_related("place", "looked_by").order_by("-raised_at", "-pk")


def requester_of(signal: Signal) -> User | None:
    """Whose requests the signal is about; None when it is about a patient or a number."""
    position = _REQUESTER_AT.get(Kind(signal.kind))
    parts = signal.key.split(":")
    if position is None or len(parts) <= position or not parts[position].isdigit():
        return None
    return User.objects.filter(pk=int(parts[position])).first()


@dataclass(frozen=True, slots=True)
class Told:
    """What a signal rests on: a sentence, and (label, value) of each number."""

    sentence: str
    rows: tuple[tuple[str, Any], ...]


def told(signal: Signal, services: dict[str, str]) -> Told:
    """The facts of a signal in words. services: code → name."""
    facts: dict[str, Any] = dict(signal.facts)
    if "service" in facts:
        facts["service"] = services.get(facts["service"], facts["service"])
    if "unit" in facts:
        unit = OrgUnit.objects.filter(pk=facts["unit"]).first()
        facts["unit"] = unit.name if unit else facts["unit"]
    facts = {key: _day(value) for key, value in facts.items()}
    sentence = SENTENCES[Kind(signal.kind)]
    try:
        text = sentence.format(**facts)
    except KeyError:  # kept by an older finder, or by hand
        text = ""
    return Told(text, tuple((LABELS.get(key, key), value) for key, value in facts.items()))


def _day(value: Any) -> Any:
    """A whole date as people write it; anything else as it is."""
    try:
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    except (TypeError, ValueError):
        return value


SENTENCES = {
    Kind.REPEATS: "El mismo paciente tiene {count} solicitudes de «{service}» en {days} días.",
    Kind.SPLIT: "Solicitudes cercanas suman {total} de «{service}»; una sola admite hasta {most}.",
    Kind.URGENCY: "Marcó urgentes {urgent} de {total}; los demás de la especialidad, {others_urgent} de {others_total}.",
    Kind.COPIED: "{requests} solicitudes de {patients} pacientes llevan la misma justificación.",
    Kind.CONCENTRATION: "«{unit}» realizó {count} de los {total} servicios que se le autorizaron.",
    Kind.LATE_USE: "El número {number} venció el {valid_until} y se usó el {performed_on} (registrado el {registered_on}).",
}
LABELS = {
    "service": "Servicio",
    "count": "Cuántos",
    "days": "En cuántos días",
    "total": "Total",
    "most": "Máximo por solicitud",
    "urgent": "Urgentes",
    "others_urgent": "Urgentes de los demás",
    "others_total": "Total de los demás",
    "speciality": "Especialidad",
    "requests": "Solicitudes",
    "patients": "Pacientes",
    "unit": "Centro",
    "number": "Número",
    "performed_on": "Realizado",
    "registered_on": "Registrado",
    "valid_until": "Vigente hasta",
}


def requests_behind(signal: Signal) -> list[Request]:
    """The requests that the signal names, newest first; without anything of their patients."""
    found = Request.objects.filter(folio__in=signal.requests).select_related("unit", "requester")
    return list(found.order_by("-submitted_at"))
