"""Write areas.csv: states and municipalities with population and approximate centres.

    python -m cauce.reference_data.build.geography

The sources hold no coordinates of areas. A municipality's centre is the mean of its known units,
else its city's well-known position, else a synthetic point between cities of its state (a mean of
points of the state's outline stays on land far more often than an offset from one centre).
"""

import csv
import json
import random
from collections import defaultdict
from statistics import fmean

from ..files import GEOGRAPHY, UNITS, read_csv
from .real_units import by_municipality

HEADER = ("code", "kind", "parent", "name", "short", "clues", "population", "latitude", "longitude", "centre")
Point = tuple[float, float]


def main() -> None:
    """Write the file."""
    with (GEOGRAPHY / "areas.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())


def rows() -> list[dict]:
    """States first, then municipalities, by code."""
    municipalities = read_csv(GEOGRAPHY / "inegi_municipios.csv")
    cities = {r["cvegeo"]: _point(r) for r in read_csv(GEOGRAPHY / "ciudades.csv")}
    known = _centres_of_units()
    found = [_municipality(row, cities, known) for row in municipalities]
    return [*_states(found, municipalities), *found]


def _point(row: dict[str, str]) -> Point:
    return float(row["latitude"]), float(row["longitude"])


def _centres_of_units() -> dict[str, Point]:
    found = by_municipality(read_csv(UNITS / "real.csv"))
    return {
        code: (fmean(p[0] for p in points), fmean(p[1] for p in points)) for code, points in found.items()
    }


def _municipality(row: dict[str, str], cities: dict[str, Point], known: dict[str, Point]) -> dict:
    code = row["cvegeo"]
    point, how = _centre(code, cities, known)
    return {
        "code": code,
        "kind": "municipality",
        "parent": row["cve_ent"],
        "name": row["municipio"],
        "short": "",
        "clues": "",
        "population": row["poblacion_total"],
        "latitude": f"{point[0]:.4f}",
        "longitude": f"{point[1]:.4f}",
        "centre": how,
    }


def _centre(code: str, cities: dict[str, Point], known: dict[str, Point]) -> tuple[Point, str]:
    if code in known:
        return known[code], "unidades"
    if code in cities:
        return cities[code], "ciudad"
    anchors = [point for city, point in sorted(cities.items()) if city[:2] == code[:2]]
    chance = random.Random(f"centro {code}")
    shares = [chance.random() ** 3 for _ in anchors]
    total = sum(shares)
    latitude, longitude = (
        sum(share * anchor[axis] for share, anchor in zip(shares, anchors, strict=True)) / total
        for axis in (0, 1)
    )
    return (latitude + chance.uniform(-0.06, 0.06), longitude + chance.uniform(-0.06, 0.06)), "sintético"


def _states(found: list[dict], municipalities: list[dict[str, str]]) -> list[dict]:
    """A state's centre is the mean of its municipalities', weighted by people."""
    letters = {s["clave_inegi"]: s for s in json.loads((GEOGRAPHY / "inegi_states.json").read_text("utf-8"))}
    names = {row["cve_ent"]: row["entidad"] for row in municipalities}
    members = defaultdict(list)
    for row in found:
        members[row["parent"]].append(row)
    return [_state(code, names[code], letters[code], members[code]) for code in sorted(names)]


def _state(code: str, name: str, letters: dict, members: list[dict]) -> dict:
    people = sum(int(row["population"]) for row in members)
    latitude, longitude = (
        sum(float(row[axis]) * int(row["population"]) for row in members) / people
        for axis in ("latitude", "longitude")
    )
    return {
        "code": code,
        "kind": "state",
        "parent": "",
        "name": name,
        "short": letters["abbreviation"],
        "clues": letters["code"],
        "population": people,
        "latitude": f"{latitude:.4f}",
        "longitude": f"{longitude:.4f}",
        "centre": "aproximado",
    }


if __name__ == "__main__":
    main()
