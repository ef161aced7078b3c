"""Registering ESE from a file: what would change against the tree, and carrying it out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cauce.core.accounts.access import can, require_at_root, roots
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.text import normalise
from cauce.core.errors import Problem
from cauce.core.imports.kinds import Context
from cauce.core.imports.plan import Change, Plan
from cauce.core.imports.rules import at as place_at
from cauce.core.imports.tables import read_table
from cauce.core.organisations.bulk import place_many
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.trees import root_of

from ..actions.catalogue import set_category
from ..models import Hospital
from ..places import dane_of, divipola, municipality_area
from ..rules.hospital_file import BY_FIELD, HospitalRow, Territories, read_hospitals
from ..rules.hospitals import CATEGORIES, CHARACTERS
from ..rules.table import RULES

MODULE = "riskplans"
SAID = ("name", "municipality", "level", "character", "population", "synthetic", "origin")


@dataclass(frozen=True, slots=True)
class Work:
    """What a file says: its lines by code of the ESE, and the fields that it has."""

    lines: dict[str, list[HospitalRow]]
    fields: frozenset[str]


def may_register(user: User, at: datetime) -> bool:
    """Whether the person may register ESE in some part of the module's tree."""
    held = roots(user, Permission.IMPORT_RUN, at)
    root = root_of(MODULE) if held else None
    return root is not None and any(place.is_within(root) or root.is_within(place) for place in held)


def check(context: Context) -> None:
    """Whoever reaches no territory brings, accepts and discards nothing. Raises NotAllowed."""
    if context.by and not may_register(context.by, context.at):
        require_at_root(context.by, Permission.IMPORT_RUN, MODULE, context.at)


def plan_hospitals(content: bytes, filename: str, context: Context) -> Plan:
    """Compare the file with what is registered; each row is asked at its territory (IM-23, RP-121)."""
    check(context)
    places = territories(context)
    file = read_hospitals(read_table(content, filename), places)
    lines: dict[str, list[HospitalRow]] = {}
    for row in file.rows:
        lines.setdefault(row.code, []).append(row)
    held = _held(lines)
    problems = [*file.problems, *_misplaced(file.rows, held)]
    added, changed, unchanged = [], [], 0
    for code, rows in lines.items():
        hospital = held.get(code)
        fields = _differences(hospital, rows, file.fields)
        if hospital is None:
            fields = {BY_FIELD["territory"].name: ("", places.name(rows[0].territory)), **fields}
            added.append(Change(code, rows[0].name, fields))
        elif fields:
            changed.append(Change(code, rows[0].name, fields))
        else:
            unchanged += 1
    return Plan(problems, added, changed, (), unchanged, payload=Work(lines, file.fields))


def territories(context: Context) -> Territories:
    """The departments and districts under the root, by every name that a file may give them."""
    root = root_of(MODULE)
    found = OrgUnit.objects.filter(kind=OrgUnit.Kind.ENTITY, valid_to__isnull=True).select_related("area")
    units = list(found.below(root)) if root else []
    by, at = context.by, context.at
    dane = {unit.code: dane_of(unit) for unit in units}
    asked = {"": root} | {unit.code: unit for unit in units}
    return Territories(
        codes=_names(units) | {dane[unit.code]: unit.code for unit in units if dane[unit.code]},
        dane=dane,
        names={unit.code: unit.name for unit in units},
        towns={code: town.name for code, town in divipola().items()},
        beyond=frozenset(c for c, u in asked.items() if by and not can(by, Permission.IMPORT_RUN, u, at)),
        unranked=frozenset(
            c for c, u in asked.items() if by and not can(by, Permission.RISK_CATALOGUE, u, at)
        ),
    )


def _names(units: Iterable[OrgUnit]) -> dict[str, str]:
    """Normalised code or name → code; a name that two territories share names neither."""
    found: dict[str, set[str]] = {}
    for unit in units:
        for text in (unit.name, unit.short_name, unit.area.name if unit.area else ""):
            found.setdefault(normalise(text), set()).add(unit.code)
    names = {name: codes.pop() for name, codes in found.items() if name and len(codes) == 1}
    return names | {normalise(unit.code): unit.code for unit in units}


def _held(codes: Iterable[str]) -> dict[str, Hospital]:
    found = Hospital.objects.filter(code__in=list(codes)).select_related("unit__parent", "unit__area")
    return {hospital.code: hospital for hospital in found.prefetch_related("categories")}


def _misplaced(rows: Sequence[HospitalRow], held: dict[str, Hospital]) -> list[Problem]:
    """RP-119: the ESE is elsewhere; RP-120: the code is of something else."""
    codes = {row.code for row in rows} - set(held)
    taken = dict(OrgUnit.objects.filter(code__in=codes).values_list("code", "name"))
    problems = []
    for row in rows:
        parent = held[row.code].unit.parent if row.code in held else None
        if parent and parent.code != row.territory:
            place = place_at(row.line, BY_FIELD["territory"].name)
            problems.append(RULES["RP-119"].problem(place, territory=parent.name))
        if row.code in taken:
            place = place_at(row.line, BY_FIELD["code"].name)
            problems.append(RULES["RP-120"].problem(place, code=row.code, name=taken[row.code]))
    return problems


def _differences(
    hospital: Hospital | None, rows: list[HospitalRow], fields: frozenset[str]
) -> dict[str, tuple[str, str]]:
    """Name of the column → (before, after), for the columns that the file has, and each year's risk."""
    before = _said(hospital) if hospital else {}
    said = SAID if hospital else SAID[1:]  # a new one's name is its label
    after = {name: _shown(name, getattr(rows[0], name)) for name in said if name in fields}
    found = {
        BY_FIELD[name].name: (before.get(name, ""), text)
        for name, text in after.items()
        if before.get(name, "") != text
    }
    if hospital and hospital.unit.valid_to is not None:
        found["cierre"] = (hospital.unit.valid_to.isoformat(), "")
    risks = _risks(hospital)
    for row in rows:
        if row.year and risks.get(row.year) != (row.category, row.act):
            found[f"riesgo {row.year}"] = (
                _risk(*risks.get(row.year, ("", ""))),
                _risk(row.category, row.act),
            )
    return found


def _said(hospital: Hospital) -> dict[str, str]:
    """What is registered, as the file would say it."""
    unit = hospital.unit
    values = {
        "name": unit.name,
        "municipality": unit.area.code if unit.area else "",
        "level": hospital.level,
        "character": hospital.character,
        "population": hospital.population,
        "synthetic": hospital.synthetic,
        "origin": unit.origin,
    }
    return {name: _shown(name, value) for name, value in values.items()}


def _risks(hospital: Hospital | None) -> dict[int, tuple[str, str]]:
    return {one.year: (one.category, one.act) for one in hospital.categories.all()} if hospital else {}


def _shown(name: str, value: object) -> str:
    if name == "character":
        return dict(CHARACTERS)[str(value)]
    if name == "municipality" and value in divipola():
        return f"{value} {divipola()[str(value)].name}"
    if isinstance(value, bool):
        return "SÍ" if value else "NO"
    return "" if value is None else str(value)


def _risk(category: str, act: str) -> str:
    return f"{dict(CATEGORIES)[category]}, {act}" if category else ""


def apply_hospitals(plan: Plan, context: Context) -> None:
    """Carry out the plan. The caller holds the transaction and has checked that it is possible."""
    work: Work = plan.payload
    codes = [change.code for change in (*plan.added, *plan.changed)]
    rows = {code: work.lines[code][0] for code in codes}
    _register([rows[change.code] for change in plan.added])
    held = _held(codes)
    for change in plan.changed:
        _rewrite(held[change.code], rows[change.code], work.fields)
    for code in codes:
        if context.by:  # only a command's dry run is nobody's, and it applies nothing
            _rank(held[code], work.lines[code], context.by, context.at)


def _register(rows: list[HospitalRow]) -> None:
    """New places under their territories, each with its ESE."""
    parents = _parents(rows)
    areas = {code: municipality_area(code) for code in sorted({row.municipality for row in rows})}
    units = place_many(
        OrgUnit(
            kind=OrgUnit.Kind.UNIT, code=row.code, name=row.name, parent=parents[row.territory],
            area=areas[row.municipality], synthetic=row.synthetic, origin=row.origin,
        )
        for row in rows
    )  # fmt: skip
    Hospital.objects.bulk_create(
        Hospital(
            unit=unit, code=row.code, level=row.level, character=row.character, population=row.population,
            synthetic=row.synthetic,
        )
        for unit, row in zip(units, rows, strict=True)
    )  # fmt: skip


def _parents(rows: list[HospitalRow]) -> dict[str, OrgUnit]:
    """The territories by code; the districts that the file needs and are not there are made under the root."""
    wanted = {row.territory: row for row in rows}
    found = {unit.code: unit for unit in OrgUnit.objects.filter(code__in=wanted)}
    missing = {code: row for code, row in wanted.items() if code not in found}
    root = root_of(MODULE) if missing else None
    areas = {code: municipality_area(row.municipality) for code, row in missing.items()}
    made = place_many(
        OrgUnit(
            kind=OrgUnit.Kind.ENTITY, code=code, name=f"{areas[code].name} (distrito)", parent=root,
            area=areas[code], synthetic=row.synthetic, origin=row.origin,
        )
        for code, row in missing.items()
    )  # fmt: skip
    return found | {unit.code: unit for unit in made}


def _rewrite(hospital: Hospital, row: HospitalRow, fields: frozenset[str]) -> None:
    """Change what the file says of a registered ESE; the columns that it lacks stay."""
    unit = hospital.unit
    unit.name, unit.area, unit.valid_to = row.name, municipality_area(row.municipality), None
    hospital.level, hospital.character = row.level, row.character
    if "population" in fields:
        hospital.population = row.population
    if "synthetic" in fields:
        hospital.synthetic = unit.synthetic = row.synthetic
    if "origin" in fields:
        unit.origin = row.origin
    unit.save(update_fields=["name", "area", "valid_to", "synthetic", "origin"])
    hospital.save(update_fields=["level", "character", "population", "synthetic"])


def _rank(hospital: Hospital, rows: list[HospitalRow], by: User, at: datetime) -> None:
    """Set each year's category by its action, where it changes."""
    held = _risks(hospital)
    for row in rows:
        if row.year and held.get(row.year) != (row.category, row.act):
            set_category(
                by=by, at=at, hospital=hospital, year=row.year, category=row.category, act=row.act
            )  # fmt: skip
