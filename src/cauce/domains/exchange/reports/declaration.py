"""What the report of a declaration says, as one plain dictionary: printed, embedded as JSON and sealed.

Everything is text, whole numbers, lists and null (core.documents.canonical); null is "not reported", never zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cauce.core.organisations.models import OrgUnit

from ..models import Declaration, Line
from ..queries import units_of
from ..rules.lines import CAUSES

LEVELS = {1: "Primer nivel", 2: "Segundo nivel", 3: "Tercer nivel", None: "Sin nivel asignado"}
# Source 000, step 8: "la firma autógrafa de los representantes de la Delegación".
SIGNERS = (
    "Titular de la Delegación",
    "Responsable de los servicios médicos de la Delegación",
    "Responsable del registro",
)
Row = dict[str, Any]


def declaration_data(declaration: Declaration, at: datetime) -> Row:
    """The whole report of one declaration as of `at` (aware)."""
    entity = declaration.entity
    institution = entity.ancestor(OrgUnit.Kind.INSTITUTION) or entity
    units = list(units_of(declaration, at))
    levels = _levels(_lines(declaration))
    having = {unit["clues"] for level in levels for unit in level["units"]}
    without = [_unit(u) | {"level": LEVELS.get(u.care_level, "")} for u in units if u.code not in having]
    return {
        "schema": "cauce/exchange-declaration/1",
        "institution": {"code": institution.code, "name": institution.name},
        "entity": {"code": entity.code, "name": entity.area.name if entity.area else entity.name},
        "round": {"code": declaration.round.code, "name": declaration.round.name},
        "answer": declaration.answer,
        "finalised_at": _local(declaration.finalised_at),
        "units": {"total": len(having) + len(without), "with": len(having), "without": len(without)},
        "totals": totals(row for level in levels for unit in level["units"] for row in _rows(unit)),
        "levels": levels,
        "units_without": without,
        "signers": [{"role": role, "place": entity.name} for role in SIGNERS],
    }


def totals(rows: Iterable[Row]) -> Row:
    """Counts and sums of some rows. A sum over nothing reported is null."""
    rows = list(rows)
    surplus = [row["surplus"] for row in rows if row["surplus"]]
    shortage = [row["shortage"] for row in rows if row["shortage"]]
    patients = Counter[str]()
    for item in shortage:
        patients[item["cause"]] += item["patients"]
    return {
        "surplus": _sums(surplus),
        "shortage": _sums(shortage) | {"patients_by_cause": [[c, patients[c]] for c in CAUSES.values()]},
    }


def _sums(items: list[Row]) -> Row:
    events = [item["events"] for item in items if item["events"] is not None]
    return {
        "rows": len(items),
        "events": sum(events) if events else None,
        "patients": sum(item["patients"] for item in items) if items else None,
    }


def _lines(declaration: Declaration) -> QuerySet[Line]:
    related = declaration.lines.select_related("unit", "product", "speciality", "speciality__parent")
    return related.order_by(
        "unit__care_level",
        "unit__name",
        "unit__code",
        "speciality__parent__order",
        "speciality__parent__label",
        "speciality__order",
        "speciality__label",
        "product__label",
        "product__code",
    )


def _levels(lines: Iterable[Line]) -> list[Row]:
    by_unit = [
        _unit(unit) | {"care_level": unit.care_level, "specialities": _specialities(own)}
        for unit, own in groupby(lines, key=lambda line: line.unit)
    ]
    for unit in by_unit:
        unit["totals"] = totals(_rows(unit))
    found = sorted({u["care_level"] for u in by_unit}, key=lambda level: (level is None, level or 0))
    return [_level(level, [u for u in by_unit if u["care_level"] == level]) for level in found]


def _level(level: int | None, units: list[Row]) -> Row:
    rows = [row for unit in units for row in _rows(unit)]
    return {"care_level": level, "label": LEVELS.get(level, ""), "units": units, "totals": totals(rows)}


def _specialities(lines: Iterable[Line]) -> list[Row]:
    return [
        {
            "group": speciality.parent.label if speciality.parent else "",
            "speciality": speciality.label,
            "rows": [_row(line) for line in own],
        }
        for speciality, own in groupby(lines, key=lambda line: line.speciality)
    ]


def _row(line: Line) -> Row:
    surplus = shortage = None
    if line.surplus_patients is not None:
        surplus = {"events": line.surplus_events, "patients": line.surplus_patients}
    if line.shortage_patients is not None:
        cause = CAUSES[line.shortage_cause]
        shortage = {"cause": cause, "events": line.shortage_events, "patients": line.shortage_patients}
    return {
        "code": line.product.code,
        "product": line.product.label,
        "surplus": surplus,
        "shortage": shortage,
    }


def _rows(unit: Row) -> list[Row]:
    return [row for speciality in unit["specialities"] for row in speciality["rows"]]


def _unit(unit: OrgUnit) -> Row:
    return {"clues": unit.code, "name": unit.name, "locality": unit.locality}


def _local(instant: datetime | None) -> str | None:
    return timezone.localtime(instant).isoformat(timespec="seconds") if instant else None
