"""How the oral-health audit events read, as one Spanish sentence without the actor's name."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event
from cauce.core.audit.titles import title_actions
from cauce.web.ui.numbers import month_name

from .models import PARTIES
from .rules.patient import BOXES

title_actions(
    {
        "oralhealth.sheet.open": "Hoja diaria: abrir",
        "oralhealth.sheet.head": "Hoja diaria: cambiar encabezado",
        "oralhealth.sheet.send": "Hoja diaria: enviar",
        "oralhealth.sheet.review": "Hoja diaria: revisar",
        "oralhealth.sheet.return": "Hoja diaria: devolver",
        "oralhealth.patient.read": "Pacientes: leer identidades",
        "oralhealth.rows.import": "Renglones: importar",
        "oralhealth.rows.export": "Renglones: exportar",
        "oralhealth.month.export": "Mes: exportar a otros sistemas",
        "oralhealth.indicators.export": "Indicadores: exportar a otros sistemas",
        "oralhealth.import.prepare": "Archivo de renglones: subir",
        "oralhealth.import.accept": "Archivo de renglones: aceptar",
        "oralhealth.import.discard": "Archivo de renglones: descartar",
        "oralhealth.row.remove": "Renglón: quitar",
        "oralhealth.line.remove": "Renglón de apoyo: quitar",
        "oralhealth.removed.restore": "Renglón: deshacer que se quitó",
        "oralhealth.reminder.send": "Recordatorio: enviar",
        "oralhealth.claim.raise": "Reclamo: presentar",
        "oralhealth.claim.answer": "Reclamo: responder",
        "oralhealth.claim.correct": "Reclamo: corregir",
        "oralhealth.claim.close": "Reclamo: cerrar",
        "oralhealth.month.consolidate": "Mes: consolidar",
        "oralhealth.month.agree": "Mes: acordar",
        "oralhealth.month.lock": "Mes: cerrar y enviar",
        "oralhealth.month.reopen": "Mes: reabrir",
        "oralhealth.analysis.write": "Análisis: escribir",
        "oralhealth.comparison.write": "Comparación: escribir",
        "oralhealth.feedback.send": "Retroalimentación: enviar",
        "oralhealth.feedback.answer": "Retroalimentación: responder",
        "oralhealth.standard.set": "Estándar: fijar",
    }
)

# action → the sentence; `%(…)s` come from the event's data
SENTENCES: dict[str, str] = {
    "oralhealth.sheet.open": "abrió la hoja del %(date)s (idoneidad %(registration)s)",
    "oralhealth.sheet.head": "cambió el encabezado de la hoja del %(date)s",
    "oralhealth.sheet.send": "envió la hoja del %(date)s con %(patients)s pacientes",
    "oralhealth.sheet.review": "revisó la hoja del %(date)s",
    "oralhealth.sheet.return": "devolvió la hoja del %(date)s",
    "oralhealth.patient.read": "leyó las identidades de %(rows)s renglones de la hoja del %(date)s",
    "oralhealth.rows.import": "importó %(rows)s renglones de %(sheets)s hojas desde «%(file)s»",
    "oralhealth.month.export": "exportó el mes de %(month)s de %(facilities)s instalaciones (%(form)s)",
    "oralhealth.indicators.export": "exportó los indicadores de %(period)s (%(form)s)",
    "oralhealth.rows.export": "exportó los renglones de %(first)s a %(last)s",
    "oralhealth.import.prepare": "subió «%(file)s» para importar sus renglones",
    "oralhealth.import.accept": "aceptó importar los %(rows)s renglones de «%(file)s»",
    "oralhealth.import.discard": "descartó «%(file)s» sin importarlo",
    "oralhealth.row.remove": "quitó un renglón de la hoja (paciente %(identity)s)",
    "oralhealth.line.remove": "quitó un renglón de apoyo de la hoja",
    "oralhealth.removed.restore": "devolvió a la hoja del %(date)s lo que se había quitado (%(rows)s renglones)",
    "oralhealth.reminder.send": "recordó que falta enviar el mes de %(month)s (%(people)s personas avisadas)",
    "oralhealth.claim.raise": "presentó un reclamo sobre la hoja del %(date)s",
    "oralhealth.claim.answer": "respondió el reclamo sobre la hoja del %(date)s",
    "oralhealth.claim.close": "cerró el reclamo sobre la hoja del %(date)s",
    "oralhealth.month.consolidate": "consolidó el mes de %(month)s (versión %(version)s, %(patients)s pacientes)",
    "oralhealth.month.lock": "cerró el mes de %(month)s y lo envió a la región",
    "oralhealth.month.reopen": "reabrió el mes de %(month)s",
    "oralhealth.analysis.write": "escribió el análisis de %(month)s",
    "oralhealth.comparison.write": "comparó %(indicator)s de %(month)s con su estándar",
    "oralhealth.feedback.send": "envió retroalimentación de %(month)s desde %(place)s",
    "oralhealth.feedback.answer": "respondió la retroalimentación de %(month)s de %(place)s",
    "oralhealth.standard.set": "fijó en %(value)s el estándar de %(indicator)s desde %(year)s (%(source)s)",
}


def _say(sentence: str) -> Callable[[Event], str]:
    return lambda event: _(sentence) % in_words(event.data)


def in_words(data: dict[str, Any]) -> dict[str, Any]:
    """An event's data with its month as people say it."""
    return {**data, "month": month_name(data["month"])} if "month" in data else data


for _name, _sentence in SENTENCES.items():
    presenter(_name)(_say(_sentence))


def _box(field: str) -> str:
    """What the paper calls a field."""
    others = {"activities": _("actividades"), "diagnoses": _("diagnósticos"), "disabled": _("casilla 2")}
    return others.get(field) or _("casilla %(box)s") % {"box": BOXES.get(field, field)}


@presenter("oralhealth.claim.correct")
def corrected(event: Event) -> str:
    # The database may keep the fields in any order.
    boxes = sorted({_box(field) for field in event.data.get("changes", {})})
    return _("corrigió %(fields)s por un reclamo sobre la hoja del %(date)s") % {
        "fields": ", ".join(boxes) or _("nada"),
        "date": event.data["date"],
    }


@presenter("oralhealth.month.agree")
def agreed(event: Event) -> str:
    party = dict(PARTIES).get(event.data["party"], event.data["party"])
    return _("acordó el mes de %(month)s por %(party)s") % {
        "month": month_name(event.data["month"]),
        "party": party,
    }
