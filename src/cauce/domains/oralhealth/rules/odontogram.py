"""The mouth as spaces: which tooth stands where, what cannot be recorded together, who is usually present. Pure.

FDI two-digit notation: quadrants 1 to 4 permanent (eight teeth), 5 to 8 primary (five), clockwise from the upper
right of the person. WHO records one tooth per space (Oral Health Surveys, Basic Methods): the permanent one if both
are there. Ages of eruption and of natural loss: American Dental Association, eruption charts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cauce.core.errors import Problem

from .epidemiology import broken

# What the form shows, row by row from left to right as one looks at the person.
UPPER = tuple(f"1{n}" for n in range(8, 0, -1)) + tuple(f"2{n}" for n in range(1, 9))
LOWER = tuple(f"4{n}" for n in range(8, 0, -1)) + tuple(f"3{n}" for n in range(1, 9))
UPPER_PRIMARY = tuple(f"5{n}" for n in range(5, 0, -1)) + tuple(f"6{n}" for n in range(1, 6))
LOWER_PRIMARY = tuple(f"8{n}" for n in range(5, 0, -1)) + tuple(f"7{n}" for n in range(1, 6))
ROWS = (UPPER, UPPER_PRIMARY, LOWER_PRIMARY, LOWER)
NAMES = {
    "1": "incisivo central", "2": "incisivo lateral", "3": "canino", "4": "primer premolar",
    "5": "segundo premolar", "6": "primer molar", "7": "segundo molar", "8": "tercer molar",
}  # fmt: skip
QUADRANTS = {
    "1": "superior derecho",
    "2": "superior izquierdo",
    "3": "inferior izquierdo",
    "4": "inferior derecho",
}

# (usual age of coming out: from, to) by arch and position
_UPPER_ERUPTS = {
    1: (7, 8),
    2: (8, 9),
    3: (11, 12),
    4: (10, 11),
    5: (10, 12),
    6: (6, 7),
    7: (12, 13),
    8: (17, 21),
}
_LOWER_ERUPTS = {
    1: (6, 7),
    2: (7, 8),
    3: (9, 10),
    4: (10, 12),
    5: (11, 12),
    6: (6, 7),
    7: (11, 13),
    8: (17, 21),
}
# (usual age of falling out: from, to) by arch and position
_UPPER_SHEDS = {1: (6, 7), 2: (7, 8), 3: (10, 12), 4: (9, 11), 5: (10, 12)}
_LOWER_SHEDS = {1: (6, 7), 2: (7, 8), 3: (9, 12), 4: (9, 11), 5: (10, 12)}
EARLY, LATE = 2, 3  # years before and after the usual that still do not surprise
PRIMARY_FROM = 3  # age at which the twenty primary teeth are usually out
ERUPTED = frozenset("0123467T")  # 4: it came out and was lost
PRESENT = frozenset("012367TABCDFG")
# Codes of a permanent tooth that leave its place to the primary one: missing otherwise, unerupted, not recorded.
LEAVES_PLACE = frozenset("589")


@dataclass(frozen=True, slots=True)
class Space:
    """One place of the mouth. primary is "" behind the second premolar."""

    permanent: str
    primary: str


SPACES: tuple[Space, ...] = tuple(
    Space(tooth, f"{int(tooth[0]) + 4}{tooth[1]}" if tooth[1] <= "5" else "") for tooth in UPPER + LOWER
)
SUCCESSOR = {space.primary: space.permanent for space in SPACES if space.primary}


def name_of(tooth: str) -> str:
    """ "Primer molar superior derecho" for 16; primary teeth say so."""
    quadrant, position = int(tooth[0]), tooth[1]
    where = QUADRANTS[str(quadrant if quadrant <= 4 else quadrant - 4)]
    if quadrant <= 4:
        return f"{NAMES[position]} {where}"
    kind = {"4": "primer molar", "5": "segundo molar"}.get(position, NAMES[position])
    return f"{kind} temporal {where}"


def is_present(code: str) -> bool:
    """Whether a crown code says that the tooth is in the mouth."""
    return code in PRESENT and code != ""


def erupts(tooth: str) -> tuple[int, int]:
    """Usual ages, from and to, at which a permanent tooth comes out."""
    return (_UPPER_ERUPTS if tooth[0] in "12" else _LOWER_ERUPTS)[int(tooth[1])]


def sheds(tooth: str) -> tuple[int, int]:
    """Usual ages, from and to, at which a primary tooth falls out."""
    return (_UPPER_SHEDS if tooth[0] in "56" else _LOWER_SHEDS)[int(tooth[1])]


def check_chart(teeth: Mapping[str, str], age: int | None, place: str) -> list[Problem]:
    """What cannot be, and what surprises, in a chart of known teeth and codes; each named at its tooth."""
    problems = [
        broken("OE-10", f"{place}.{space.primary}", primary=space.primary, permanent=space.permanent)
        for space in SPACES
        if space.primary and _both(teeth.get(space.permanent, ""), teeth.get(space.primary, ""))
    ]
    if age is not None:
        problems += [p for tooth, code in sorted(teeth.items()) if (p := _by_age(tooth, code, age, place))]
    return problems


def _both(permanent: str, primary: str) -> bool:
    return bool(primary) and bool(permanent) and permanent not in LEAVES_PLACE


def _by_age(tooth: str, code: str, age: int, place: str) -> Problem | None:
    where = f"{place}.{tooth}"
    if tooth in SUCCESSOR:
        first, last = sheds(tooth)
        if code == "E" and age >= first:
            return broken("OE-13", where, tooth=tooth, age=age)
        if is_present(code) and age > last + LATE:
            return broken("OE-12", where, tooth=tooth, age=age, usual=last)
        return None
    first, last = erupts(tooth)
    if code in ERUPTED and code and age < first - EARLY:
        return broken("OE-11", where, tooth=tooth, age=age, usual=first)
    if code == "8" and tooth[1] != "8" and age > last + LATE:
        return broken("OE-14", where, tooth=tooth, age=age)
    return None


def mark_sound(teeth: Mapping[str, str], age: int) -> dict[str, str]:
    """The chart with the usually present teeth of that age marked sound where their space is still blank.

    What was written stays. Third molars are never proposed: at no age are they usually present.
    """
    marked = {tooth: code for tooth, code in teeth.items() if code}
    for space in SPACES:
        if space.permanent in marked or space.primary in marked:
            continue
        tooth = usual_tooth(space, age)
        if tooth:
            marked[tooth] = "0" if tooth == space.permanent else "A"
    return marked


def usual_tooth(space: Space, age: int) -> str:
    """The tooth that usually stands in a space at an age; "" for none.

    Molars come out behind the others: by the first of their years. Where a primary tooth stands, the permanent
    one is usual by the last.
    """
    if space.permanent[1] == "8":
        return ""
    first, last = erupts(space.permanent)
    if age >= (last if space.primary else first):
        return space.permanent
    return space.primary if age >= PRIMARY_FROM else ""
