"""The authorisation number, as people type it: `ST2-2026-00012345-K`.

Prefix, year, eight figures of sequence, and an ISO 7064 MOD 37,36 check character over the rest. That character
catches every single wrong character. Of swapped neighbours the standard lets a few through (some 3% of numbers have
such a swap; among the years 2000 to 2199 none has it in all its numbers); those numbers are never given and are not
valid, so that every swap is caught too (decision 0040).
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from stdnum.iso7064 import mod_37_36

AUTHORISATION, REQUEST = "ST2", "SOL"
PREFIXES = (AUTHORISATION, REQUEST)
LAST = 99_999_999
_SHAPE = re.compile(rf"({'|'.join(PREFIXES)})(2[01]\d{{2}})(\d{{8}})([0-9A-Z])", re.ASCII)
_LOOKALIKES = str.maketrans("OILSB", "01158")


class NumberError(ValueError):
    """What was typed is no number. `rule`: AP-70 (shape) or AP-71 (check character); `hint`: what may be meant."""

    def __init__(self, rule: str, hint: str = "") -> None:
        super().__init__(rule)
        self.rule, self.hint = rule, hint


@dataclass(frozen=True, slots=True)
class Number:
    """The parts of a number; `str()` is its printed form."""

    prefix: str
    year: int
    sequence: int

    @property
    def body(self) -> str:
        """Everything but the check character."""
        return f"{self.prefix}{self.year:04d}{self.sequence:08d}"

    @property
    def check(self) -> str:
        """The check character."""
        return str(mod_37_36.calc_check_digit(self.body))

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year:04d}-{self.sequence:08d}-{self.check}"


def make(prefix: str, year: int, last: int) -> Number:
    """The next number that may be given after sequence `last`. Raises ValueError when the year's are used up."""
    sequence = last + 1
    while sequence <= LAST:
        number = Number(prefix, year, sequence)
        if not has_silent_swap(number.body + number.check):
            return number
        sequence += 1
    raise ValueError(f"{prefix} {year}: no numbers left")


def has_silent_swap(text: str) -> bool:
    """Whether swapping two neighbours of the whole number gives another that its check character would accept."""
    return any(
        a != b and _is_well_made(text[:n] + b + a + text[n + 2 :]) for n, (a, b) in enumerate(pairwise(text))
    )


def groups(printed: str) -> tuple[str, ...]:
    """A printed number in the groups in which people read it aloud: prefix, year, four figures, four figures, check."""
    prefix, year, sequence, check = printed.split("-")
    return (prefix, year, sequence[:4], sequence[4:], check)


def parse(typed: str, prefix: str = AUTHORISATION) -> Number:
    """Read a number. Case, spaces and hyphens are forgiven, nothing else. Raises NumberError."""
    text = tidy(typed)
    match = _SHAPE.fullmatch(text)
    if not match or match[1] != prefix:
        raise NumberError("AP-70", suggestion(text, prefix))
    if not mod_37_36.is_valid(text) or has_silent_swap(text) or int(match[3]) == 0:
        raise NumberError("AP-71", suggestion(text, prefix))
    return Number(match[1], int(match[2]), int(match[3]))


def is_valid(typed: str, prefix: str = AUTHORISATION) -> bool:
    """Boolean of `parse`."""
    try:
        parse(typed, prefix)
    except NumberError:
        return False
    return True


def suggestion(text: str, prefix: str = AUTHORISATION) -> str:
    """The number that may be meant when letters stand for figures (O for 0, I for 1…); "" when there is none."""
    guess = prefix + text[len(prefix) : -1].translate(_LOOKALIKES) + text[-1:]
    if guess == text or not _SHAPE.fullmatch(guess) or not mod_37_36.is_valid(guess):
        return ""
    return str(Number(guess[:3], int(guess[3:7]), int(guess[7:15])))


def tidy(typed: str) -> str:
    """Upper case without separators, at most 40 characters."""
    return re.sub(r"[\s\-–—]", "", typed).upper()[:40]


def _is_well_made(text: str) -> bool:
    return bool(_SHAPE.fullmatch(text)) and bool(mod_37_36.is_valid(text))
