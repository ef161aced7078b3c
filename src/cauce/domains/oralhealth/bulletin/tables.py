"""The bulletin's other tables, each a listing of the engine: nobody writes SQL, and small counts are hidden."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cauce.core.periods.types import PeriodType
from cauce.indicators.values import divide

from ..country import month_of, today
from ..listings.computing import Table, compute_within
from ..listings.presenting import flat_heads
from ..listings.spec import Spec
from ..listings.suppressing import HIDDEN, suppressed
from ..queries.board import progress, timeliness
from .indicators import plain
from .scope import Scope

TOP = 10  # diagnoses and procedures that are named
SECONDS = 120  # a job may take longer than a page
MARK = "*"
Data = dict[str, Any]
# name → its question; "span" is filled in
SUMMARY = (
    "patients", "first_visits", "subsequent", "completed", "activities", "chair_hours", "days",
    "professionals", "facilities", "sessions", "participants",
)  # fmt: skip


def listing(scope: Scope, at: datetime, *, months: int = 0, **asked: Any) -> Table:
    """A listing of the bulletin's place and period; months: instead, so many up to the period's last."""
    seen = scope.months(at)
    first, last = seen[0], seen[-1]
    if months:
        first = back(last, months - 1)
    spec = Spec(span="fixed", first=str(first), last=str(last), **asked)
    table = compute_within(spec, scope.where, at, seconds=SECONDS)
    return suppressed(table, settings.CAUCE_DISCLOSURE_THRESHOLD)


def back(month: int, count: int) -> int:
    """The month so many before: back(202601, 1) is 202512."""
    whole = month // 100 * 12 + month % 100 - 1 - count
    return whole // 12 * 100 + whole % 12 + 1


def as_data(table: Table, *, top: int = 0) -> Data:
    """heads, rows of {texts, cells, total}; cells: whole numbers, decimals as text, null: nothing, "*": hidden."""
    lines = [line for line in table.lines if line.depth == table.depth]
    kept = {line.key for line in (lines[:top] if top else lines)}
    rows = [
        {
            "texts": list(line.texts),
            "cells": [_cell(value) for value in line.values],
            "total": line.depth < table.depth,
        }
        for line in table.lines
        if line.key in kept or line.depth < table.depth
    ]
    return {
        "axes": list(table.axes),
        "heads": flat_heads(table),
        "rows": rows,
        "left_out": max(len(lines) - len(kept), 0),
    }


def _cell(value: Any) -> Any:
    if value is None:
        return None
    return MARK if value.reason == HIDDEN else plain(value.value)


def summary(scope: Scope, at: datetime) -> Data:
    """The figures on the first page: [label, value]."""
    table = listing(scope, at, measures=SUMMARY[:8]), listing(scope, at, measures=SUMMARY[8:])
    pairs = [(h, _cell(v)) for t in table for h, v in zip(flat_heads(t), t.lines[0].values, strict=True)]
    return {"pairs": [list(pair) for pair in pairs]}


def trend(scope: Scope, at: datetime) -> Table:
    """Patients, first visits and subsequent by month: the year's, or the twelve up to the bulletin's month."""
    months = 12 if scope.period.type == PeriodType.MONTH else 0
    return listing(
        scope, at, months=months, measures=("patients", "first_visits", "subsequent"), rows=("month",)
    )


def production(scope: Scope, at: datetime) -> Table:
    """Activities by group and code, new and subsequent."""
    measures = ("new_activities", "again_activities", "activities")
    return listing(scope, at, measures=measures, rows=("activity_group", "activity"), sort="activities")


def units(scope: Scope, at: datetime) -> Table:
    """Activities by their unit of count."""
    keys = (
        "by_patient",
        "by_surface",
        "by_tooth",
        "by_quadrant",
        "by_film",
        "by_appliance",
        "by_intervention",
    )
    return listing(scope, at, measures=keys, rows=("activity_group",))


def programmes(scope: Scope, at: datetime) -> Table:
    """First visits against subsequent ones by programme."""
    return listing(
        scope, at, measures=("patients", "first_visits", "subsequent", "completed"), rows=("programme",)
    )


def diagnoses(scope: Scope, at: datetime) -> Table:
    """Diagnoses, the most frequent first."""
    measures = ("diagnoses", "new_diagnoses", "control_diagnoses")
    return listing(scope, at, measures=measures, rows=("diagnosis",), sort="diagnoses")


def pyramid(scope: Scope, at: datetime) -> Table:
    """Patients by age group and sex."""
    return listing(scope, at, measures=("patients",), rows=("age_group",), columns=("sex",))


def places(scope: Scope, at: datetime) -> Table | None:
    """The places below, side by side; None for a facility."""
    if not scope.below:
        return None
    measures = (
        "patients",
        "first_visits",
        "activities",
        "chair_hours",
        "patients_an_hour",
        "activities_an_hour",
    )
    return listing(scope, at, measures=measures, rows=(scope.below,))


def delivery(scope: Scope, at: datetime) -> Data:
    """Timeliness: by region for the nation, else by facility; months expected, sent, with data, in time."""
    sums: dict[str, list[int]] = {}
    for month in (
        m for m in scope.months(at) if m < month_of(today(at))
    ):  # a month is handed in once it ended
        rows = progress(scope.place, month, at)
        for name in dict.fromkeys(_named(row, scope) for row in rows):
            own = timeliness([row for row in rows if _named(row, scope) == name])
            found = sums.setdefault(name, [0, 0, 0, 0])
            for n, amount in enumerate((own.facilities, own.sent, own.with_data, own.on_time)):
                found[n] += amount
    total = [sum(column) for column in zip(*sums.values(), strict=True)] if sums else [0, 0, 0, 0]
    rows = [{"texts": [name], "cells": _shares(amounts), "total": False} for name, amounts in sums.items()]
    axis = _("Región de salud") if scope.below == "region" else _("Instalación")
    heads = [_("Meses por entregar"), _("Entregados"), _("Con datos"), _("A tiempo"), _("% a tiempo")]
    return {
        "axes": [axis],
        "heads": heads,
        "rows": [*rows, {"texts": [_("Total")], "cells": _shares(total), "total": True}],
        "left_out": 0,
    }


def _named(row: Any, scope: Scope) -> str:
    return row.region.name if scope.below == "region" and row.region else row.facility.name


def _shares(amounts: Iterable[int]) -> list[Any]:
    expected, sent, with_data, on_time = amounts
    share = divide(on_time, expected, factor=Decimal(100), digits=1)
    return [expected, sent, with_data, on_time, plain(share.value)]
