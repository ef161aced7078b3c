"""How the audit events of the risk plans read, as one Spanish sentence without the actor's name."""

from typing import Any

from django.utils.translation import gettext as _

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event
from cauce.core.audit.titles import title_actions

from .country import quarter_name
from .rules.cells import labels
from .rules.cuadros import CUADROS

# action → (title, sentence with the event's data)
WORDS: dict[str, tuple[str, str]] = {
    "riskplans.plan.create": ("Plan: crear", "creó el plan %(plan)s"),
    "riskplans.plan.programme": ("Plan: programar", "programó el %(period)s (%(cells)s celdas)"),
    "riskplans.plan.request": ("Plan: solicitar viabilidad", "solicitó la viabilidad de %(plan)s"),
    "riskplans.plan.viabilise": ("Plan: viabilizar", "viabilizó %(plan)s desde el %(from)s"),
    "riskplans.plan.refuse": ("Plan: no viabilizar", "no viabilizó %(plan)s"),
    "riskplans.plan.rework": ("Plan: corregir", "volvió a preparar %(plan)s para corregirlo"),
    "riskplans.plan.modify": (
        "Plan: modificar",
        "inició la modificación de %(plan)s con corte en el %(cutoff)s",
    ),
    "riskplans.instrument.save": ("Instrumento: guardar", "guardó el instrumento «%(title)s»"),
    "riskplans.instrument.attach": ("Instrumento: adjuntar", "adjuntó «%(name)s» a un instrumento"),
    "riskplans.report.open": ("Informe: abrir", "abrió el informe del %(period)s"),
    "riskplans.report.save": ("Informe: guardar", "guardó cifras del %(period)s"),
    "riskplans.report.send": ("Informe: enviar", "envió el informe del %(period)s con %(cells)s cifras"),
    "riskplans.report.review": ("Informe: revisar", "empezó a revisar el informe del %(period)s"),
    "riskplans.report.return": ("Informe: devolver", "devolvió el informe del %(period)s"),
    "riskplans.report.accept": ("Informe: aceptar", "aceptó el informe del %(period)s"),
    "riskplans.report.receive": ("Informe: recibir", "recibió el informe del %(period)s"),
    "riskplans.section.accept": ("Sección: aceptar", "aceptó la sección %(cuadro)s del %(period)s"),
    "riskplans.section.return": ("Sección: devolver", "devolvió la sección %(cuadro)s del %(period)s"),
    "riskplans.section.undo": ("Sección: deshacer", "deshizo la revisión de %(cuadro)s del %(period)s"),
    "riskplans.workbook.import": (
        "Libro: importar",
        "importó «%(file)s» en el %(period)s (%(changes)s cambios)",
    ),
    "riskplans.reminder.send": (
        "Recordatorio: enviar",
        "recordó el informe del %(period)s a %(people)s personas",
    ),
    "riskplans.paper.request": ("Papel: pedir", "pidió emitir el informe del %(period)s"),
    "riskplans.paper.issue": ("Papel: emitir", "emitió el informe del %(period)s con folio %(folio)s"),
    "riskplans.evaluation.issue": (
        "Evaluación: emitir",
        "emitió el informe de la evaluación %(number)s del %(period)s con folio %(folio)s",
    ),
    "riskplans.siho.load": ("SIHO: cargar", "cargó «%(name)s»: %(figures)s cifras"),
    "riskplans.comment.write": ("Comentario: escribir", "comentó el informe del %(period)s"),
    "riskplans.activity.save": ("Actividad: informar", "informó la actividad %(number)s en el %(period)s"),
    "riskplans.evidence.add": ("Soporte: adjuntar", "adjuntó «%(name)s» al %(period)s"),
    "riskplans.evidence.withdraw": ("Soporte: retirar", "retiró «%(name)s» del %(period)s"),
    "riskplans.explanation.write": ("Explicación: escribir", "explicó %(subject)s en el %(period)s"),
    "riskplans.evaluation.open": (
        "Evaluación: abrir",
        "abrió la evaluación %(number)s del %(period)s: %(total)s",
    ),
    "riskplans.evaluation.save": (
        "Evaluación: guardar",
        "guardó la evaluación %(number)s del %(period)s: %(total)s",
    ),
    "riskplans.evaluation.close": (
        "Evaluación: cerrar",
        "cerró la evaluación %(number)s del %(period)s: %(total)s",
    ),
    "riskplans.evaluation.reopen": (
        "Evaluación: reabrir",
        "reabrió la evaluación del %(period)s como %(number)s",
    ),
    "riskplans.uvr.publish": ("Pesos UVR: publicar", "publicó los pesos UVR «%(name)s»"),
    "riskplans.definition.publish": (
        "Definición: publicar",
        "publicó la definición %(number)s de la evaluación",
    ),
    "riskplans.checks.publish": (
        "Comprobaciones: publicar",
        "publicó la configuración %(number)s de las comprobaciones desde %(from)s",
    ),
    "riskplans.category.set": ("Categoría de riesgo: fijar", "fijó la categoría de riesgo de %(year)s"),
    "riskplans.narrative.write": (
        "Texto del informe: escribir",
        "escribió un texto del informe del %(period)s",
    ),
}

title_actions({name: title for name, (title, _sentence) in WORDS.items()})


def _present(event: Event) -> str:
    return _(WORDS[event.action][1]) % readable(event.data)


def _period(text: str) -> str:
    """A quarter, or the year to 31 March of the annual report."""
    year = text.removesuffix("April")
    return f"corte al 31/03/{int(year) + 1}" if year != text and year.isdigit() else quarter_name(text)


def readable(data: dict[str, Any]) -> dict[str, Any]:
    """An event's data in words: the quarter, the Cuadro's name, the total with Colombia's comma."""
    words = dict(data)
    if "period" in data:
        words["period"] = _period(str(data["period"]))
    for key in ("cutoff", "from"):
        if key in data:
            words[key] = quarter_name(str(data[key]))
    if data.get("cuadro") in {*CUADROS, "medidas"}:
        words["cuadro"] = f"«{labels([data['cuadro']])}»"
    if isinstance(data.get("total"), str):
        words["total"] = data["total"].replace(".", ",")
    return words


for _name in WORDS:
    presenter(_name)(_present)
