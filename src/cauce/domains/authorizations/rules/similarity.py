"""Copied justifications: how much of one text is in another, by words in a row. Pure.

Two texts are compared by their runs of four words, without case, accents, figures and punctuation: dates and ages
that change from patient to patient do not hide a copy.
"""

import hashlib
import re
import unicodedata

RUN = 4
COPIED = 0.8  # from here on a person is asked

_WORD = re.compile(r"[a-zñ]+")


def words(text: str) -> list[str]:
    """The words of a text, plain."""
    spread = unicodedata.normalize("NFD", text.lower())
    kept = "".join(c for c in spread if not unicodedata.combining(c) or c == "\u0303")
    return _WORD.findall(unicodedata.normalize("NFC", kept))


def fingerprint(text: str) -> str:
    """SHA-256 of the plain words: equal for texts that differ only in form and figures. "" for no words."""
    found = words(text)
    return hashlib.sha256(" ".join(found).encode()).hexdigest() if found else ""


def similarity(one: str, other: str) -> float:
    """Shared runs over all runs of both (Jaccard), from 0 to 1; 0 when either is too short to say."""
    mine, theirs = _runs(one), _runs(other)
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / len(mine | theirs)


def _runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[n : n + RUN]) for n in range(len(found) - RUN + 1)}
