"""Mexico's states and municipalities, from the reference data."""

from cauce.reference_data.files import GEOGRAPHY, read_csv, read_origin

from .models import Area, AreaPopulation

SYSTEM = "INEGI"
CENTRES = {
    "unidades": "Media de las unidades conocidas",
    "ciudad": "Posición aproximada de la ciudad",
    "sintético": "Punto sintético para demostración",
    "aproximado": "Media de sus municipios",
}


def load_mexico() -> int:
    """States and municipalities with population and approximate centres; returns how many, 0 when they are there."""
    if Area.objects.filter(system=SYSTEM).exists():
        return 0
    rows = read_csv(GEOGRAPHY / "areas.csv")
    states = Area.objects.bulk_create([_area(r, None) for r in rows if r["kind"] == "state"])
    by_code = {area.code: area for area in states}
    rest = [_area(r, by_code[r["parent"]]) for r in rows if r["kind"] == "municipality"]
    areas = [*states, *Area.objects.bulk_create(rest, batch_size=500)]
    people = {r["code"]: int(r["population"]) for r in rows}
    origin = read_origin(GEOGRAPHY)
    AreaPopulation.objects.bulk_create(
        [
            AreaPopulation(
                area=a, year=origin["population_year"], persons=people[a.code], source=origin["short"]
            )
            for a in areas
        ],
        batch_size=500,
    )
    return len(areas)


def _area(row: dict[str, str], parent: Area | None) -> Area:
    return Area(
        system=SYSTEM,
        code=row["code"],
        kind=row["kind"],
        name=row["name"],
        parent=parent,
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        centre_is_approximate=True,
        origin=CENTRES[row["centre"]],
    )
