"""How periods are said in Spanish. Pure."""

from datetime import date

from cauce.core.periods.types import Period, PeriodType

_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
_ORDINALS = {
    PeriodType.TWO_MONTH: ("bimestre", 2),
    PeriodType.QUARTER: ("trimestre", 3),
    PeriodType.FOUR_MONTH: ("cuatrimestre", 4),
    PeriodType.SIX_MONTH: ("semestre", 6),
}


def month_words(day: date) -> str:
    """marzo de 2026."""
    return f"{_MONTHS[day.month - 1]} de {day.year}"


def period_words(period: Period) -> str:
    """A period as people say it: marzo de 2026, 1.er trimestre de 2026, 2026."""
    start = period.start
    if period.type == PeriodType.DAY:
        return f"{start:%d/%m/%Y}"
    if period.type == PeriodType.MONTH:
        return month_words(start)
    if period.type == PeriodType.YEAR:
        return str(start.year)
    if period.type == PeriodType.YEAR_TO_MARCH:
        return f"abril de {start.year} a marzo de {start.year + 1}"
    word, months = _ORDINALS[period.type]
    number = (start.month - 1) // months + 1
    return f"{number}.{'er' if number in (1, 3) else 'º'} {word} de {start.year}"
