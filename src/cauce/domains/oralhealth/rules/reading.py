"""Reading typed cells: text in, values out, problems collected with their place."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from cauce.core.errors import Problem

from .table import broken

Typed = Mapping[str, object]
YES = {"1", "x", "X", "sí", "Sí", "si", "true", "True"}


def cell(typed: Typed, name: str) -> str:
    """The text of a cell, without blanks around it; "" for a missing one."""
    value = typed.get(name)
    return "" if value is None or value is False else str(value).strip()


def mark(typed: Typed, name: str) -> bool:
    """Whether a mark is there."""
    return cell(typed, name) in YES


def choice(
    typed: Typed, name: str, allowed: frozenset[str], rule: str, place: str, problems: list[Problem],
    *, needed: bool = True,
) -> str:  # fmt: skip
    """A code of a closed list, or "" (a problem when needed or unknown)."""
    text = cell(typed, name).upper()
    if text in allowed or (not text and not needed):
        return text
    problems.append(broken(rule, f"{place}.{name}", value=text[:20]))
    return ""


def whole(text: str, maximum: int = 9_999) -> int | None:
    """A whole number from 0 to `maximum` written in figures; None for anything else."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        return None
    value = int(text)
    return value if value <= maximum else None


def day(text: str) -> date | None:
    """2026-03-14 or 14/03/2026; None for anything else."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


def hours(text: str) -> Decimal | None:
    """Hours from 0 to 24 with up to two decimals (point or comma); None for anything else."""
    if not re.fullmatch(r"[0-9]{1,2}([.,][0-9]{1,2})?", text):
        return None
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value <= 24 else None


def minutes(text: str) -> int | None:
    """Minutes ("90") or hours and minutes ("1:30"), above 0 and up to 24 hours; None for anything else."""
    if match := re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])", text):
        value = int(match[1]) * 60 + int(match[2])
    elif re.fullmatch(r"[0-9]{1,4}", text):
        value = int(text)
    else:
        return None
    return value if 0 < value <= 24 * 60 else None
