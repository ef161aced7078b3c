"""How the audit events of prior authorisation read, as one Spanish sentence without the actor's name.

No sentence names a patient or a diagnosis: the log is read by people who have no reason to know them.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event
from cauce.core.audit.titles import title_actions

from .rules.clocks import UNIT_LABELS, Unit
from .rules.clocks import Kind as TermKind
from .rules.codes import PRIORITY_LABELS, Priority
from .rules.privacy import BASIS_LABELS, Basis
from .rules.signals import KIND_LABELS, Kind
from .rules.words import ITEM_LABELS, OUTCOME_LABELS, ItemState

ISO_DAY = len("2026-03-14")
# action → (its name in the log's filter, the sentence; `%(…)s` come from the event's data)
SENTENCES: dict[str, tuple[str, str]] = {
    "authorizations.request.save": ("Solicitud: empezar", "empezó una solicitud de autorización"),
    "authorizations.patient.find": (
        "Paciente: buscar",
        "buscó a un paciente por su %(by)s, para llenar una solicitud",
    ),
    "authorizations.evidence.add": ("Documento: adjuntar", "adjuntó un documento de %(pages)s páginas"),
    "authorizations.evidence.remove": ("Documento: quitar", "quitó un documento del borrador"),
    "authorizations.exchange.submit": (
        "Expediente electrónico: enviar",
        "envió la solicitud %(folio)s desde un expediente electrónico (%(value)s)",
    ),
    "authorizations.request.take": (
        "Solicitud: recibir en paquete",
        "recibió en un paquete la solicitud %(folio)s, con %(items)s servicios",
    ),
    "authorizations.request.submit": (
        "Solicitud: enviar",
        "envió la solicitud %(folio)s con %(items)s servicios",
    ),
    "authorizations.request.register_emergency": (
        "Urgencia: registrar",
        "registró la urgencia %(folio)s con %(items)s servicios",
    ),
    "authorizations.request.cancel": ("Solicitud: cancelar", "canceló la solicitud %(folio)s"),
    "authorizations.item.withdraw": (
        "Servicio: retirar",
        "retiró el servicio %(sequence)s de la solicitud %(folio)s",
    ),
    "authorizations.request.resubmit": (
        "Solicitud: corregir",
        "empezó a corregir la solicitud %(folio)s para volver a enviarla",
    ),
    "authorizations.request.supersede": (
        "Solicitud: sustituir",
        "sustituyó la solicitud %(folio)s por %(replaced_by)s",
    ),
    "authorizations.request.claim": ("Solicitud: tomar", "tomó la solicitud %(folio)s para revisarla"),
    "authorizations.request.release": ("Solicitud: liberar", "liberó la solicitud %(folio)s"),
    "authorizations.request.refer": (
        "Solicitud: pasar a otra especialidad",
        "pasó la solicitud %(folio)s a la lista de %(speciality)s",
    ),
    "authorizations.information.ask": (
        "Información: pedir",
        "pidió información sobre %(items)s servicios de la solicitud %(folio)s",
    ),
    "authorizations.information.answer": (
        "Información: responder",
        "respondió lo que se pidió sobre la solicitud %(folio)s",
    ),
    "authorizations.authorisation.issue": (
        "Autorización: emitir",
        "emitió la autorización %(number)s por %(units)s unidades, hasta el %(until)s",
    ),
    "authorizations.authorisation.suspend": (
        "Autorización: suspender",
        "suspendió la autorización %(number)s",
    ),
    "authorizations.authorisation.resume": ("Autorización: reanudar", "reanudó la autorización %(number)s"),
    "authorizations.authorisation.revoke": ("Autorización: revocar", "revocó la autorización %(number)s"),
    "authorizations.authorisation.expire": (
        "Autorización: vencer",
        "dio por vencida la autorización %(number)s",
    ),
    "authorizations.number.look_up": ("Número: consultar", "consultó «%(typed)s» sin resultado (%(answer)s)"),
    "authorizations.units.consume": (
        "Unidades: usar",
        "usó %(units)s unidades de la autorización %(number)s; quedan %(left)s",
    ),
    "authorizations.units.reverse": (
        "Unidades: revertir",
        "revirtió %(units)s unidades de la autorización %(number)s; quedan %(left)s",
    ),
    "authorizations.appeal.file": (
        "Recurso: presentar",
        "presentó un recurso sobre %(items)s servicios de la solicitud %(folio)s",
    ),
    "authorizations.appeal.assign": (
        "Recurso: asignar",
        "asignó el recurso de la solicitud %(folio)s a %(reviewer)s",
    ),
    "authorizations.appeal.withdraw": (
        "Recurso: desistir",
        "se desistió del recurso de la solicitud %(folio)s",
    ),
    "authorizations.request.escalate": (
        "Plazo: vencido",
        "avisó que venció el %(due)s el plazo de la solicitud %(folio)s",
    ),
    "authorizations.appeal.escalate": (
        "Recurso: plazo vencido",
        "avisó que venció el %(due)s el plazo del recurso de la solicitud %(folio)s",
    ),
    "authorizations.criteria.publish": (
        "Criterio: publicar",
        "publicó la versión %(number)s del criterio «%(code)s», vigente desde el %(from)s",
    ),
    "authorizations.criteria.withdraw": (
        "Criterio: retirar",
        "retiró el criterio «%(code)s» desde el %(from)s",
    ),
    "authorizations.variant.publish": (
        "Variante: publicar",
        "publicó la versión %(number)s de los campos propios (%(fields)s), vigente desde el %(from)s",
    ),
    "authorizations.service.set": (
        "Servicio: fijar política",
        "fijó cómo se autoriza el servicio %(code)s desde el %(from)s",
    ),
    "authorizations.exemption.set": (
        "Exención: fijar",
        "eximió de autorización el servicio %(service)s desde el %(since)s",
    ),
    "authorizations.centre.set": (
        "Centro: fijar servicio",
        "registró que la unidad realiza el servicio %(service)s desde el %(since)s",
    ),
    "authorizations.team.set": ("Equipo: cambiar", "cambió el equipo de atención «%(team)s»: %(person)s"),
    "authorizations.professional.set": (
        "Profesional: registrar",
        "registró la cédula y las especialidades de %(person)s",
    ),
    "authorizations.interest.declare": ("Interés: declarar", "declaró un interés propio"),
    "authorizations.interest.end": ("Interés: terminar", "dio por terminado un interés propio"),
    "authorizations.double_review.assign": (
        "Segunda opinión: pedir",
        "pidió una segunda opinión sobre la solicitud %(folio)s",
    ),
    "authorizations.double_review.answer": (
        "Segunda opinión: dar",
        "dio una segunda opinión sobre la solicitud %(folio)s",
    ),
}

title_actions({name: title for name, (title, _sentence) in SENTENCES.items()})
title_actions(
    {
        "authorizations.request.screen": "Solicitud: revisión automatizada",
        "authorizations.request.conclude": "Solicitud: cerrar resolución",
        "authorizations.request.read": "Solicitud: consultar con motivo",
        "authorizations.items.decide": "Servicios: resolver",
        "authorizations.appeal.decide": "Recurso: resolver",
        "authorizations.term.set": "Plazo: fijar",
        "authorizations.signal.raise": "Señal: anotar",
        "authorizations.signal.look": "Señal: revisar",
    }
)


def _say(sentence: str) -> Callable[[Event], str]:
    return lambda event: _(sentence) % {key: _day(value) for key, value in event.data.items()}


def _day(value: Any) -> Any:
    """A whole date as people write it; anything else as it is."""
    try:
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT") if len(value) == ISO_DAY else value
    except (TypeError, ValueError):
        return value


for _name, (_title, _text) in SENTENCES.items():
    presenter(_name)(_say(_text))

TERM_WORDS = {
    TermKind.ANSWER: "responder una solicitud",
    TermKind.APPEAL_FILING: "presentar un recurso",
    TermKind.APPEAL_ANSWER: "resolver un recurso",
    TermKind.EMERGENCY: "registrar una urgencia",
}
_VERDICTS = {
    "approve": "autorizar",
    "review": "revisión de un especialista",
    "ask": "pedir información",
    "not_required": "no requiere",
}


@presenter("authorizations.request.screen")
def screened(event: Event) -> str:
    counts = [f"{_(_VERDICTS[key])}: {n}" for key, n in sorted(event.data["verdicts"].items())]
    return _("revisó de forma automatizada la solicitud %(folio)s (%(verdicts)s)") % {
        "folio": event.data["folio"],
        "verdicts": ", ".join(counts),
    }


@presenter("authorizations.items.decide")
def decided(event: Event) -> str:
    labels = [
        f"{sequence}, {_(ITEM_LABELS[ItemState(outcome)]).lower()}"
        for sequence, outcome in sorted(event.data["decisions"].items(), key=lambda pair: int(pair[0]))
    ]
    return _("resolvió servicios de la solicitud %(folio)s: %(decisions)s") % {
        "folio": event.data["folio"],
        "decisions": "; ".join(labels),
    }


@presenter("authorizations.request.conclude")
def concluded(event: Event) -> str:
    outcome = _(OUTCOME_LABELS[event.data["outcome"]]).lower()
    return _("cerró la solicitud %(folio)s: %(outcome)s") % {"folio": event.data["folio"], "outcome": outcome}


@presenter("authorizations.appeal.decide")
def appeal_decided(event: Event) -> str:
    words = {
        "upheld": _("confirmó"),
        "overturned": _("revocó"),
        "partially_overturned": _("revocó en parte"),
    }
    return _("%(verb)s en recurso lo resuelto en la solicitud %(folio)s") % {
        "verb": words[event.data["outcome"]],
        "folio": event.data["folio"],
    }


@presenter("authorizations.request.read")
def read(event: Event) -> str:
    basis = _(BASIS_LABELS[Basis(event.data["basis"])])
    return _("consultó la solicitud %(folio)s (%(basis)s)") % {"folio": event.data["folio"], "basis": basis}


@presenter("authorizations.term.set")
def term_set(event: Event) -> str:
    priority = event.data.get("priority")
    return _("fijó el plazo para %(kind)s en %(amount)s %(unit)s desde el %(from)s") % {
        "kind": f"{_(TERM_WORDS[TermKind(event.data['kind'])])}"
        + (f" ({_(PRIORITY_LABELS[Priority(priority)]).lower()})" if priority else ""),
        "amount": event.data["amount"],
        "unit": _(UNIT_LABELS[Unit(event.data["unit"])]),
        "from": _day(event.data["from"]),
    }


@presenter("authorizations.signal.raise")
def raised(event: Event) -> str:
    return _("anotó una señal para auditoría: %(kind)s") % {"kind": _(KIND_LABELS[Kind(event.data["kind"])])}


@presenter("authorizations.signal.look")
def looked(event: Event) -> str:
    verb = _("abrió una auditoría por") if event.data["state"] == "audit" else _("descartó")
    return f"{verb}: {_(KIND_LABELS[Kind(event.data['kind'])])}"
