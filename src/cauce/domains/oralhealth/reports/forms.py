"""What the printed Formularios 2, 3 and 4 say, as plain dictionaries: printed, embedded as JSON and sealed.

The manual names the forms, their sheets, who fills them in and who keeps a copy (annex 1, p. 77-78) but does not print
their layout: the columns are those of the daily record, in its order (docs/decisions/0037).
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from cauce.core.periods.types import parse

from ..bulletin.indicators import plain
from ..bulletin.scope import period_words
from ..codebook import codebook
from ..country import local
from ..listings.labels import labels
from ..models import PARTIES, Analysis, Consolidation, Facility
from ..queries.indicators import documents
from ..rules.ages import STANDARD

Row = dict[str, Any]
MEASURES = ("patients", "new", "subsequent", "completed")
# form → its title, who answers for it and who keeps a copy (p. 77-78)
WORDS = {
    2: (
        "Hoja de trabajo del estadígrafo y de actividades del programa",
        ("direccion-medica", "planificacion", "reges", "jefe-clinica"),
        "REGES nacional, unidad de planificación local, dirección médica y jefatura de clínicas dentales",
    ),
    3: (
        "Análisis mensual de la gestión odontológica por unidad ejecutora",
        ("planificacion", "jefe-clinica", "reges"),
        "Dirección médica, jefatura de clínicas dentales y unidad de planificación local; programa nacional de "
        "odontología y departamento nacional de REGES",
    ),
    4: (
        "Comparación de resultados; conclusión y retroalimentación",
        ("planificacion", "direccion-medica", "jefe-clinica"),
        "Unidad de planificación y programa de odontología a nivel nacional; unidad de planificación local, dirección "
        "médica y clínicas dentales",
    ),
}


def form_data(number: int, consolidation: Consolidation) -> Row:
    """The whole form of one consolidation. Raises LookupError when what it prints was not written."""
    body = {2: _form_2, 3: _form_3, 4: _form_4}[number]
    return {**_head(number, consolidation), **body(consolidation)}


def _head(number: int, consolidation: Consolidation) -> Row:
    month = consolidation.month
    facility = Facility.objects.select_related("unit__parent").get(unit=month.facility)
    title, roles, copies = WORDS[number]
    agreed = {a.party: a for a in consolidation.agreements.select_related("by")}
    return {
        "schema": f"cauce/oralhealth-form-{number}/1",
        "issuer": str(facility.get_institution_display()),
        "number": number,
        "title": _(title),
        "facility": {"code": facility.code, "name": facility.unit.name},
        "region": facility.unit.parent.name if facility.unit.parent else "",
        "month": period_words(parse(str(month.month))),
        "version": consolidation.version,
        "consolidated_at": local(consolidation.at),
        "consolidated_by": consolidation.by.display_name,
        "sheets": consolidation.sheets,
        "parties": [_party(key, label, agreed.get(key)) for key, label in PARTIES if key in roles],
        "copies": _(copies),
    }


def _party(key: str, label: str, agreement: Any) -> Row:
    """A party's signature block; agreed in the system, it says who and when."""
    when = _("Acordó en el sistema el %(at)s") % {"at": local(agreement.at)} if agreement else ""
    return {
        "role": _(label),
        "name": agreement.by.display_name if agreement else "",
        "place": when or _("Pendiente de acuerdo"),
        "comment": agreement.comment if agreement else "",
    }


def _form_2(consolidation: Consolidation) -> Row:
    found = consolidation.figures
    return {
        "professionals": found["professionals"],
        "professionals_total": _sums(found["professionals"]),
        "ages": _ages(found["service"]["by_sex_age"]),
        "total": found["service"]["total"],
        "breakdowns": _breakdowns(found["service"]),
        "activities": _activities(found["activities"]),
        "diagnoses": [{**d, "label": _diagnosis(d["code"])} for d in found["diagnoses"]],
        "promotion": [_promotion(line) for line in found["promotion"]],
        "admin": [{**line, "label": _named("admin_code", line["code"])} for line in found["admin"]],
    }


def _sums(lines: list[Row]) -> Row:
    counted = ("sheets", "days", *MEASURES, "violence", "activities")
    sums: Row = {name: sum(line.get(name) or 0 for line in lines) for name in counted}
    hours = sum(_hundredths(line["chair_hours"]) for line in lines)
    return sums | {"chair_hours": f"{hours // 100}.{hours % 100:02d}"}


def _hundredths(text: str) -> int:
    """«6.50» as 650: sums of hours stay exact."""
    whole, _point, part = str(text).partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def _ages(lines: list[Row]) -> list[Row]:
    """A row per age band, its counts for men, women and both."""
    rows = []
    for band in STANDARD:
        by_sex = {line["sex"]: line for line in lines if line["band"] == band.key}
        men, women = (by_sex.get(sex, {}) for sex in "12")
        rows.append(
            {
                "label": _(band.label),
                "men": [men.get(m, 0) for m in MEASURES],
                "women": [women.get(m, 0) for m in MEASURES],
                "both": [men.get(m, 0) + women.get(m, 0) for m in MEASURES],
            }
        )
    return rows


_TITLES = {
    "programme": "Programa (casilla 13)",
    "care_type": "Tipo de atención (casilla 11)",
    "insured": "Asegurado (casilla 1)",
    "ethnic": "Etnia (casilla 2)",
    "schedule": "Horario o lugar",
    "referral": "Referido (casilla 21)",
}


def _breakdowns(service: Mapping[str, Any]) -> list[Row]:
    found = []
    for name, title in _TITLES.items():
        lines = service[f"by_{name}"]
        words = labels(name, [line[name] or None for line in lines])
        rows = [
            {"label": words.text(line[name] or None), "cells": [line[m] for m in MEASURES]} for line in lines
        ]
        found.append({"title": _(title), "rows": rows})
    return found


def _activities(lines: list[Row]) -> list[Row]:
    """The codes by group, each with what its number counts."""
    procedures = codebook().procedures
    groups: dict[str, list[Row]] = {"activity": [], "preventive": [], "curative": []}
    for line in lines:
        procedure = procedures[line["code"]]
        groups[procedure.group].append({**line, "label": procedure.label, "unit": procedure.unit.label})
    words = labels("activity_group", groups)
    return [{"title": words.text(key), "rows": rows} for key, rows in groups.items() if rows]


def _diagnosis(code: str) -> str:
    found = codebook().diagnoses.get(code)
    return found.label if found else ""


def _promotion(line: Row) -> Row:
    code = line["technique"] or line["other_code"]
    kind = "technique" if line["technique"] else "other_code"
    return {
        "label": _named(kind, code),
        "type": _named("promotion_type", line["promotion_type"]),
        "rows": line["rows"],
        "men": line["men_total"],
        "women": line["women_total"],
        "time": line["time"],
    }


def _named(dimension: str, code: str) -> str:
    return labels(dimension, [code]).text(code)


def _form_3(consolidation: Consolidation) -> Row:
    analysis = Analysis.objects.filter(consolidation=consolidation).select_related("by").first()
    if analysis is None:
        raise LookupError(_("análisis (Formulario 3)"))
    return {
        "text": analysis.text,
        "written_by": analysis.by.display_name,
        "written_at": local(analysis.at),
        "outdated": analysis.outdated,
        "management": _management(consolidation),
    }


def _management(consolidation: Consolidation) -> list[Row]:
    """The month beside the one before and the same of the year before, as last consolidated."""
    month = parse(str(consolidation.month.month))
    before, year = month.previous(), parse(f"{month.start.year - 1}{month.start.month:02d}")
    columns = [consolidation.figures, *(_figures(consolidation, int(p.id)) for p in (before, year))]
    lines = [
        (_("Pacientes atendidos"), "patients"),
        (_("Primera vez en el servicio"), "new"),
        (_("Subsecuentes"), "subsequent"),
        (_("Pacientes terminados"), "completed"),
        (_("Actividades"), "activities"),
        (_("Horas sillón"), "chair_hours"),
        (_("Días trabajados"), "days"),
    ]
    sums = [_sums(found["professionals"]) if found else None for found in columns]
    return [{"label": label, "cells": [s[key] if s else None for s in sums]} for label, key in lines]


def _figures(consolidation: Consolidation, month: int) -> Any:
    found = Consolidation.objects.filter(month__facility=consolidation.month.facility, month__month=month)
    last = found.order_by("-version").first()
    return last.figures if last else None


def _form_4(consolidation: Consolidation) -> Row:
    rows = []
    order = list(documents())
    found = consolidation.comparisons.select_related("by")
    for one in sorted(found, key=lambda c: order.index(c.indicator)):
        document = documents()[one.indicator]
        rows.append(
            {
                "code": one.indicator,
                "title": document.title,
                "unit": document.unit.replace("{factor}", f"{int(document.factor):,}"),
                "value": plain(_cut(one.value, document.digits)),
                "standard": plain(_cut(one.standard, document.digits)),
                "meets": {True: "SI", False: "NO", None: None}[one.meets],
                "conclusion": one.conclusion,
                "feedback": one.feedback,
                "by": one.by.display_name,
                "at": local(one.at),
                "outdated": one.outdated,
            }
        )
    if not rows:
        raise LookupError(_("ninguna comparación con los estándares (Formulario 4)"))
    return {"comparisons": rows}


def _cut(value: Any, digits: int) -> Any:
    """A stored value (four decimals) with the indicator's own; it was rounded once already."""
    return None if value is None else value.quantize(type(value)(1).scaleb(-digits))
