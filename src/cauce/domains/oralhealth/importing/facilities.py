"""Facilities from a file: what would change against those registered, asked region by region, and carrying it out."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from cauce.core.accounts.access import can, require_at_root, roots, within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.text import normalise
from cauce.core.errors import Problem
from cauce.core.imports.kinds import Context
from cauce.core.imports.plan import Change, Plan
from cauce.core.imports.rules import at as place_at
from cauce.core.imports.tables import read_table
from cauce.core.organisations.bulk import BATCH, codes_in_use
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.trees import root_of

from ..facilities import add_facilities, profile_of, unit_of
from ..freshness import moved
from ..models import Facility
from ..queries.dimensions import provinces
from ..rules.registers import broken
from .facility_rows import BY_FIELD, Country, FacilityFile, FacilityRow, read_facilities

MODULE = "oralhealth"
PREFIX = "region de salud de "  # as people leave it out
# field of the file → attribute of the profile, or of its unit
PROFILE = {
    "institution": "institution",
    "hospital": "is_hospital",
    "sedation": "can_sedate",
    "network": "has_network",
}
UNIT = {"name": "name", "synthetic": "synthetic", "origin": "origin"}


def may_import(user: User, at: datetime) -> bool:
    """Whether the person may bring facilities somewhere in the country."""
    held = roots(user, Permission.IMPORT_RUN, at)
    top = root_of(MODULE) if held else None
    return top is not None and any(place.is_within(top) for place in held)


def check_facilities(context: Context) -> None:
    """Facilities stand under health regions: whoever reaches none brings, accepts and discards none."""
    if context.by is None:
        return
    one = within(_regions(), context.by, Permission.IMPORT_RUN, context.at).first()
    if one is None:
        require_at_root(context.by, Permission.IMPORT_RUN, MODULE, context.at)


def plan_facilities(content: bytes, filename: str, context: Context) -> Plan:
    """Read the file and compare it with what is registered; writes nothing."""
    check_facilities(context)

    def reaches(place: OrgUnit) -> bool:
        return context.by is None or can(context.by, Permission.IMPORT_RUN, place, context.at)

    file = read_facilities(read_table(content, filename), country(reaches))
    known = {f.code: f for f in Facility.objects.select_related("unit__parent")}
    problems = [*file.problems, *_elsewhere(file, known)]
    added, changed, unchanged = [], [], 0
    for row in file.rows:
        held = known.get(row.code)
        if held is None:
            added.append(Change(row.code, row.name, _told(row)))
        elif fields := _differences(held, row, file.fields):
            changed.append(Change(row.code, row.name, fields))
        else:
            unchanged += 1
    return Plan(problems, added, changed, (), unchanged, payload=file)


def _regions() -> Any:
    top = root_of(MODULE)
    found = OrgUnit.objects.filter(kind=OrgUnit.Kind.REGION, valid_to__isnull=True)
    return found.below(top) if top else found.none()


def country(reaches: Callable[[OrgUnit], bool]) -> Country:
    """The regions and provinces that the system knows; a name that two regions share names neither."""
    regions = list(_regions())
    names = [(text, unit.code) for unit in regions for text in _names(unit)]
    told = Counter(text for text, _code in names)
    return Country(
        regions={text: code for text, code in names if told[text] == 1},
        provinces={code: row["name"] for code, row in provinces().items()},
        beyond=frozenset(unit.code for unit in regions if not reaches(unit)),
    )


def _names(region: OrgUnit) -> set[str]:
    full = {normalise(text) for text in (region.code, region.name, region.short_name) if text}
    return full | {text.removeprefix(PREFIX) for text in full}


def _elsewhere(file: FacilityFile, known: dict[str, Facility]) -> list[Problem]:
    """A facility that hangs from another region (OD-32); a code that is some other place's (OD-33)."""
    taken = codes_in_use(row.code for row in file.rows if row.code not in known)
    problems = []
    for row in file.rows:
        held = known.get(row.code)
        region = held.unit.parent if held else None
        if held and (region is None or region.code != row.region):
            where = place_at(row.line, BY_FIELD["region"].name)
            problems.append(broken("OD-32", where, region=region.name if region else "—"))
        elif row.code in taken:
            where = place_at(row.line, BY_FIELD["code"].name)
            problems.append(broken("OD-33", where, value=row.code))
    return problems


def _told(row: FacilityRow) -> dict[str, tuple[str, str]]:
    """What a new facility would be: also what its code says, for who reviews."""
    province, district, corregimiento = row.area
    name = provinces().get(province, {}).get("name", "")
    where = f"provincia {province} {name}".strip()
    told = {"según el código": f"{where}, distrito {district}, corregimiento {corregimiento}"}
    told |= {BY_FIELD[field].name: _shown(getattr(row, field)) for field in ("region", *PROFILE)}
    return {label: ("", text) for label, text in told.items()}


def _differences(held: Facility, row: FacilityRow, fields: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Name of the column → (before, after), for the columns that the file has."""
    found = {}
    for owner, names in ((held.unit, UNIT), (held, PROFILE)):
        for field, attribute in names.items():
            before, after = getattr(owner, attribute), getattr(row, field)
            if field in fields and before != after:
                found[BY_FIELD[field].name] = (_shown(before), _shown(after))
    if held.unit.valid_to is not None:
        found["cierre"] = (held.unit.valid_to.isoformat(), "")
    return found


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "SÍ" if value else "NO"
    return str(value)


def apply_facilities(plan: Plan, _context: Context) -> None:
    """Carry out the plan. The caller holds the transaction and has checked that it is possible."""
    file: FacilityFile = plan.payload
    rows = {row.code: row for row in file.rows}
    regions = {unit.code: unit for unit in _regions()}
    add_facilities(_new(rows[change.code], regions) for change in plan.added)
    _update([rows[change.code] for change in plan.changed], file.fields)


def _new(row: FacilityRow, regions: dict[str, OrgUnit]) -> Facility:
    unit = unit_of(
        row.code, row.name, regions[row.region], **{UNIT[f]: getattr(row, f) for f in ("synthetic", "origin")}
    )
    return profile_of(unit, **{attribute: getattr(row, field) for field, attribute in PROFILE.items()})


def _update(rows: list[FacilityRow], fields: frozenset[str]) -> None:
    """Each changed facility with what the file has of it; one that had closed is open again."""
    held = {f.code: f for f in Facility.objects.select_related("unit")}
    for row in rows:
        one = held[row.code]
        for owner, names in ((one.unit, UNIT), (one, PROFILE)):
            for field in fields & names.keys():
                setattr(owner, names[field], getattr(row, field))
        one.unit.valid_to = None
    changed = [held[row.code] for row in rows]
    OrgUnit.objects.bulk_update([f.unit for f in changed], [*UNIT.values(), "valid_to"], batch_size=BATCH)
    Facility.objects.bulk_update(changed, list(PROFILE.values()), batch_size=BATCH)
    if changed:
        moved()
