"""What somebody typed, pasted or scanned at a centre: a QR of an authorisation, another code of ours, or a number. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from .qr import MARK

_FOLIO = re.compile(r"CAU-[A-Z]{2}-\d{4}-\d{6,9}-[0-9A-Z]", re.ASCII)


class Scan(StrEnum):
    """What the text is."""

    EMPTY = "empty"
    QR = "qr"  # of an authorisation
    PAPER = "paper"  # the address that verifies a paper
    SLIP = "slip"  # the patient's tracking page
    NUMBER = "number"  # anything else: read as a number


@dataclass(frozen=True, slots=True)
class Scanned:
    """The kind and the text without blanks around it."""

    kind: Scan
    text: str


def classify(typed: str) -> Scanned:
    """Tell what a text is; the number's own reading explains what is wrong with it."""
    text = typed.strip()
    if not text:
        return Scanned(Scan.EMPTY, "")
    # Pasted from a message it may have broken lines; the QR's alphabet has no blanks.
    whole = re.sub(r"\s+", "", text)
    if whole.upper().startswith(f"{MARK}:"):
        return Scanned(Scan.QR, whole)
    if "/verificar/" in whole or _FOLIO.search(whole.upper()):
        return Scanned(Scan.PAPER, whole)
    if "/seguimiento/" in whole or whole.upper().startswith("SOL"):
        return Scanned(Scan.SLIP, whole)
    return Scanned(Scan.NUMBER, text)


def best_of(texts: list[str]) -> str:
    """Of the codes of one picture, the authorisation's; else the first; "" for none."""
    return next((text for text in texts if classify(text).kind == Scan.QR), texts[0] if texts else "")
