"""The blank form "Autorización previa (formato ST2)", to be written by hand and transcribed (rule 10).

The mandatory core and both annexes; with a unit, also the own fields that its region and hospital ask for.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cauce.core.organisations.models import OrgUnit

from ..checking import fields_in_force
from ..places import institution_of, today_at
from ..rules.codes import PRIORITY_LABELS, SETTING_LABELS, SEX_LABELS, SIDE_LABELS, Side
from ..rules.variants import Field, FieldType
from . import common
from .kinds import TEMPLATES

TEMPLATE = TEMPLATES / "blank.typ"
HONESTY = (
    "Este formulario sigue lo que la fuente del sistema describe con el nombre de «formato ST2»; no es la forma ST-2 "
    "del IMSS (dictamen de alta por riesgo de trabajo)."
)


def blank_form(at: datetime, unit: OrgUnit | None = None) -> bytes:
    """The PDF. unit: whose own fields are added."""
    return common.working_paper(
        TEMPLATE,
        blank_data(at, unit),
        title=_("Autorización previa (formato ST2)"),
        at=at,
        place=unit,
        footnote=_("Formulario en blanco para transcribir en el sistema"),
    )


def blank_data(at: datetime, unit: OrgUnit | None) -> dict[str, Any]:
    """What the form asks."""
    fields = fields_in_force(unit, today_at(unit, at))[0] if unit else []
    return {
        "schema": "cauce/authorization-blank/1",
        "issuer": institution_of(unit).name if unit else _("Servicios de salud"),
        "unit": unit.name if unit else "",
        "unit_code": unit.code if unit else "",
        "sexes": [_(text) for text in SEX_LABELS.values()],
        "settings": [_(text) for text in SETTING_LABELS.values()],
        "priorities": [_(text) for text in PRIORITY_LABELS.values()],
        "sides": [_(text) for side, text in SIDE_LABELS.items() if side != Side.NONE],
        "rows": 5,
        "extra": [_extra(field) for field in fields],
        "honesty": _(HONESTY),
    }


def _extra(field: Field) -> dict[str, Any]:
    options = {FieldType.YES_NO: [_("Sí"), _("No")], FieldType.CHOICE: list(field.options)}
    return {
        "label": field.label,
        "required": field.required,
        "help": field.help,
        "place": field.place,
        "date": field.type == FieldType.DATE,
        "options": options.get(field.type, []),
    }
