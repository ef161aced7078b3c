"""Areas, the sector's tree and its medical units, from the reference data."""

from cauce.core.audit.log import record
from cauce.core.organisations.actions import place_under
from cauce.core.organisations.bulk import add_codes, place_many
from cauce.core.organisations.geography import SYSTEM, load_mexico
from cauce.core.organisations.models import Area, Contact, OrgUnit
from cauce.reference_data.build.synthetic_units import institutions
from cauce.reference_data.files import GEOGRAPHY, UNITS, read_csv

from .scene import Scene


def seed_areas(scene: Scene) -> None:
    """States and municipalities; nothing when they are there."""
    if count := load_mexico():
        scene.say(f"{count:,} entidades federativas y municipios")


def seed_tree(scene: Scene) -> None:
    """The sector, its institutions with a contact, and one entity per institution and state."""
    scene.sector = OrgUnit.objects.filter(code="SECTOR").first() or place_under(
        OrgUnit(kind=OrgUnit.Kind.SECTOR, code="SECTOR", name="Sector salud", country="MX")
    )
    for row in institutions():
        scene.institutions[row["code"]] = _institution(scene.sector, row)
    pairs = {(r["institution"], r["state"]) for r in _unit_rows()}
    # Another country's departments are entities too; they are not this sector's.
    mine = OrgUnit.objects.filter(kind=OrgUnit.Kind.ENTITY, path__startswith=scene.sector.path)
    known = {u.code: u for u in mine}
    states = {r["code"]: r for r in read_csv(GEOGRAPHY / "areas.csv") if r["kind"] == "state"}
    areas = {a.code: a for a in Area.objects.filter(system=SYSTEM, kind=Area.Kind.STATE)}
    missing = [
        _entity(scene.institutions[institution], states[state], areas[state])
        for institution, state in sorted(pairs)
        if f"{institution}-{state}" not in known
    ]
    scene.entities = known | {u.code: u for u in place_many(missing)}


def _institution(sector: OrgUnit, row: dict) -> OrgUnit:
    unit = OrgUnit.objects.filter(code=row["code"]).first()
    if unit is None:
        unit = place_under(
            OrgUnit(
                kind=OrgUnit.Kind.INSTITUTION,
                code=row["code"],
                name=row["name"],
                short_name=row["short_name"],
                parent=sector,
            )
        )
        Contact.objects.create(
            unit=unit,
            department=f"Coordinación de intercambio de servicios · {row['short_name']} (demostración)",
            email=f"intercambio.{row['code'].lower()}@example.org",
            telephone="55 0000 0000",
            hours="Lunes a viernes, de 9 a 18 horas",
        )
    return unit


def _entity(institution: OrgUnit, state: dict[str, str], area: Area) -> OrgUnit:
    return OrgUnit(
        kind=OrgUnit.Kind.ENTITY,
        code=f"{institution.code}-{state['code']}",
        name=f"{institution.short_name} {state['name']}",
        short_name=f"{institution.short_name} {state['short']}",
        parent=institution,
        area=area,
    )


def seed_units(scene: Scene) -> None:
    """The real units and the synthetic ones, each saying which it is."""
    rows = _unit_rows()
    if OrgUnit.objects.filter(kind=OrgUnit.Kind.UNIT).exists():
        return
    areas = {a.code: a for a in Area.objects.filter(system=SYSTEM, kind=Area.Kind.MUNICIPALITY)}
    units = place_many(_unit(row, scene.entities, areas) for row in rows)
    by_code = {unit.code: unit for unit in units}
    codes = [(by_code[row["clues"]], "CLUES", row["clues"]) for row in rows]
    for row in rows:
        if row["other_codes"]:
            system, _, value = row["other_codes"].partition(":")
            codes.append((by_code[row["clues"]], system, value))
    add_codes(codes)
    real = sum(not row["synthetic"] for row in rows)
    data = {"units": len(rows), "real": real, "synthetic": len(rows) - real}
    record(action="demo.units", by=scene.admin, at=scene.at, place=scene.sector, data=data)
    scene.say(f"{real:,} unidades reales y {len(rows) - real:,} sintéticas")


def _unit_rows() -> list[dict[str, str]]:
    return [*read_csv(UNITS / "real.csv"), *read_csv(UNITS / "synthetic.csv")]


def _unit(row: dict[str, str], entities: dict[str, OrgUnit], areas: dict[str, Area]) -> OrgUnit:
    return OrgUnit(
        kind=OrgUnit.Kind.UNIT,
        code=row["clues"],
        name=row["name"],
        parent=entities[f"{row['institution']}-{row['state']}"],
        care_level=int(row["level"]),
        unit_type=row["unit_type"],
        locality=row["locality"],
        area=areas[row["municipality"]],
        latitude=float(row["latitude"]) if row["latitude"] else None,
        longitude=float(row["longitude"]) if row["longitude"] else None,
        synthetic=bool(row["synthetic"]),
        origin=row["origin"],
    )
