"""How the exchange's audit events read, as one Spanish sentence without the actor's name."""

from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event
from cauce.core.audit.titles import title_actions

from .models import PaperReceipt

title_actions(
    {
        "exchange.declaration.answer": "Registro: responder SI o NO",
        "exchange.declaration.finalise": "Registro: finalizar",
        "exchange.declaration.reopen": "Registro: reabrir",
        "exchange.sheet.save": "Hoja: guardar",
        "exchange.paper.record": "Papel: registrar llegada",
        "exchange.product.request": "Producto: solicitar",
        "exchange.product.decide": "Producto: resolver solicitud",
        "exchange.round.open": "Periodo: abrir",
        "exchange.round.window": "Periodo: fechas de una institución",
        "exchange.signed_copy.upload": "Copia firmada: subir",
        "exchange.reminder.send": "Recordatorio: enviar",
        "exchange.match.request": "Emparejamiento: pedir corrida",
        "exchange.match.finish": "Emparejamiento: terminar corrida",
        "exchange.proposal.accept": "Propuesta: aceptar",
        "exchange.proposal.reject": "Propuesta: rechazar",
        "exchange.proposal.close": "Propuesta: cerrar como convenio",
    }
)


def _yes_no(answer: Any) -> str:
    return _("SI") if answer else _("NO")


def _moment(text: str | None) -> str:
    instant = parse_datetime(text or "")
    return date_format(localtime(instant), "d/m/Y H:i") if instant else "—"


@presenter("exchange.declaration.answer")
def answered(event: Event) -> str:
    before, after = event.data.get("before"), event.data.get("after")
    if before is None or before == after:
        return _("respondió %(answer)s en el paso 2") % {"answer": _yes_no(after)}
    return _("cambió la respuesta del paso 2 de %(before)s a %(after)s") % {
        "before": _yes_no(before),
        "after": _yes_no(after),
    }


@presenter("exchange.sheet.save")
def saved(event: Event) -> str:
    parts = [
        _counted(event, "added", "%(n)s renglón nuevo", "%(n)s renglones nuevos"),
        _counted(event, "changed", "%(n)s cambiado", "%(n)s cambiados"),
        _counted(event, "removed", "%(n)s eliminado", "%(n)s eliminados"),
    ]
    sentence = _("guardó la hoja %(speciality)s de «%(unit)s», versión %(version)s: %(what)s") % {
        "speciality": event.data.get("speciality", ""),
        "unit": event.place.name if event.place else "",
        "version": event.data.get("version", ""),
        "what": ", ".join(part for part in parts if part),
    }
    return (
        _("%(sentence)s; confirmó las advertencias") % {"sentence": sentence}
        if event.data.get("confirmed")
        else sentence
    )


def _counted(event: Event, key: str, one: str, many: str) -> str:
    """How many rows of one kind; nothing for none. Both texts are message ids."""
    n = len(event.data.get(key) or ())
    return ngettext(one, many, n) % {"n": n} if n else ""


@presenter("exchange.declaration.finalise")
def finalised(event: Event) -> str:
    data = event.data
    if data.get("answer") is False:
        return (
            _("finalizó el registro sin excedentes ni faltantes; versión final %(version)s, folio %(folio)s")
            % data
        )
    return _(
        "finalizó el registro con %(rows)s renglones en %(units_with)s de %(units_total)s unidades; "
        "versión final %(version)s, folio %(folio)s"
    ) % {**data, "units_total": data.get("units_total", "—"), "units_with": data.get("units_with", "—")}


@presenter("exchange.declaration.reopen")
def reopened(event: Event) -> str:
    version, until = event.data.get("withdrawn_version"), event.data.get("until")
    sentence = _("reabrió el registro")
    if version:
        sentence = _("reabrió el registro y retiró la versión final %(version)s") % {"version": version}
    if until:
        return _("%(sentence)s, hasta el %(until)s") % {"sentence": sentence, "until": _moment(until)}
    return sentence


@presenter("exchange.paper.record")
def paper(event: Event) -> str:
    day = parse_date(event.data.get("date") or "")
    condition = event.data.get("condition", "")
    labels = dict(PaperReceipt.Condition.choices)
    return _("registró la llegada en papel del %(date)s, referencia %(reference)s: %(condition)s") % {
        "date": date_format(day, "d/m/Y") if day else "—",
        "reference": event.data.get("reference", ""),
        "condition": labels.get(condition, condition),
    }


@presenter("exchange.product.request")
def product_requested(event: Event) -> str:
    return _("solicitó agregar el producto «%(label)s» a la especialidad %(speciality)s") % event.data


@presenter("exchange.product.decide")
def product_decided(event: Event) -> str:
    if event.data.get("approved"):
        return _("aprobó el producto «%(label)s» con la clave %(code)s") % event.data
    return _("no aprobó el producto «%(label)s»") % event.data


@presenter("exchange.round.open")
def round_opened(event: Event) -> str:
    sentence = (
        _("abrió el periodo «%(name)s», del %(opens)s al %(closes)s")
        if event.data.get("created")
        else _("cambió el periodo «%(name)s»: del %(opens)s al %(closes)s")
    )
    return sentence % {
        "name": event.data.get("name", ""),
        "opens": _moment(event.data.get("opens_at")),
        "closes": _moment(event.data.get("closes_at")),
    }


@presenter("exchange.round.window")
def window_set(event: Event) -> str:
    return _("dio a «%(place)s» su propio plazo: del %(opens)s al %(closes)s") % {
        "place": event.place.name if event.place else "",
        "opens": _moment(event.data.get("opens_at")),
        "closes": _moment(event.data.get("closes_at")),
    }


@presenter("exchange.reminder.send")
def reminder_sent(event: Event) -> str:
    people = event.data.get("people", 0)
    return ngettext(
        "envió un recordatorio a %(count)d persona", "envió un recordatorio a %(count)d personas", people
    ) % {"count": people}
