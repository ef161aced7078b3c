"""How the events of the epidemiological register and of form D read, as one Spanish sentence without the actor."""

from django.utils.translation import gettext as _

from cauce.core.audit.log import presenter
from cauce.core.audit.models import Event
from cauce.core.audit.titles import title_actions

from .codebook import codebook
from .presenters import in_words
from .rules.population import LABELS

title_actions(
    {
        "oralhealth.exam.save": "Examen epidemiológico: guardar",
        "oralhealth.exam.remove": "Examen epidemiológico: quitar",
        "oralhealth.exam.import": "Exámenes epidemiológicos: importar",
        "oralhealth.brigade.save": "Jornada escolar: guardar",
        "oralhealth.brigade.close": "Jornada escolar: cerrar",
        "oralhealth.brigade.reopen": "Jornada escolar: reabrir",
        "oralhealth.study.save": "Estudio: guardar",
        "oralhealth.study.close": "Estudio: cerrar",
        "oralhealth.factor.save": "Factor protector: guardar",
        "oralhealth.factor.remove": "Factor protector: quitar",
        "oralhealth.cost.save": "Costo: guardar",
        "oralhealth.cost.remove": "Costo: quitar",
        "oralhealth.record_audit.open": "Auditoría de expedientes: sortear la muestra",
        "oralhealth.record_audit.look": "Auditoría de expedientes: revisar un expediente",
        "oralhealth.record_audit.close": "Auditoría de expedientes: cerrar",
        "oralhealth.hospital.save": "Formulario hospitalario: guardar",
        "oralhealth.rinse.save": "Enjuagatorios: guardar",
        "oralhealth.rinse.remove": "Enjuagatorios: quitar",
        "oralhealth.resource.save": "Recursos: guardar",
        "oralhealth.population.load": "Población: cargar",
    }
)

# action → the sentence; `%(…)s` come from the event's data
SENTENCES: dict[str, str] = {
    "oralhealth.exam.save": "guardó un examen del %(date)s con %(teeth)s dientes",
    "oralhealth.exam.remove": "quitó el examen «%(person)s» del %(date)s, con %(teeth)s dientes",
    "oralhealth.exam.import": "importó %(exams)s exámenes de «%(file)s» en la jornada de %(school)s",
    "oralhealth.brigade.save": "guardó la jornada del %(date)s en %(school)s (versión %(version)s)",
    "oralhealth.brigade.close": "cerró la jornada del %(date)s en %(school)s con %(exams)s exámenes",
    "oralhealth.brigade.reopen": "reabrió la jornada del %(date)s en %(school)s",
    "oralhealth.study.save": "guardó el estudio «%(name)s» (versión %(version)s)",
    "oralhealth.study.close": "cerró el estudio «%(name)s» con %(exams)s exámenes",
    "oralhealth.record_audit.open": "sorteó %(size)s de %(frame)s expedientes de %(year)s (semilla %(seed)s)",
    "oralhealth.record_audit.close": "cerró la auditoría de %(year)s: cumplen %(complying)s de %(seen)s",
    "oralhealth.rinse.save": "guardó los enjuagatorios de %(school)s, %(year)s",
    "oralhealth.rinse.remove": "quitó los enjuagatorios de %(school)s, %(year)s (%(enrolled)s escolares)",
}

for _name, _sentence in SENTENCES.items():
    presenter(_name)(lambda event, sentence=_sentence: _(sentence) % in_words(event.data))


@presenter("oralhealth.hospital.save")
def hospital(event: Event) -> str:
    from .rules.forms import HOSPITAL

    changes = event.data.get("changes", {})
    told = [
        f"{label}: {_shown(changes[name][0])} → {_shown(changes[name][1])}"
        for name, label in HOSPITAL.items()
        if name in changes
    ]
    words = _("guardó el formulario hospitalario de %(month)s") % in_words(event.data)
    return f"{words} ({'; '.join(told)})" if told else words


@presenter("oralhealth.resource.save")
def resource(event: Event) -> str:
    if event.data["dentists"] is None:
        return _("quitó los odontólogos de %(year)s (eran %(before)s)") % {"before": "—", **event.data}
    return _("registró %(dentists)s odontólogos en %(year)s") % event.data


@presenter("oralhealth.population.load")
def population(event: Event) -> str:
    data = {"version": "—", **event.data, "kind": LABELS.get(event.data["kind"], event.data["kind"])}
    return (
        _("cargó «%(kind)s» de %(year)s: %(rows)s renglones, %(persons)s personas (versión %(version)s)")
        % data
    )


def _factor(event: Event, words: str) -> str:
    listed = codebook().lists["protective_factor"]
    kind = listed[event.data["kind"]].label if event.data["kind"] in listed else event.data["kind"]
    return words % {**in_words(event.data), "kind": kind}


@presenter("oralhealth.factor.save")
def factor_saved(event: Event) -> str:
    return _factor(event, _("guardó «%(kind)s» del %(date)s en %(point)s: %(value)s"))


@presenter("oralhealth.factor.remove")
def factor_removed(event: Event) -> str:
    return _factor(event, _("quitó «%(kind)s» del %(date)s en %(point)s: %(value)s"))


def _cost(event: Event, words: str) -> str:
    return words % {
        **in_words(event.data),
        "what": event.data["activity"] or _("programa %(programme)s") % event.data,
    }


@presenter("oralhealth.cost.save")
def cost_saved(event: Event) -> str:
    return _cost(event, _("guardó el costo de %(what)s en %(month)s: %(amount)s balboas"))


@presenter("oralhealth.cost.remove")
def cost_removed(event: Event) -> str:
    return _cost(event, _("quitó el costo de %(what)s en %(month)s: %(amount)s balboas"))


@presenter("oralhealth.record_audit.look")
def looked(event: Event) -> str:
    outcome = _("cumple") if event.data["complies"] else _("no cumple")
    words = _("revisó el expediente %(position)s de la auditoría de %(year)s: %(outcome)s")
    return words % {**event.data, "outcome": outcome}


def _shown(value: object) -> str:
    return "—" if value is None else str(value)
