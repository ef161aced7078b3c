"""The consolidated's figures from the indicator engine: its documents, one SQL, the copy and the live rows together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cache
from typing import Any

import duckdb
from django.db import connection

from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round
from cauce.core.periods.types import parse
from cauce.indicators import embedded
from cauce.indicators.documents import load_all
from cauce.indicators.model import Indicator
from cauce.indicators.query import Query
from cauce.indicators.sql import FactPlan, cube, direct, literal, plan
from cauce.reference_data.files import ROOT

from ..facts import FACTS, IDS_VIEW, LINES, VIEWS
from ..models import Declaration
from .cut import Cut
from .kept import Copy, current_copy

# dimension of a cut → the fact's column
COLUMNS = {
    "institution": "institution",
    "state": "entity_state",
    "level": "care_level",
    "group": "service_group",
    "speciality": "speciality",
    "product": "product",
    "unit": "unit",
    "cause": "cause",
}
Key = tuple[int | str | None, ...]
Amounts = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Group's key (ids and levels as numbers, a cause as its code) → the amounts of `measures`; the total over all of them."""

    measures: tuple[str, ...]
    groups: Mapping[Key, Amounts]
    total: Amounts


@cache
def documents() -> dict[str, Indicator]:
    """The exchange's nine documents by the name of their measure («lines», «surplus_patients»…)."""
    found = load_all(ROOT / "indicators" / "exchange")
    return {str(document.sheet["measure"]): document for document in found.values()}


def figures(round_: Round, declarations: Iterable[Declaration], cut: Cut) -> Figures:
    """The cut's groups over these declarations: the finalised ones from the copy, the others live."""
    measures = (*cut.measures, *(("open_lines",) if cut.include_open else ()))
    by = tuple(COLUMNS[d] for d in cut.by)
    own = [(d.pk, d.state, d.final_version) for d in declarations]
    copy = current_copy(round_)
    kept = copy.holds(own) if copy else set()
    live = [pk for pk, _state, _version in own if pk not in kept]
    one = _plan(round_, measures, by, cut)
    parts = [_live(one, by, live)] if live or not kept else []
    if copy and kept:
        parts.append(_kept(one, by, copy, kept, round_))
    groups, total = parts[0] if len(parts) == 1 else _joined(parts)
    return Figures(measures, groups, total)


def _plan(round_: Round, measures: tuple[str, ...], by: tuple[str, ...], cut: Cut) -> FactPlan:
    """One scan for the finest groups and the total; no subtotals between."""
    period = parse(str(round_.opens_at.astimezone(UTC).year))
    chosen = tuple(documents()[name] for name in measures)
    (one,) = plan(Query(chosen, (period,), by, where=_where(cut) or None), FACTS, VIEWS)
    return replace(one, groupings=(by, ()))


def _where(cut: Cut) -> dict[str, tuple[str | None, ...]]:
    """The cut's filters; 0 is "not said" for a level and a state."""
    found: dict[str, tuple[str | None, ...]] = {}
    for name in ("institution", "state", "level", "group", "speciality", "product", "unit"):
        value = getattr(cut, name)
        if value is not None:
            unsaid = not value and name in ("state", "level")
            found[COLUMNS[name]] = (None if unsaid else str(value),)
    if cut.cause:
        found["cause"] = (cut.cause,)
    if cut.side != "both":
        found[f"has_{cut.side}"] = ("1",)
    return found


Part = tuple[dict[Key, Amounts], Amounts]


def _live(one: FactPlan, by: tuple[str, ...], declarations: Sequence[int]) -> Part:
    """Counted by the live database over the ids as they are; what adds up is totalled from the groups."""
    ids = ", ".join(map(str, declarations)) or "NULL"
    year = one.bounds[0]
    table = f"(SELECT {year} AS period, v.* FROM {IDS_VIEW} v WHERE declaration_id IN ({ids})) live"  # noqa: S608
    apart = tuple(m for m in one.measures if m.distinct)
    spans = {key: span[: len(apart)] for key, span in one.spans.items()}
    width, whole = len(by), _whole if connection.vendor == "postgresql" else tuple
    with connection.cursor() as cursor:
        cursor.execute(direct(one, by, table))
        groups: dict[Key, Amounts] = {tuple(row[:width]): whole(row[width:]) for row in cursor.fetchall()}
        total = _added(groups.values(), len(one.measures))
        if apart:
            cursor.execute(direct(replace(one, measures=apart, spans=spans), (), table))
            different = dict(zip(apart, _whole(cursor.fetchone()), strict=True))
            total = tuple(different.get(m, n) for m, n in zip(one.measures, total, strict=True))
    return groups, total


def _added(amounts: Iterable[Amounts], width: int) -> Amounts:
    """The sum of each column; None where nobody reported."""
    columns = list(zip(*amounts, strict=True)) or [()] * width
    known = [[value for value in column if value is not None] for column in columns]
    return tuple(sum(column) if column else None for column in known)


def _kept(one: FactPlan, by: tuple[str, ...], copy: Copy, declarations: set[int], round_: Round) -> Part:
    """Counted by DuckDB over the copy, with what may change joined from the live tables."""
    width = len(by)
    groups: dict[Key, Amounts] = {}
    total: Amounts = (None,) * len(one.measures)
    start = 1 + 2 * width  # after the period, the dimensions and their flags
    with embedded.cursor() as duck:
        relation = _relation(duck, one, by, copy, declarations, round_)
        for row in duck.execute(cube(replace(one, table=relation))).fetchall():
            if row[1 + width]:
                total = row[start:]
            else:
                groups[tuple(map(_number, row[1 : 1 + width]))] = row[start:]
    return groups, total


def _relation(
    duck: duckdb.DuckDBPyConnection,
    one: FactPlan,
    by: tuple[str, ...],
    copy: Copy,
    declarations: set[int],
    round_: Round,
) -> str:
    """The copy with the columns of the fact, as a relation of DuckDB."""
    found = Declaration.objects.filter(pk__in=declarations)
    rows = found.values_list("pk", "state", "entity__parent_id", "entity__area_id")
    _fill(duck, "declared", ("declaration", "record", "institution", "entity_state"), rows)
    specialities = Entry.objects.filter(kind="speciality").values_list("pk", "parent_id")
    _fill(duck, "grouped", ("speciality", "service_group"), specialities)
    level, levels = "CAST(NULL AS VARCHAR)", ""
    if (
        "care_level" in by or "care_level" in one.where
    ):  # 30,000 units are brought only where they are told apart
        units = OrgUnit.objects.filter(care_level__isnull=False).order_by().values_list("pk", "care_level")
        _fill(duck, "levelled", ("unit", "care_level"), units)
        level, levels = "levelled.care_level", "LEFT JOIN levelled ON levelled.unit = k.unit"
    quantities = ", ".join(f"k.{name}" for name in LINES.columns if name.endswith(("_events", "_patients")))
    return f"""(SELECT k.period, {literal(str(round_.pk))} AS round, k.declaration, declared.record,
        declared.institution, declared.entity_state, {level} AS care_level, grouped.service_group,
        k.speciality, k.product, k.cause, k.unit,
        CASE WHEN k.surplus_patients IS NOT NULL THEN '1' END AS has_surplus,
        CASE WHEN k.shortage_patients IS NOT NULL THEN '1' END AS has_shortage, {quantities}
        FROM read_parquet({literal(str(copy.path))}) k
        JOIN declared ON declared.declaration = k.declaration
        JOIN grouped ON grouped.speciality = k.speciality {levels}) kept"""  # noqa: S608 names are ours


def _fill(duck: duckdb.DuckDBPyConnection, name: str, columns: tuple[str, ...], rows: Iterable[Any]) -> None:
    """A small temporary table of texts."""
    duck.execute(f"CREATE TEMP TABLE {name} ({', '.join(f'{column} VARCHAR' for column in columns)})")
    # As whole columns: 30,000 rows in a fiftieth of the time that literals take.
    texts = [
        [None if value is None else str(value) for value in column] for column in zip(*rows, strict=True)
    ]
    if texts:
        marks = ", ".join("unnest(?::VARCHAR[])" for _column in texts)
        duck.execute(f"INSERT INTO {name} SELECT {marks}", texts)


def _joined(parts: Sequence[Part]) -> Part:
    """Both sources added up: no declaration, and so no unit, is in both."""
    groups: dict[Key, Amounts] = {}
    for found, _total in parts:
        for key, amounts in found.items():
            groups[key] = _sum(groups[key], amounts) if key in groups else amounts
    total = parts[0][1]
    for _found, amounts in parts[1:]:
        total = _sum(total, amounts)
    return groups, total


def _sum(first: Amounts, second: Amounts) -> Amounts:
    return tuple(b if a is None else a if b is None else a + b for a, b in zip(first, second, strict=True))


def _number(key: str | None) -> int | str | None:
    """The copy's ids are texts; a cause stays one."""
    return int(key) if key is not None and key.isdigit() else key


def _whole(amounts: Sequence[Any]) -> Amounts:
    """PostgreSQL sums whole numbers into decimals."""
    return tuple(None if value is None else int(value) for value in amounts)
