"""Panama: its day and its months."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Panama")


def today(at: datetime) -> date:
    """The day in Panama at that instant."""
    return at.astimezone(ZONE).date()


def local(at: datetime) -> str:
    """An instant as people read it in Panama."""
    return at.astimezone(ZONE).strftime("%d/%m/%Y %H:%M")


def month_of(day: date) -> int:
    """202603 for any day of March 2026."""
    return day.year * 100 + day.month


def period_of(day: date) -> int:
    """20260314 for 14 March 2026."""
    return month_of(day) * 100 + day.day


def is_month(value: object) -> bool:
    """Whether it reads as 202603."""
    return re.fullmatch(r"20[0-9]{2}(0[1-9]|1[0-2])", str(value)) is not None
