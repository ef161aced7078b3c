"""The rows behind a number, one by one: on a page, as CSV, as XLSX, in the API."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cauce.core.accounts.models import User
from cauce.core.periods.models import Round

from ..models import Line
from ..rules.lines import CAUSES
from ..rules.states import State
from .aggregate import lines_in
from .cut import Cut

# heading → the column it comes from; the order is that of the file
COLUMNS: dict[str, str] = {
    "Institución": "declaration__entity__parent__name",
    "Entidad federativa": "declaration__entity__area__name",
    "Entidad que reporta": "declaration__entity__name",
    "Estado del registro": "declaration__state",
    "Versión final": "declaration__final_version",
    "CLUES": "unit__code",
    "Unidad médica": "unit__name",
    "Localidad": "unit__locality",
    "Nivel de atención": "unit__care_level",
    "Grupo de servicio": "speciality__parent__label",
    "Especialidad troncal": "speciality__label",
    "Clave del producto": "product__code",
    "Producto": "product__label",
    "Eventos mensuales del excedente": "surplus_events",
    "Pacientes mensuales del excedente": "surplus_patients",
    "Causa principal del faltante": "shortage_cause",
    "Eventos mensuales del faltante": "shortage_events",
    "Pacientes mensuales del faltante": "shortage_patients",
    "Dato sintético": "unit__synthetic",
}
_STATE_AT = list(COLUMNS).index("Estado del registro")
_CAUSE_AT = list(COLUMNS).index("Causa principal del faltante")
_SYNTHETIC_AT = list(COLUMNS).index("Dato sintético")
ROWS_PER_READ = 2000


def detail_header() -> list[str]:
    """The headings of the detail, in Spanish."""
    return [_(name) for name in COLUMNS]


def detail_lines(round_: Round, user: User, at: datetime, cut: Cut) -> QuerySet[Line]:
    """The rows in the order of the file. The order is that of an index: the first row comes at once."""
    return lines_in(round_, user, at, cut).order_by("declaration_id", "unit_id", "speciality_id", "pk")


def detail_rows(round_: Round, user: User, at: datetime, cut: Cut) -> Iterator[list[Any]]:
    """Every row as cells, read in blocks: memory does not grow with the round."""
    return presented(
        detail_lines(round_, user, at, cut).values_list(*COLUMNS.values()).iterator(chunk_size=ROWS_PER_READ)
    )


def presented(rows: Any) -> Iterator[list[Any]]:
    """Tuples of COLUMNS as people read them."""
    states = {State.OPEN: _("Abierto"), State.FINALISED: _("Finalizado"), State.SIGNED: _("Firmado")}
    for row in rows:
        cells = list(row)
        cells[_STATE_AT] = states[cells[_STATE_AT]]
        cells[_CAUSE_AT] = CAUSES.get(cells[_CAUSE_AT], "")
        cells[_SYNTHETIC_AT] = _("SI") if cells[_SYNTHETIC_AT] else ""
        yield cells
