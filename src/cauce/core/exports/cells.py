"""What one cell may hold when it leaves for a spreadsheet. Pure.

A text that starts with =, +, -, @, a tab or a carriage return is run as a formula by Excel and
LibreOffice (OWASP, "CSV injection"); it leaves with an apostrophe before it, as OWASP advises.
Numbers stay numbers, also negative ones.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
# Excel refuses a file with these; they are in no word of ours.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def safe_text(text: str) -> str:
    """`text` such that no spreadsheet runs it: control characters out, an apostrophe before a formula."""
    if text.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(text):
        text = f"'{text}"
    return _CONTROL.sub("", text) if not text.isprintable() else text


def read_back(text: str) -> str:
    """What `safe_text` was given (but for control characters): the apostrophe before a formula goes."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA_STARTS) else text


def csv_cell(value: Any) -> Any:
    """One value for the csv module: None is an empty cell (not reported), never a zero."""
    if value is None:
        return ""
    if type(value) is int:
        return value
    if isinstance(value, bool):
        return "SI" if value else "NO"
    if isinstance(value, (int, float, Decimal)):
        return value
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return safe_text(str(value))
