"""The consolidated of a round: what is to spare and what is missing, cut by one or two dimensions."""

from .aggregate import Row, Table, consolidate, progress_note
from .cut import DIMENSIONS, KINDS, MEASURES, Cut, read_cut
from .detail import detail_header, detail_lines, detail_rows
from .points import Point, map_points

__all__ = [
    "DIMENSIONS",
    "KINDS",
    "MEASURES",
    "Cut",
    "Point",
    "Row",
    "Table",
    "consolidate",
    "detail_header",
    "detail_lines",
    "detail_rows",
    "map_points",
    "progress_note",
    "read_cut",
]
