"""Whether a file begins with another, byte by byte. Nothing is parsed and nothing is loaded whole."""

from __future__ import annotations

from pathlib import Path

PIECE = 1024 * 1024


def starts_with(received: Path, issued: Path) -> bool:
    """Whether the first bytes of `received` are exactly `issued`."""
    if received.stat().st_size < issued.stat().st_size:
        return False
    with issued.open("rb") as ours, received.open("rb") as theirs:
        while piece := ours.read(PIECE):
            if theirs.read(len(piece)) != piece:
                return False
    return True


def only_blanks_after(path: Path, start: int) -> bool:
    """Whether nothing but white space follows byte `start`."""
    with path.open("rb") as file:
        file.seek(start)
        return not file.read(4096).strip(b"\x00\t\n\x0c\r ")
