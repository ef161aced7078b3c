"""What the outside of a file tells without parsing it: size, kind, and a whole ending.

Nothing is loaded whole: the head is read, and the ending is searched backwards through a memory map.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from .inspection_rules import MAX_BYTES, Finding

_BLANK = b"\x00\t\n\x0c\r "
_MAGIC = [
    (b"\x89PNG", "una imagen PNG"),
    (b"\xff\xd8\xff", "una imagen JPEG"),
    (b"GIF8", "una imagen GIF"),
    (b"II*\x00", "una imagen TIFF"),
    (b"MM\x00*", "una imagen TIFF"),
    (b"BM", "una imagen BMP"),
    (b"PK\x03\x04", "un archivo ZIP o de Office"),
    (b"\xd0\xcf\x11\xe0", "un documento antiguo de Office"),
    (b"{\\rtf", "un documento RTF"),
    (b"MZ", "un programa"),
    (b"\x7fELF", "un programa"),
    (b"<!DOCTYPE", "una página web"),
    (b"<html", "una página web"),
    (b"%!PS", "un archivo PostScript"),
]


class TooLarge(Exception):
    """The stream went over the limit; `size` is how much had been read."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


def copy_limited(chunks: Iterable[bytes], out: BinaryIO, limit: int = MAX_BYTES) -> int:
    """Write `chunks` to `out`; TooLarge as soon as one byte over `limit` is seen. Returns the size."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge(size)
        out.write(chunk)
    return size


def look(path: Path, limit: int = MAX_BYTES) -> list[Finding]:
    """Findings of the envelope; empty when the file may go on to be parsed."""
    size = path.stat().st_size
    if size == 0:
        return [Finding("DOC-01")]
    if size > limit:
        return [too_large(size)]
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return _kind(content[:1024]) or _ending(content)


def too_large(size: int) -> Finding:
    return Finding("DOC-02", {"size": size, "size_text": f"{size:,} bytes"})


def _kind(head: bytes) -> list[Finding]:
    # Strict on purpose: readers accept a header up to 1,024 bytes in, which lets one file be two things.
    if re.match(rb"%PDF-[12]\.\d", head):
        return []
    found = next((name for magic, name in _MAGIC if head.lower().startswith(magic.lower())), "de otro tipo")
    return [Finding("DOC-03", {"found": found})]


def _ending(content: mmap.mmap) -> list[Finding]:
    position = content.rfind(b"%%EOF")
    if position < 0:
        return [Finding("DOC-04", {"detail": "falta el final del archivo"})]
    start = content[max(0, position - 64) : position]
    if not re.search(rb"startxref[\x00\t\n\x0c\r ]+\d+[\x00\t\n\x0c\r ]+$", start):
        return [Finding("DOC-04", {"detail": "falta la tabla final"})]
    return _rest(content, position + len(b"%%EOF"))


def _rest(content: mmap.mmap, end: int) -> list[Finding]:
    """What follows the last end mark: blanks are fine; a cut revision or foreign bytes are not."""
    first = content[end : end + 4096].lstrip(_BLANK)
    size = len(content) - end
    if not first and size <= 4096:
        return []
    if re.match(rb"\d+ \d+ obj\b|xref\b|%%?E?O?$", first) or re.match(rb"\d+( \d*)?( o?b?)?$", first):
        return [Finding("DOC-04", {"detail": "falta el final del archivo"})]
    return [Finding("DOC-13", {"count": size})]
