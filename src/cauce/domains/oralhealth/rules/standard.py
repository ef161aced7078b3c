"""Reading a standard as it is typed. Pure."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from cauce.core.errors import Invalid

from .flow import broken

YEARS = range(2000, 2100)
MOST = Decimal("9999999999.9999")


def read_standard(typed: Mapping[str, Any]) -> dict[str, Any]:
    """value (Decimal), year (int) and source (text) of a form. Raises Invalid: OH-135 (value), OH-136 (year)."""
    problems = []
    value = _decimal(typed.get("value"))
    if value is None:
        problems.append(broken("OH-135", "value", value=typed.get("value", "")))
    year = str(typed.get("year", "")).strip()
    if not year.isdigit() or int(year) not in YEARS:
        problems.append(broken("OH-136", "year", value=year))
    if problems:
        raise Invalid(problems)
    return {"value": value, "year": int(year), "source": str(typed.get("source", "")).strip()}


def _decimal(text: Any) -> Decimal | None:
    """A number of 0 or more with up to four decimals; a comma is a decimal point here."""
    try:
        value = Decimal(str(text).strip().replace(",", "."))
    except InvalidOperation:
        return None
    fits = value.is_finite() and 0 <= value <= MOST and value == value.quantize(Decimal("0.0001"))
    return value if fits else None
