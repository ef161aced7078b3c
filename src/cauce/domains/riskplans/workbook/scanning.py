"""What openpyxl's reader does not tell of a sheet, or tells too late: cells far away and merged ones.

Its reader fills in every row and column up to the last one, so that one cell in XFD1048576 costs minutes; a look at
the sheet's own text finds it in milliseconds, and the reader is then kept within bounds.
"""

import re
import zipfile
from dataclasses import dataclass

MAX_ROW, MAX_COLUMN = 2_000, 100
MOST = 20  # places that are told of each kind
CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'])[^>]*(?<!/)>(?!</)"""
)  # with something in it
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z0-9:]{2,30})["']""")


@dataclass(frozen=True, slots=True)
class Marks:
    """Places of a sheet: cells with content beyond the bounds ("XFD9"), and merged ranges ("C6:C8")."""

    far: tuple[str, ...]
    merged: tuple[str, ...]


def marks_of(parts: zipfile.ZipFile, name: str) -> Marks:
    """The marks of the sheet kept in that part of the file."""
    text = parts.read(name)
    far = [found[0] + found[1] for found in CELL.findall(text) if _is_far(*found)]
    merged = MERGED.findall(text)
    return Marks(*(tuple(place.decode() for place in places[:MOST]) for places in (far, merged)))


def _is_far(letters: bytes, row: bytes) -> bool:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column > MAX_COLUMN or int(row) > MAX_ROW
