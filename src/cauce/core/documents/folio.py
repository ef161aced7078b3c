"""The number of a paper: unique, typable over the telephone, and checked.

`CAU-EX-2023-000123-K`: system, module, year, running number, and one ISO 7064 mod 37,36 character over the
rest. That character catches every single mistyped character and over 98% of swapped neighbours (the hybrid
system of the standard lets a few through). Reading is forgiving: case, spaces, missing hyphens, O for 0 and
I or L for 1 where only digits can stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum.iso7064 import mod_37_36

SYSTEM = "CAU"
# Two letters per module or kind of paper; new modules add theirs here.
MODULES = {"exchange": "EX", "authorizations": "AU", "riskplans": "PG", "oralhealth": "RD", "core": "CO"}
_SHAPE = re.compile(r"^CAU([A-Z]{2})([1-9]\d{3})(?!0+.$)(\d{6,9})([0-9A-Z])$")
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BACK = str.maketrans({"0": "O", "1": "I"})
# Where in free text (a QR address, a page) a folio stands.
FIND = re.compile(r"CAU-[A-Z]{2}-\d{4}-\d{6,9}-[0-9A-Z]\b")


class FolioError(ValueError):
    """What was typed is no folio; the message is a Spanish sentence for the person."""


@dataclass(frozen=True)
class Folio:
    """The parts of a folio; `str()` is its printed form."""

    module: str
    year: int
    number: int

    def __post_init__(self) -> None:
        if not (re.fullmatch("[A-Z]{2}", self.module) and 1000 <= self.year <= 9999):
            raise ValueError(f"no folio: {self.module!r} {self.year!r}")
        if not 1 <= self.number <= 999_999_999:
            raise ValueError(f"running number out of range: {self.number}")

    @property
    def body(self) -> str:
        return f"{SYSTEM}{self.module}{self.year}{self.number:06d}"

    def __str__(self) -> str:
        check = mod_37_36.calc_check_digit(self.body)
        return f"{SYSTEM}-{self.module}-{self.year}-{self.number:06d}-{check}"


def parse(typed: str) -> Folio:
    """Read what a person typed. FolioError tells a wrong shape from a wrong check character."""
    text = _tidy(typed)
    match = _SHAPE.match(text)
    if not match:
        raise FolioError(
            "El folio no tiene la forma CAU-EX-2023-000123-K; cópielo como aparece en el documento."
        )
    if not mod_37_36.is_valid(text):
        raise FolioError(
            "El último carácter del folio no corresponde a los demás; revise que esté bien copiado."
        )
    folio = Folio(match[1], int(match[2]), int(match[3]))
    if text[:-1] != folio.body:
        raise FolioError("El folio tiene ceros de más; cópielo como aparece en el documento.")
    return folio


def find(text: str) -> str:
    """The first well-formed folio inside `text`, or an empty string."""
    for candidate in FIND.findall(text.upper()):
        try:
            return str(parse(candidate))
        except FolioError:
            continue
    return ""


def _tidy(typed: str) -> str:
    """Upper case without separators; look-alikes read by what may stand at their place.

    The check character is taken as typed: reading it two ways would let some wrong digits through.
    """
    text = re.sub(r"[\s\-–—_./]", "", typed).upper()[:40]
    return text[:5].translate(_BACK) + text[5:-1].translate(_LOOKALIKES) + text[-1:]
