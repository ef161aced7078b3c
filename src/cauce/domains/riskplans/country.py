"""Colombia: its clock, its quarters."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cauce.core.periods.types import Period, PeriodType, containing, parse

ZONE = ZoneInfo("America/Bogota")


def today(at: datetime) -> date:
    """The day in Colombia at that instant."""
    return at.astimezone(ZONE).date()


def local(at: datetime) -> str:
    """An instant as people read it in Colombia."""
    return at.astimezone(ZONE).strftime("%d/%m/%Y %H:%M")


def end_of_day(day: date) -> datetime:
    """The last second of a day in Colombia, aware."""
    return datetime.combine(day, time(23, 59, 59), ZONE)


def quarter(text: str) -> Period | None:
    """The quarter of an id ("2026Q1"), or None when it is none."""
    try:
        found = parse(text)
    except ValueError:
        return None
    return found if found.type == PeriodType.QUARTER else None


def previous(period: Period) -> Period:
    """The quarter before."""
    return containing(period.start - timedelta(days=1), PeriodType.QUARTER)


def number_of(period: Period) -> int:
    """1 to 4."""
    return (period.start.month - 1) // 3 + 1


def quarter_number(text: str) -> int:
    """1 to 4, of a quarter's id."""
    return int(text[-1])


ROMAN = ("I", "II", "III", "IV")


def quarter_name(text: str) -> str:
    """ "2026Q1" as "I trimestre de 2026"; another text as it is."""
    span = quarter(str(text))
    return f"{_mark(span)} trimestre de {span.start.year}" if span else str(text)


def quarter_mark(text: str) -> str:
    """ "2026Q1" as "I 2026", for charts and narrow columns; another text as it is."""
    span = quarter(str(text))
    return f"{_mark(span)}\u00a0{span.start.year}" if span else str(text)


def _mark(span: Period) -> str:
    return ROMAN[number_of(span) - 1]
