"""Child process of `verification`: measure one received file against the issued one.

Answers with the fields of `verdicts.Evidence` as plain JSON.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdfium2

from .as_seen import open_as_seen
from .compare import compare
from .folio import find
from .prefix import only_blanks_after, starts_with
from .sandbox import serve
from .scan import folio_in
from .signatures import read_signatures, signature_boxes


def work(job: dict[str, Any]) -> dict[str, Any]:
    issued, received = Path(job["issued"]), Path(job["received"])
    prefix = starts_with(received, issued)
    seen: dict[str, Any] = {"prefix": prefix}
    if prefix and only_blanks_after(received, issued.stat().st_size):
        return seen | {"identical": True}
    moment = datetime.fromisoformat(job["moment"])
    seen["signatures"] = read_signatures(received, job["trust_roots"], moment) if job["signed"] else []
    ours, theirs = pypdfium2.PdfDocument(issued), pypdfium2.PdfDocument(received)
    boxes = signature_boxes(received) if job["signed"] else {}
    with tempfile.TemporaryDirectory(prefix="cauce-verify-") as folder:
        shown = open_as_seen(received, Path(folder))
        found = compare(ours, theirs, shown, exact=prefix, boxes=boxes)
    return seen | {
        "pages_expected": len(ours),
        "pages": len(theirs),
        "scanned_pages": found.scanned,
        "text_differs": found.text_differs,
        "has_text": found.has_text,
        "ink_removed": found.ink_removed,
        "ink_added": found.ink_added,
        "folio_found": _folio(theirs, bool(found.scanned) or not found.has_text or bool(found.text_differs)),
    }


def _folio(document: Any, look_at_pictures: bool) -> str:
    for index in range(min(len(document), 3)):
        folio = find(document[index].get_textpage().get_text_range())
        if folio:
            return folio
    return folio_in(document) if look_at_pictures else ""


if __name__ == "__main__":
    serve(work)
