"""Write synthetic.csv: invented units of every institution and state, by fixed seed.

    python -m cauce.reference_data.build.synthetic_units

About 2,500 for the demo; `units(scale=12.5)` makes some 30,000 for benchmarks. A synthetic CLUES
has a number from 900001 on, which no known real unit has. One in forty has no coordinates, so
that the municipality's centre must stand in, as with the real ones.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator

import yaml

from ..files import GEOGRAPHY, UNITS, read_csv
from .real_units import blank_row, write

ORIGIN = "Unidad sintética para demostración"
FIRST_NUMBER = 900_001
WITHOUT_COORDINATES = 1 / 40
DISTRICTS = (
    "Centro", "Norte", "Sur", "Oriente", "Poniente", "Las Flores", "El Mirador", "La Loma", "Los Pinos",
    "San José", "Santa María", "La Esperanza", "El Carmen", "Guadalupe", "Benito Juárez", "Morelos",
    "Emiliano Zapata", "Lázaro Cárdenas", "Revolución", "Independencia", "Las Palmas", "El Porvenir",
    "La Unión", "Vista Hermosa", "Buenavista", "San Antonio", "San Miguel", "Santa Cruz", "Los Álamos",
    "El Progreso",
)  # fmt: skip


def institutions() -> list[dict]:
    """The open catalogue of institutions, with what the generator needs of each."""
    return yaml.safe_load((UNITS / "instituciones.yaml").read_text("utf-8"))


def units(scale: float = 1.0) -> list[dict[str, str]]:
    """Synthetic units, `scale` times as many as the demo's, in a fixed order."""
    real = Counter((row["institution"], row["state"]) for row in read_csv(UNITS / "real.csv"))
    states, municipalities = _areas()
    found = []
    for institution in institutions():
        for code, state in states.items():
            if code not in institution.get("states", states):
                continue
            count = (
                _how_many(institution, code, int(state["population"]), scale)
                - real[institution["code"], code]
            )
            found += _units_of(institution, state, municipalities[code], max(count, 0))
    return found


def _areas() -> tuple[dict[str, dict], dict[str, list[dict]]]:
    states, municipalities = {}, defaultdict(list)
    for row in read_csv(GEOGRAPHY / "areas.csv"):
        if row["kind"] == "state":
            states[row["code"]] = row
        else:
            municipalities[row["parent"]].append(row)
    return states, municipalities


def _how_many(institution: dict, state: str, people: int, scale: float) -> int:
    if state in institution.get("totals", {}):
        return institution["totals"][state]
    wanted = institution["share"] * people / 100_000
    return round(scale * min(max(wanted, institution["least"]), institution["most"]))


def _units_of(institution: dict, state: dict, places: list[dict], count: int) -> Iterator[dict[str, str]]:
    chance = random.Random(f"unidades {institution['code']} {state['code']}")
    weights = [int(place["population"]) ** 0.8 for place in places]
    names: set[str] = set()
    for n in range(count):
        kind = _kind(institution["kinds"], chance, first=n == 0 and count > 4)
        place = chance.choices(places, weights)[0]
        name = _name(kind, place["name"], n, names, chance)
        latitude, longitude = _position(place, chance)
        yield blank_row(
            institution=institution["code"],
            state=state["code"],
            clues=f"{state['clues']}{institution['clues']}{FIRST_NUMBER + n:06}",
            name=name,
            level=str(kind["level"]),
            unit_type=kind["type"],
            locality=place["name"],
            municipality=place["code"],
            latitude=latitude,
            longitude=longitude,
            synthetic="sí",
            origin=ORIGIN,
        )


def _kind(kinds: list[dict], chance: random.Random, *, first: bool) -> dict:
    """A kind by weight; the first unit of an entity is a hospital, so that there is where to refer."""
    eligible = [kind for kind in kinds if kind["level"] >= 2] if first else kinds
    return chance.choices(eligible or kinds, [kind["weight"] for kind in eligible or kinds])[0]


def _name(kind: dict, place: str, n: int, taken: set[str], chance: random.Random) -> str:
    if kind["numbered"] == "only":
        name = f"{kind['name']} {n + 1:02}"
    elif kind["numbered"]:
        name = f"{kind['name']} {901 + n} {place}"
    else:
        name = f"{kind['name']} {place}"
        if name in taken:
            name = f"{name} {chance.choice(DISTRICTS)}"
        number = 2
        while name in taken:
            name, number = f"{kind['name']} {place} {number}", number + 1
    taken.add(name)
    return name


def _position(place: dict, chance: random.Random) -> tuple[str, str]:
    east, north, missing = chance.gauss(0, 0.04), chance.gauss(0, 0.04), chance.random()
    if missing < WITHOUT_COORDINATES:
        return "", ""
    return f"{float(place['latitude']) + north:.5f}", f"{float(place['longitude']) + east:.5f}"


if __name__ == "__main__":
    write("synthetic.csv", units())
