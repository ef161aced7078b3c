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

from ..facts import FACTS, LINES, VIEWS
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
Key = tuple[str | None, ...]
Amounts = tuple[int | None, ...]
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Figures:
    """Group's key (ids as text) → the amounts of `measures`; the total over all of them."""

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
    """Counted by the live database, one statement for the groups and one for the total."""
    ids = ", ".join(map(str, declarations)) or "NULL"
    table = f"(SELECT * FROM {one.table} WHERE declaration_id IN ({ids})) live"  # noqa: S608 numbers
    with connection.cursor() as cursor:
        cursor.execute(direct(one, by, table))
        groups = {tuple(row[: len(by)]): _whole(row[len(by) :]) for row in cursor.fetchall()}
        cursor.execute(direct(one, (), table))
        return groups, _whole(cursor.fetchone())


def _kept(one: FactPlan, by: tuple[str, ...], copy: Copy, declarations: set[int], round_: Round) -> Part:
    """Counted by DuckDB over the copy, with what may change joined from the live tables."""
    width = len(by)
    groups: dict[Key, Amounts] = {}
    total: Amounts = (None,) * len(one.measures)
    with embedded.cursor() as duck:
        relation = _relation(duck, one, by, copy, declarations, round_)
        for row in duck.execute(cube(replace(one, table=relation))).fetchall():
            amounts = _whole(row[1 + 2 * width :])
            if width and row[1 + width]:
                total = amounts
            else:
                groups[tuple(row[1 : 1 + width])] = amounts
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
    found = [[None if value is None else str(value) for value in row] for row in rows]
    for start in range(0, len(found), _CHUNK):
        values = ", ".join(f"({', '.join(literal(v) for v in row)})" for row in found[start : start + _CHUNK])
        duck.execute(f"INSERT INTO {name} VALUES {values}")  # noqa: S608 literals are quoted


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


def _whole(amounts: Sequence[Any]) -> Amounts:
    """Sums come as decimals from some engines."""
    return tuple(None if value is None else int(value) for value in amounts)
