"""Checks of CURP, NSS and CIE-10: shape, check digit, and what a CURP says about its person."""

import re
from dataclasses import dataclass
from datetime import date

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.mx import curp as _curp

_NSS = re.compile(r"\d{11}")
# Letter, two signs (the second may be a letter in some three-sign categories), one more after a point.
_CIE = re.compile(r"([A-Z])(\d[0-9A-Z])(?:\.?([0-9]{1,2}|X))?")


@dataclass(frozen=True, slots=True)
class CurpFacts:
    """What a CURP says: birth date and sex ("H", "M" or "X")."""

    birth_date: date
    sex: str


def tidy(text: str) -> str:
    """Upper case without spaces and hyphens."""
    return re.sub(r"[\s-]", "", text).upper()


def check_curp(text: str) -> str:
    """The rule that a tidied CURP breaks: "AP-05" shape, "AP-06" check digit, "" when it is well made."""
    try:
        _curp.validate(text)
    except InvalidChecksum:
        return "AP-06"
    except ValidationError:
        return "AP-05"
    return ""


def curp_facts(text: str) -> CurpFacts:
    """What a well-made CURP says."""
    return CurpFacts(_curp.get_birth_date(text), text[10])


def nss_check_digit(first_ten: str) -> str:
    """The eleventh digit: weights 1, 2, 1, 2…, sum of the digits of each product, (10 - S mod 10) mod 10."""
    total = 0
    for position, digit in enumerate(first_ten):
        product = int(digit) * (1 + position % 2)
        total += product // 10 + product % 10
    return str((10 - total % 10) % 10)


def check_nss(text: str) -> str:
    """The rule that a tidied NSS breaks: "AP-07" shape, "AP-08" check digit, "" when it is well made."""
    if not _NSS.fullmatch(text) or not text.isascii():
        return "AP-07"
    return "" if nss_check_digit(text[:10]) == text[10] else "AP-08"


def normal_diagnosis(text: str) -> str:
    """A CIE-10 code as it is kept ("M54.5", "I10"); "" when it has not the shape of one.

    A trailing X is the placeholder of three-sign categories in Mexican lists: "I10X" is I10.
    """
    match = _CIE.fullmatch(re.sub(r"\s", "", text).upper())
    if not match:
        return ""
    letter, two, rest = match.groups()
    return f"{letter}{two}" if rest in (None, "X") else f"{letter}{two}.{rest}"
