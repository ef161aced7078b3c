"""The exchange problem solved by trying everything, to check the real solver against.

On purpose nothing is shared with it: no flow, no numpy, and another formula for the distance.
"""

from functools import cache
from math import asin, cos, dist, pi, sin


def km_between(a, b) -> float:
    """Great-circle km from the straight chord between the two points of a sphere."""
    return 2 * 6371.0088 * asin(min(1.0, dist(_on_sphere(a), _on_sphere(b)) / 2))


def _on_sphere(line) -> tuple[float, float, float]:
    lat, lon = line.lat * pi / 180, line.lon * pi / 180
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def allowed(supply, demand, max_km, same_institution) -> bool:
    if supply.product != demand.product:
        return False
    if supply.institution == demand.institution and not same_institution:
        return False
    return km_between(supply, demand) <= max_km + 1e-6


def best(supply, demand, max_km, same_institution=False, never=()) -> tuple[int, int]:
    """(most patients served, fewest patient-tenths-of-km for that many)."""
    pairs = [
        (i, j, round(km_between(s, d) * 10))
        for i, s in enumerate(supply)
        for j, d in enumerate(demand)
        if allowed(s, d, max_km, same_institution) and (s.id, d.id) not in never
    ]

    @cache
    def rest(position, surplus, shortage):
        if position == len(pairs):
            return 0, 0
        i, j, tenths = pairs[position]
        options = []
        for patients in range(min(surplus[i], shortage[j]) + 1):
            served, cost = rest(position + 1, _less(surplus, i, patients), _less(shortage, j, patients))
            options.append((served + patients, cost - patients * tenths))
        return max(options)

    served, cost = rest(0, tuple(s.patients for s in supply), tuple(d.patients for d in demand))
    return served, -cost


def _less(amounts, position, patients):
    return (*amounts[:position], amounts[position] - patients, *amounts[position + 1 :])
