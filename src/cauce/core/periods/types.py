"""Period types and their ids, pure. Ids follow DHIS2 where it has one.

| type | id | example span |
|---|---|---|
| day | 20260314 | 14 Mar 2026 |
| month | 202603 | 1 to 31 Mar 2026 |
| two-month | 202602B (second two-month) | 1 Mar to 30 Apr 2026 |
| quarter | 2026Q1 | 1 Jan to 31 Mar 2026 |
| four-month | 2026C1 (ours: DHIS2 has none) | 1 Jan to 30 Apr 2026 |
| six-month | 2026S1 | 1 Jan to 30 Jun 2026 |
| year | 2026 | 1 Jan to 31 Dec 2026 |
| year to 31 March | 2025April | 1 Apr 2025 to 31 Mar 2026 |
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodType(StrEnum):
    """The kinds of period, from the shortest to the longest."""

    DAY = "day"
    MONTH = "month"
    TWO_MONTH = "two-month"
    QUARTER = "quarter"
    FOUR_MONTH = "four-month"
    SIX_MONTH = "six-month"
    YEAR = "year"
    YEAR_TO_MARCH = "year-to-march"


MONTHS = {
    PeriodType.MONTH: 1,
    PeriodType.TWO_MONTH: 2,
    PeriodType.QUARTER: 3,
    PeriodType.FOUR_MONTH: 4,
    PeriodType.SIX_MONTH: 6,
    PeriodType.YEAR: 12,
    PeriodType.YEAR_TO_MARCH: 12,
}
_LETTERS = {PeriodType.QUARTER: "Q", PeriodType.FOUR_MONTH: "C", PeriodType.SIX_MONTH: "S"}
_PATTERNS: tuple[tuple[PeriodType, re.Pattern[str]], ...] = (
    (PeriodType.DAY, re.compile(r"(\d{4})(\d{4})")),
    (PeriodType.TWO_MONTH, re.compile(r"(\d{4})(0[1-6])B")),
    (PeriodType.MONTH, re.compile(r"(\d{4})(0[1-9]|1[0-2])")),
    (PeriodType.QUARTER, re.compile(r"(\d{4})Q([1-4])")),
    (PeriodType.FOUR_MONTH, re.compile(r"(\d{4})C([1-3])")),
    (PeriodType.SIX_MONTH, re.compile(r"(\d{4})S([12])")),
    (PeriodType.YEAR_TO_MARCH, re.compile(r"(\d{4})(April)")),
    (PeriodType.YEAR, re.compile(r"(\d{4})()")),
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of whole days; `start` and `end` are both inside it."""

    start: date
    end: date
    type: PeriodType

    @property
    def id(self) -> str:
        """The period's id; `parse(period.id) == period`."""
        year, month = self.start.year, self.start.month
        if self.type == PeriodType.DAY:
            return f"{self.start:%Y%m%d}"
        if self.type == PeriodType.MONTH:
            return f"{year:04d}{month:02d}"
        if self.type == PeriodType.YEAR:
            return f"{year:04d}"
        if self.type == PeriodType.YEAR_TO_MARCH:
            return f"{year:04d}April"
        number = (month - 1) // MONTHS[self.type] + 1
        if self.type == PeriodType.TWO_MONTH:
            return f"{year:04d}{number:02d}B"
        return f"{year:04d}{_LETTERS[self.type]}{number}"

    def contains(self, day: date) -> bool:
        """Whether the day falls inside, both ends included."""
        return self.start <= day <= self.end

    def next(self) -> "Period":
        """The period of the same type that starts the day after this one ends."""
        return containing(self.end + timedelta(days=1), self.type)

    def previous(self) -> "Period":
        """The period of the same type that ends the day before this one starts."""
        return containing(self.start - timedelta(days=1), self.type)


def parse(text: str) -> Period:
    """Read a period id. Raises ValueError, naming the accepted forms, for anything else."""
    for kind, pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        try:
            return _build(kind, int(match[1]), match[2])
        except (ValueError, OverflowError):
            break
    raise ValueError(
        f"«{text}» no es un periodo; use por ejemplo 20260314, 202603, 202602B, 2026Q1, 2026C1, 2026S1, 2026 o 2025April"
    )


def _build(kind: PeriodType, year: int, rest: str) -> Period:
    if kind == PeriodType.DAY:
        day = date(year, int(rest[:2]), int(rest[2:]))
        return Period(day, day, kind)
    if kind == PeriodType.YEAR_TO_MARCH:
        return _span(kind, year, 4)
    number = int(rest) if rest else 1
    return _span(kind, year, (number - 1) * MONTHS[kind] + 1)


def _span(kind: PeriodType, year: int, month: int) -> Period:
    """The period of `kind` that starts on the first of that month."""
    following = month + MONTHS[kind]
    end = date(year + (following - 1) // 12, (following - 1) % 12 + 1, 1) - timedelta(days=1)
    return Period(date(year, month, 1), end, kind)


def containing(day: date, kind: PeriodType) -> Period:
    """The period of `kind` that holds the day."""
    if kind == PeriodType.DAY:
        return Period(day, day, kind)
    if kind == PeriodType.YEAR_TO_MARCH:
        return _span(kind, day.year if day.month >= 4 else day.year - 1, 4)
    months = MONTHS[kind]
    return _span(kind, day.year, (day.month - 1) // months * months + 1)
