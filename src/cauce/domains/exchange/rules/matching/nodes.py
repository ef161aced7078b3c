"""From declared lines to the solver's nodes.

Lines of one product, institution, unit and place are interchangeable, so they become one node:
fewer pairs to price, the same optimum. Lines named in a forbidden pair are not, and stand apart.
The order is the data's own (product, latitude, …, id), never the input's, so the answer does not
depend on how a file happened to be sorted; latitude first lets `arcs` look only at a band around
each place.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

import numpy as np

from .model import Id, Line


@dataclass(frozen=True, slots=True)
class Side:
    """One side's lines and nodes as columns.

    Per line: `ids`, `left` (patients still free) and `node`. Per node: the rest. Product,
    institution and unit are codes shared by both sides; unit −1 means none was given.
    """

    ids: list[Id]
    left: np.ndarray
    node: np.ndarray
    first_line: np.ndarray  # of each node, plus the end: node n has lines first_line[n:n+2]
    product: np.ndarray
    institution: np.ndarray
    unit: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    patients: np.ndarray

    def node_of(self) -> dict[str, int]:
        """Each line's node, by its id as text."""
        return {str(line_id): node for line_id, node in zip(self.ids, self.node.tolist(), strict=True)}

    def of_product(self, code: int) -> slice:
        start, stop = np.searchsorted(self.product, [code, code + 1])
        return slice(int(start), int(stop))


def codes(values: Iterable[Id]) -> dict[str, int]:
    """Numbers the distinct values in alphabetical order. 7 and "7" are the same value."""
    return {text: code for code, text in enumerate(sorted({str(value) for value in values}))}


def side(
    lines: list[Line], left: list[int], names: Mapping[str, Mapping[str, int]], apart: Set[str] = frozenset()
) -> Side:
    """Sorts and groups `lines`, of which `left` patients are free; `names` holds the three codes.

    `apart`: ids (as text) of lines that are not grouped with others.
    """
    keys = _columns(lines, names, apart)
    order = np.lexsort(tuple(reversed(keys)))
    keys = [column[order] for column in keys]
    starts = _group_starts(keys[:-1])
    first = np.flatnonzero(starts)
    free = np.asarray(left, dtype=np.int64)[order]
    product, lat, lon, institution, unit = (column[first] for column in keys[:5])
    return Side(
        ids=[lines[i].id for i in order],
        left=free,
        node=np.cumsum(starts) - 1,
        first_line=np.append(first, len(lines)),
        product=product,
        institution=institution,
        unit=unit,
        lat=lat,
        lon=lon,
        patients=np.add.reduceat(free, first) if len(first) else free,
    )


def _columns(lines: list[Line], names: Mapping[str, Mapping[str, int]], apart: Set[str]) -> list[np.ndarray]:
    rank = {text: n for n, text in enumerate(sorted({str(line.id) for line in lines}))}
    units = names["unit"]
    return [
        np.array([names["product"][str(line.product)] for line in lines], dtype=np.int64),
        # Adding zero turns −0.0 into 0.0, which is the same place.
        np.array([line.lat for line in lines], dtype=np.float64) + 0.0,
        np.array([line.lon for line in lines], dtype=np.float64) + 0.0,
        np.array([names["institution"][str(line.institution)] for line in lines], dtype=np.int64),
        np.array([-1 if line.unit == "" else units[str(line.unit)] for line in lines], dtype=np.int64),
        np.array([rank[str(line.id)] if str(line.id) in apart else -1 for line in lines], dtype=np.int64),
        np.array([rank[str(line.id)] for line in lines], dtype=np.int64),
    ]


def _group_starts(keys: list[np.ndarray]) -> np.ndarray:
    starts = np.ones(len(keys[0]), dtype=bool)
    starts[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in keys])
    return starts
