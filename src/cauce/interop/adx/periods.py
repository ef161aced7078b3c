"""Periods as ADX writes them: a start and a duration (ISO 8601), "2026-03-01/P1M"."""

import re
from datetime import date

from cauce.core.periods.types import MONTHS, Period, PeriodType, containing, parse

_WRITTEN = re.compile(r"(\d{4}-\d{2}-\d{2})/P(?:(1)D|(\d{1,2})M|(1)Y)")


def write_period(period_id: str) -> str:
    """ "202603" → "2026-03-01/P1M". Raises ValueError."""
    period = parse(period_id)
    if period.type == PeriodType.DAY:
        return f"{period.start}/P1D"
    months = MONTHS[PeriodType(period.type)]
    return f"{period.start}/P1Y" if months == 12 else f"{period.start}/P{months}M"


def read_period(text: str) -> str:
    """ "2026-03-01/P1M" → "202603". Raises ValueError for a span that is none of ours."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a start and a duration")
    start = date.fromisoformat(match[1])
    months = 12 if match[4] else int(match[3] or 0)
    for kind in _kinds(months):
        found: Period = containing(start, kind)
        if found.start == start:
            return found.id
    raise ValueError(f"{text!r} does not begin a period")


def _kinds(months: int) -> list[PeriodType]:
    return [kind for kind, length in MONTHS.items() if length == months] if months else [PeriodType.DAY]
