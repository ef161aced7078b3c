"""The consolidated as the pages show it: cells with their links, filters in words, options of the filters."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from cauce.core.accounts.models import User
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round

from ..queries import entries
from ..rules.lines import CAUSES
from ..rules.states import State
from .aggregate import Row, Table, labels_of, scope
from .cut import DIMENSIONS, FILTERS, KINDS, MEASURES, Cut
from .detail import COLUMNS

# What the page's table shows; the files have all the measures.
SHOWN = ("lines", "units", "surplus_events", "surplus_patients", "shortage_events", "shortage_patients")
SHORT = {
    "lines": "Renglones",
    "units": "Unidades",
    "surplus_events": "Eventos exc.",
    "surplus_patients": "Pacientes exc.",
    "shortage_events": "Eventos falt.",
    "shortage_patients": "Pacientes falt.",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, the address of its rows, and its share of the total (0 to 1) where it says something."""

    value: int | None
    url: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A group: its labels, its cells, and how many of its rows are of open declarations."""

    labels: list[str]
    cells: list[Cell]
    open_lines: int


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Headings (key, text), groups of this page, and the total."""

    dimensions: list[tuple[str, str]]
    measures: list[tuple[str, str, str]]
    rows: list[ShownRow]
    total: ShownRow


def table_rows(table: Table, rows: Iterable[Row], rows_url: str) -> ShownTable:
    """The page's table; `rows_url` is the page of rows."""
    cut = table.cut
    measures = [m for m in SHOWN if m in cut.measures]
    return ShownTable(
        [(d, _(DIMENSIONS[d].label)) for d in cut.by],
        [(m, _(SHORT[m]), _(MEASURES[m][0])) for m in measures],
        [_shown(row, table, measures, rows_url) for row in rows],
        _shown(table.total, table, measures, rows_url),
    )


def _shown(row: Row, table: Table, measures: list[str], rows_url: str) -> ShownRow:
    cells = [_cell(row, table, measure, rows_url) for measure in measures]
    return ShownRow(list(row.labels.values()), cells, row.open_lines)


def _cell(row: Row, table: Table, measure: str, rows_url: str) -> Cell:
    side = MEASURES[measure][1]
    cut = replace(table.cut.narrowed(row.keys), sort="")
    if side:
        cut = replace(cut, kind=side)
    value, total = row.values.get(measure), table.total.values.get(measure)
    share = value / total if row.keys and measure.endswith("_patients") and value and total else None
    return Cell(value, f"{rows_url}?{urlencode(cut.params())}" if value else "", share)


# what the page of rows shows → its column of the detail
ROW_COLUMNS = {
    "institution": "Institución",
    "state": "Entidad federativa",
    "open": "Estado del registro",
    "clues": "CLUES",
    "unit": "Unidad médica",
    "level": "Nivel de atención",
    "group": "Grupo de servicio",
    "speciality": "Especialidad troncal",
    "code": "Clave del producto",
    "product": "Producto",
    "surplus_events": "Eventos mensuales del excedente",
    "surplus_patients": "Pacientes mensuales del excedente",
    "cause": "Causa principal del faltante",
    "shortage_events": "Eventos mensuales del faltante",
    "shortage_patients": "Pacientes mensuales del faltante",
    "synthetic": "Dato sintético",
}


def shown_rows(tuples: Iterable[tuple]) -> list[dict[str, Any]]:
    """Rows of the detail by name, for the page."""
    order = list(COLUMNS)
    places = {name: order.index(column) for name, column in ROW_COLUMNS.items()}
    rows = [{name: row[place] for name, place in places.items()} for row in tuples]
    for row in rows:
        row["open"], row["cause"] = row["open"] == State.OPEN, CAUSES.get(row["cause"], "")
    return rows


def active_filters(cut: Cut) -> list[tuple[str, str]]:
    """(what, which) of every filter in force, in words."""
    found = []
    for name in FILTERS:
        key = getattr(cut, name)
        if key is None:
            continue
        if name == "unit":
            found.append(
                (_("Unidad médica"), OrgUnit.objects.filter(pk=key).values_list("name", flat=True).first())
            )
        else:
            label = labels_of(name, {key}).get(key, _("No especificado"))
            found.append((_(DIMENSIONS[name].label), label))
    if cut.cause:
        found.append((_(DIMENSIONS["cause"].label), CAUSES[cut.cause]))
    if cut.kind != "both":
        found.append((_("Solo"), _(KINDS[cut.kind])))
    return [(what, which or _("No especificado")) for what, which in found]


def filter_options(round_: Round, user: User, at: datetime, cut: Cut) -> dict[str, Any]:
    """What each select of the page offers, within the person's reach."""
    reach = scope(round_, user, at, Cut(include_open=True))
    institutions = reach.order_by().values_list("entity__parent", flat=True).distinct()
    states = reach.order_by().values_list("entity__area", flat=True).distinct()
    groups = entries("group")
    specialities = (
        entries("speciality").filter(parent=cut.group) if cut.group else entries("speciality").none()
    )
    return {
        "dimensions": [(key, _(d.label)) for key, d in DIMENSIONS.items()],
        "institution": _sorted(labels_of("institution", set(institutions))),
        "state": _sorted(labels_of("state", set(states))),
        "level": list(labels_of("level", ()).items()),
        "group": list(groups.values_list("pk", "label")),
        "speciality": list(specialities.values_list("pk", "label")),
        "cause": list(CAUSES.items()),
        "kind": [(key, _(label)) for key, label in KINDS.items()],
    }


def _sorted(labels: dict[Any, str]) -> list[tuple[Any, str]]:
    return sorted(labels.items(), key=lambda pair: pair[1])
