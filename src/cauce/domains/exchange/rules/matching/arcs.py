"""Which surplus may serve which shortage, and at what distance."""

from dataclasses import dataclass

import numpy as np

from .geo import KM_PER_DEGREE_OF_LATITUDE, TOLERANCE_KM, decikm, distance_km, in_range
from .model import MAX_PAIRS, Options
from .nodes import Side

#: Pairs whose distances are computed at once: 16 MB a column of doubles.
BLOCK_PAIRS = 2_000_000


@dataclass(frozen=True, slots=True)
class Arcs:
    """Allowed pairs of one product. Positions count from the product's first node of each side."""

    supply: np.ndarray
    demand: np.ndarray
    decikm: np.ndarray

    def only(self, kept: np.ndarray) -> "Arcs":
        """The pairs of a mask."""
        return Arcs(self.supply[kept], self.demand[kept], self.decikm[kept])


class TooMany(Exception):
    """More than MAX_PAIRS; `solve` says of which product."""


def arcs(supply: Side, demand: Side, s: slice, d: slice, options: Options) -> Arcs:
    """Every pair of the slices between allowed parties and within the limit."""
    rows = max(1, BLOCK_PAIRS // max(1, s.stop - s.start))
    parts, total = [], 0
    for start in range(d.start, d.stop, rows):
        part = _block(supply, demand, s, slice(start, min(start + rows, d.stop)), options)
        part.demand[:] += start - d.start
        total += len(part.demand)
        if total > MAX_PAIRS:
            raise TooMany
        parts.append(part)
    return Arcs(*(np.concatenate(columns) for columns in zip(*map(_fields, parts), strict=True)))


def without_partner(supply: Side, demand: Side, s: slice, d: slice, options: Options) -> np.ndarray:
    """Per shortage, whether no surplus of the product is in a party it may be matched with."""
    kind = "unit" if options.same_institution else "institution"
    theirs, ours = getattr(supply, kind)[s], getattr(demand, kind)[d]
    values, counts = np.unique(theirs[theirs >= 0], return_counts=True)
    own = np.zeros(len(ours), dtype=np.int64)
    if len(values):
        place = np.minimum(np.searchsorted(values, ours), len(values) - 1)
        own = np.where(values[place] == ours, counts[place], 0)
    return own == len(theirs)


def _block(supply: Side, demand: Side, s: slice, d: slice, options: Options) -> Arcs:
    near, offset = _band(supply.lat[s], demand.lat[d], options.max_km)
    near = slice(s.start + near.start, s.start + near.stop)
    km = distance_km(supply.lat[near], supply.lon[near], demand.lat[d][:, None], demand.lon[d][:, None])
    allowed = in_range(km, options.max_km) & _parties(supply, demand, near, d, options)
    to, origin = np.nonzero(allowed)
    return Arcs(supply=origin + offset, demand=to, decikm=decikm(km[to, origin]))


def _band(supply_lat: np.ndarray, demand_lat: np.ndarray, max_km: float) -> tuple[slice, int]:
    """The surpluses (sorted by latitude) that can be near any of these shortages at all."""
    reach = (max_km + TOLERANCE_KM) / KM_PER_DEGREE_OF_LATITUDE + 1e-9
    start = int(np.searchsorted(supply_lat, demand_lat[0] - reach, side="left"))
    stop = int(np.searchsorted(supply_lat, demand_lat[-1] + reach, side="right"))
    return slice(start, stop), start


def _parties(supply: Side, demand: Side, s: slice, d: slice, options: Options) -> np.ndarray:
    other_unit = (supply.unit[s] != demand.unit[d][:, None]) | (supply.unit[s] < 0)
    if options.same_institution:
        return other_unit
    return other_unit & (supply.institution[s] != demand.institution[d][:, None])


def _fields(part: Arcs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return part.supply, part.demand, part.decikm
