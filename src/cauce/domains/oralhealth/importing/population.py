"""Population from a file: each (kind, place, year) that it names is replaced whole, as a new version."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cauce.core.accounts.access import can
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.text import normalise
from cauce.core.errors import Problem
from cauce.core.imports.columns import Cells, Column, match_columns
from cauce.core.imports.kinds import Context
from cauce.core.imports.plan import Change, Plan
from cauce.core.imports.rules import at as place_at
from cauce.core.imports.tables import read_table
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..actions.population import latest
from ..models import Facility
from ..queries.population import in_force
from ..rules.population import LABELS, PLACES, PopulationRow, check_rows, read_row
from ..rules.registers import broken

COLUMNS = (
    Column("kind", "clase", required=True, most=40, aliases=("población", "tipo")),
    Column("place", "lugar", required=True, most=40, aliases=("región", "instalación", "código")),
    Column("year", "anio", required=True, most=4, aliases=("año",)),
    Column("province", "provincia", most=2),
    Column("district", "distrito", most=2),
    Column("corregimiento", "corregimiento", most=2),
    Column("sex", "sexo", most=9),
    Column("age", "edad", most=3),
    Column("persons", "personas", required=True, most=9),
)
BY_FIELD = {column.field: column for column in COLUMNS}
KINDS = {normalise(text): kind for kind, label in LABELS.items() for text in (kind, label)}
SEXES = {"": "", "m": "1", "masculino": "1", "h": "1", "f": "2", "femenino": "2"}


@dataclass(slots=True)
class Load:
    """All rows of a kind, place and year, with the line where it begins."""

    kind: str
    place: OrgUnit
    year: int
    line: int
    rows: list[PopulationRow] = field(default_factory=list)
    version: int = 0


def plan_population(content: bytes, filename: str, context: Context) -> Plan:
    """What each load would replace. options: `source`, where the population comes from."""
    table = read_table(content, filename)
    found, problems = match_columns(COLUMNS, table.headers)
    if any(p.level == "error" for p in problems):
        return Plan(problems)
    places = _places()
    loads: dict[tuple[str, str, int], Load] = {}
    for line, cells in table.rows:
        row = Cells(line, cells, found, BY_FIELD)
        problems += row.problems
        load = _load_of(row, places, loads, context, problems)
        typed = {name: row[name] for name in ("province", "district", "corregimiento", "age", "persons")}
        typed["sex"] = SEXES.get(normalise(row["sex"]), row["sex"])
        read, wrong = read_row(typed, load.kind if load else "", "")
        problems += [_at(row.line, p) for p in wrong]
        if load and read:
            load.rows.append(read)
    for load in loads.values():
        problems += [_at(load.line, p) for p in check_rows(load.rows, "")]
    return _compare(problems, loads)


def _places() -> dict[str, OrgUnit]:
    """Facilities by code, and the places above them."""
    held = list(Facility.objects.select_related("unit__parent__parent"))
    found = {f.code: f.unit for f in held}
    for f in held:
        for above in (f.unit.parent, f.unit.parent.parent if f.unit.parent else None):
            if above:
                found[above.code] = above
    return found


def _load_of(
    row: Cells,
    places: Mapping[str, OrgUnit],
    loads: dict[tuple[str, str, int], Load],
    context: Context,
    problems: list[Problem],
) -> Load | None:
    kind, place = KINDS.get(normalise(row["kind"])), places.get(row["place"])
    year = int(row["year"]) if row["year"].isdigit() and 2000 <= int(row["year"]) <= 2100 else None
    wrong = []
    if kind is None:
        wrong.append(("kind", broken("OD-10", value=row["kind"][:20])))
    if year is None:
        wrong.append(("year", broken("OD-06", value=row["year"])))
    if place is None:
        wrong.append(("place", broken("OD-20", value=row["place"], what="un lugar")))
    elif kind and place.kind not in PLACES[kind]:
        wrong.append(("place", broken("OD-11", kind=LABELS[kind], where=place.name)))
    elif context.by and not can(context.by, Permission.ORAL_REGISTER, place, context.at):
        wrong.append(("place", broken("OD-21", value=place.name)))
    problems += [
        Problem(p.rule, place_at(row.line, BY_FIELD[name].name), p.message, p.remedy) for name, p in wrong
    ]
    if wrong or kind is None or year is None or place is None:
        return None
    return loads.setdefault((kind, place.code, year), Load(kind, place, year, row.line))


def _at(line: int, problem: Problem) -> Problem:
    name = problem.place.rsplit(".", 1)[-1]
    column = BY_FIELD[name].name if name in BY_FIELD else ""
    return Problem(problem.rule, place_at(line, column), problem.message, problem.remedy, problem.level)


def _compare(problems: list[Problem], loads: Mapping[tuple[str, str, int], Load]) -> Plan:
    added, changed, unchanged, work = [], [], 0, []
    for (kind, code, year), load in sorted(loads.items()):
        before = in_force(kind, year, load.place)
        if {r.key: r.persons for r in before} == {r.key: r.persons for r in load.rows}:
            unchanged += len(load.rows)
            continue
        last = latest(kind, year, load.place)
        load.version = last.version if last else 0
        fields = {
            "renglones": (_count(before), _count(load.rows)),
            "personas": (_persons(before), _persons(load.rows)),
            "huella": (_digest(before), _digest(load.rows)),
        }
        (changed if before else added).append(
            Change(f"{code} {year}", f"{LABELS[kind]}: {load.place.name}", fields)
        )
        work.append(load)
    return Plan(problems, added, changed, (), unchanged, payload=work)


def _count(rows: list[PopulationRow]) -> str:
    return str(len(rows)) if rows else ""


def _persons(rows: list[PopulationRow]) -> str:
    return str(sum(r.persons for r in rows)) if rows else ""


def _digest(rows: list[PopulationRow]) -> str:
    """A short print of the rows: equal totals of different rows are told apart."""
    if not rows:
        return ""
    text = repr(sorted((r.key, r.persons) for r in rows))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def apply_population(plan: Plan, context: Context) -> None:
    """Load each as its next version."""
    source: Any = context.options.get("source", "")
    for load in plan.payload:
        actions.load_population(
            by=context.by, at=context.at, place=load.place, kind=load.kind, year=load.year, source=source,
            rows=load.rows, version=load.version,
        )  # fmt: skip
