"""The rows behind an indicator's number, with what each column is called and the sheet that each row is on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period
from cauce.indicators.model import Indicator, Measure
from cauce.indicators.rows import rows_behind

from ..facts import TABLES
from ..facts_engine import FACTS, VIEWS
from ..models import Activity, PatientRow, Sheet
from .dimensions import labels_of
from .indicators import where_of

SIDES = {"numerador": "numerator", "denominador": "denominator"}
PER_PAGE = 50
# Columns worth reading, in this order, of those that the fact has; then its numbers.
READ = (
    "facility", "professional", "programme", "sex", "age_group", "code", "activity_class", "new_in_service",
    "completed",
)  # fmt: skip
SHORT = {
    "programme": "Programa", "new_in_service": "En el servicio", "completed": "Terminado", "professional": "Profesional",
    "age_group": "Edad", "age_years": "Años", "activity_class": "Clase",
}  # fmt: skip
FILTERS = ("sex", "age_group", "age_group_maternal", "programme", "facility")
_YES_NO = {
    "new_in_service": {"1": "Nuevo", "2": "Subsecuente"},
    "activity_class": {"1": "Nueva", "2": "Subsecuente"},
    "completed": {"1": "Sí"},
}


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of rows as people read them. counted: which fact's rows; cells of (text, is a number)."""

    counted: str
    means: str
    headers: list[str]
    rows: list[tuple[str, list[Any]]]  # (sheet's uid or "", cells)
    count: int


def measures_of(indicator: Indicator, side: str) -> tuple[Measure, ...]:
    """The measures of a side: "numerador" or "denominador"."""
    return getattr(indicator, SIDES.get(side, "numerator"))


def rows_of(
    measure: Measure,
    indicator: Indicator,
    period: Period,
    place: OrgUnit,
    cut: Mapping[str, str | None],
    *,
    page: int = 1,
) -> Rows:
    """One page of the rows that a measure counts at a place, in a period, with the cut's values."""
    table, fact = TABLES[measure.fact], FACTS[measure.fact]
    where = {**(where_of(place, indicator) or {}), **{d: (v,) for d, v in cut.items()}}
    dimensions = [name for name in READ if name in fact.columns]
    if "facility" not in fact.columns:
        dimensions = [
            name for name in ("region", "province", "district") if name in fact.columns
        ] + dimensions
    numbers = [c.name for c in table.columns if not c.dimension and c.name != "row_id"]
    columns = ["row_id", *dimensions, *numbers]
    found = rows_behind(
        measure,
        fact,
        VIEWS[measure.fact],
        period,
        where,
        columns,
        limit=PER_PAGE,
        offset=(page - 1) * PER_PAGE,
    )
    words = {d: _words(d, [row[d] for row in found.rows]) for d in dimensions}
    sheets = _sheets(measure.fact, [int(row["row_id"]) for row in found.rows])
    return Rows(
        table.label,
        table.row,
        ["Fecha", *(SHORT.get(name) or table.column(name).label for name in (*dimensions, *numbers))],
        [
            (
                sheets.get(int(row["row_id"]), ""),
                [_when(row["period"]), *(words[d][row[d]] for d in dimensions), *(row[n] for n in numbers)],
            )
            for row in found.rows
        ],
        found.count,
    )


def filter_options(
    indicator: Indicator, measure: Measure, place: OrgUnit
) -> list[tuple[str, list[tuple[str, str]]]]:
    """(dimension, [(key, label)]) of what the rows may be narrowed by."""
    from ..codebook import codebook
    from ..rules.ages import BANDS

    fact, found = FACTS[measure.fact], []
    for name in FILTERS:
        if name not in fact.dimensions or name not in indicator.asked_by:
            continue
        if name in BANDS:
            options = [(band.key, band.label) for band in BANDS[name]]
        elif name == "facility":
            units = OrgUnit.objects.below(place).filter(kind=OrgUnit.Kind.FACILITY)
            options = list(units.order_by("name").values_list("code", "name"))
        else:
            options = [(key, entry.label) for key, entry in codebook().lists[name].items()]
        found.append((name, options))
    return found


def _words(name: str, keys: Iterable[str | None]) -> Mapping[str | None, str]:
    if name in _YES_NO:
        return {key: _YES_NO[name].get(key or "", key or "—") for key in keys}
    return labels_of(name, set(keys))


def _when(period: int) -> str:
    """20260314 as 14/03/2026, 202603 as 03/2026, 2026 as it is."""
    text = str(period)
    return "/".join(reversed([part for part in (text[:4], text[4:6], text[6:]) if part]))


def _sheets(fact: str, ids: list[int]) -> dict[int, str]:
    """Row's id → its sheet's uid, for facts that come from a sheet."""
    if fact == "patient_rows":
        pairs = PatientRow.objects.filter(pk__in=ids).values_list("pk", "sheet__uid")
    elif fact == "activities":
        pairs = Activity.objects.filter(pk__in=ids).values_list("pk", "row__sheet__uid")
    elif fact == "rda_headers":
        pairs = Sheet.objects.filter(pk__in=ids).values_list("pk", "uid")
    else:
        return {}
    return {pk: str(uid) for pk, uid in pairs}
