"""The map's geometry: the part of the country shown, and what is drawn where. Pure.

A flat projection (longitude shrunk by the cosine of the middle latitude) keeps shapes right at a
country's size and lets the picture show exactly the part where something is drawn.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, radians
from statistics import fmean

WIDTH = 860
HEIGHTS = (380, 620)
CELLS = 32  # places told apart from south to north; nearer ones are drawn as one
OFFERS, NEEDS, UNMET = "Ofrece", "Requiere", "Faltante sin atender"


@dataclass(frozen=True, slots=True)
class Spot:
    """A unit on the map: what it does there and for how many patients a month."""

    role: str
    lat: float
    lon: float
    patients: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """Patients a month from the unit that requires to the unit that offers."""

    lat: float
    lon: float
    to_lat: float
    to_lon: float
    patients: int


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the world shown, in degrees, and the picture's height in pixels."""

    south: float
    north: float
    west: float
    east: float
    height: int

    @property
    def shrink(self) -> float:
        return cos(radians((self.south + self.north) / 2))

    def holds(self, lat: float, lon: float) -> bool:
        return self.south < lat < self.north and self.west < lon < self.east


def frame_of(points: Sequence[tuple[float, float]]) -> Frame:
    """The frame around (lat, lon) points: a margin, never less than a degree and a half, a pleasant shape."""
    south, north = min(p[0] for p in points), max(p[0] for p in points)
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    margin = max(0.07 * max(north - south, east - west), 0.35)
    south, north, west, east = south - margin, north + margin, west - margin, east + margin
    south, north = _at_least(south, north, 1.5)
    west, east = _at_least(west, east, 1.5)
    shrink = cos(radians((south + north) / 2))
    ratio = (north - south) / ((east - west) * shrink)
    lowest, highest = (height / WIDTH for height in HEIGHTS)
    if ratio < lowest:
        south, north = _at_least(south, north, lowest * (east - west) * shrink)
    if ratio > highest:
        west, east = _at_least(west, east, (north - south) / highest / shrink)
    ratio = (north - south) / ((east - west) * shrink)
    return Frame(south, north, west, east, round(WIDTH * ratio))


def merged(
    spots: Sequence[Spot], arrows: Sequence[Arrow], frame: Frame
) -> tuple[list[Spot], list[Arrow], int]:
    """Units too near each other to tell apart become one, at their middle; flows likewise.

    Returns spots, arrows, and the patients a month of flows that stay within one such place (a flow
    of no length cannot be drawn).
    """
    cell = (frame.north - frame.south) / CELLS

    def cell_of(lat: float, lon: float) -> tuple[int, int]:
        return round(lat / cell), round(lon * frame.shrink / cell)

    places: defaultdict[tuple[int, int], set[tuple[float, float]]] = defaultdict(set)
    ends = [(a.lat, a.lon) for a in arrows] + [(a.to_lat, a.to_lon) for a in arrows]
    for point in [*ends, *((s.lat, s.lon) for s in spots)]:
        places[cell_of(*point)].add(point)
    middle = {c: (fmean(p[0] for p in ps), fmean(p[1] for p in ps)) for c, ps in places.items()}
    sizes, widths = Counter[tuple](), Counter[tuple]()
    for spot in spots:
        sizes[spot.role, cell_of(spot.lat, spot.lon)] += spot.patients
    for arrow in arrows:
        widths[cell_of(arrow.lat, arrow.lon), cell_of(arrow.to_lat, arrow.to_lon)] += arrow.patients
    within = sum(patients for (start, end), patients in widths.items() if start == end)
    flows = [
        Arrow(*middle[start], *middle[end], patients)
        for (start, end), patients in widths.items()
        if start != end
    ]
    return [Spot(role, *middle[c], n) for (role, c), n in sizes.items()], flows, within


def apart(spots: Sequence[Spot], frame: Frame) -> list[Spot]:
    """Marks of one place side by side, so that none hides another."""
    crowd = Counter((s.lat, s.lon) for s in spots)
    pixel = (frame.north - frame.south) / frame.height
    return [
        replace(s, lat=s.lat + up * pixel, lon=s.lon + right * pixel / frame.shrink)
        if crowd[s.lat, s.lon] > 1
        else s
        for s in spots
        for right, up in [_SHIFT[s.role]]
    ]


_SHIFT = {OFFERS: (-6, -3), NEEDS: (6, -3), UNMET: (0, 7)}  # pixels


def legible(labels: Sequence[Label], frame: Frame) -> list[Label]:
    """Labels inside the frame, without those that would lie on one already placed."""
    pixel = (frame.north - frame.south) / frame.height
    placed: list[tuple[float, float, float]] = []
    shown = []
    for label in labels:
        if not frame.holds(label.lat, label.lon):
            continue
        x, y, half = label.lon * frame.shrink / pixel, label.lat / pixel, 3.2 * len(label.text)
        if all(abs(x - px) > half + other or abs(y - py) > 13 for px, py, other in placed):
            placed.append((x, y, half))
            shown.append(label)
    return shown


def _at_least(low: float, high: float, span: float) -> tuple[float, float]:
    missing = max(0.0, span - (high - low)) / 2
    return low - missing, high + missing
