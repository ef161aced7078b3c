"""The head of a sheet (source 004, p. 17-19)."""

import re
from decimal import Decimal

from cauce.core.errors import Problem

from .codes import Codebook
from .reading import Typed, cell, choice, day, hours
from .table import broken
from .values import Context, Header

LONG_DAY = Decimal(12)
_FACILITY = re.compile(r"[0-9]{10}")
_REGISTRATION = re.compile(r"[0-9A-Z]{1,5}")
SPLITS = {"2-2-2-2-2": (2, 2, 2, 2, 2), "2-2-2-1-3": (2, 2, 2, 1, 3)}  # A1


def facility_parts(code: str, split: str = "2-2-2-2-2") -> tuple[str, ...]:
    """Province, district, corregimiento, type and number of a ten-digit facility code (A1). Raises ValueError."""
    if not _FACILITY.fullmatch(code):
        raise ValueError(f"{code!r} is not a ten-digit code")
    parts, start = [], 0
    for width in SPLITS[split]:
        parts.append(code[start : start + width])
        start += width
    return tuple(parts)


def read_header(
    typed: Typed, context: Context, book: Codebook, place: str = "header"
) -> tuple[Header | None, list[Problem]]:
    """The head of a sheet and all its problems; None when there is an error.

    typed: facility, centre, date, professional, registration, chair_hours, schedule.
    """
    problems: list[Problem] = []
    facility = cell(typed, "facility").replace(" ", "").replace("-", "")
    if not _FACILITY.fullmatch(facility):
        problems.append(broken("OH-01", f"{place}.facility", value=facility[:20]))
    centre = cell(typed, "centre")
    if not centre:
        problems.append(broken("OH-10", f"{place}.centre"))
    when = day(cell(typed, "date"))
    if when is None:
        problems.append(broken("OH-02", f"{place}.date", value=cell(typed, "date")[:20]))
    elif when > context.today:
        problems.append(broken("OH-03", f"{place}.date", date=when.isoformat()))
    elif context.closed:
        problems.append(broken("OH-04", f"{place}.date", date=when.isoformat()))
    professional = cell(typed, "professional")
    if not professional:
        problems.append(broken("OH-05", f"{place}.professional"))
    registration = cell(typed, "registration").upper()
    if not _REGISTRATION.fullmatch(registration):
        problems.append(broken("OH-06", f"{place}.registration", value=registration[:20]))
    chair = _chair_hours(typed, place, problems)
    schedule = choice(typed, "schedule", frozenset(book.lists["schedule"]), "OH-09", place, problems)
    if when is None or chair is None or any(p.level == "error" for p in problems):
        return None, problems
    return Header(facility, centre, when, professional, registration, chair, schedule), problems


def _chair_hours(typed: Typed, place: str, problems: list[Problem]) -> Decimal | None:
    text = cell(typed, "chair_hours")
    value = hours(text)
    if value is None:
        problems.append(broken("OH-07", f"{place}.chair_hours", value=text[:20]))
    elif value > LONG_DAY:
        problems.append(broken("OH-08", f"{place}.chair_hours", value=text))
    return value
