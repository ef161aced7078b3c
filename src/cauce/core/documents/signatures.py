"""The electronic signatures inside a PDF, validated with pyHanko. Runs in the child process.

The file is read through its handle: pyHanko over BytesIO needs ten times the memory at 100 MB.
"""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Any

import pikepdf
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.misc import PdfError, PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

# Incomplete chains are an ordinary answer here, not something for the log of the server.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


def read_signatures(path: Path, trust_roots: list[str], moment: datetime) -> list[dict[str, Any]]:
    """One dictionary per signature, as `verdicts.SignatureFacts`.

    trust_roots: PEM or DER files; moment: when validity of the certificates is judged. No network is used.
    """
    roots = [load_cert_from_pemder(root) for root in trust_roots]
    with path.open("rb") as handle:
        reader = PdfFileReader(handle, strict=False)
        return [_facts(signature, roots, moment) for signature in reader.embedded_regular_signatures]


def signature_boxes(path: Path) -> dict[int, list[tuple[float, float, float, float]]]:
    """Rectangles (left, bottom, right, top, in points) of the signed signature fields, by page index."""
    boxes: dict[int, list[tuple[float, float, float, float]]] = {}
    with pikepdf.open(path) as pdf:
        for index, page in enumerate(pdf.pages):
            for item in page.get("/Annots", []):
                if _is_signature(item):
                    left, bottom, right, top = (float(number) for number in item.Rect)
                    box = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
                    boxes.setdefault(index, []).append(box)
    return boxes


def _is_signature(annotation: Any) -> bool:
    """Whether it shows a field of type signature with a value; both may be said at its parent."""
    if annotation.get("/Subtype") != pikepdf.Name.Widget:
        return False
    parent = annotation.get("/Parent", {})
    kind = annotation.get("/FT", parent.get("/FT"))
    return kind == pikepdf.Name.Sig and ("/V" in annotation or "/V" in parent)


def _facts(signature: Any, roots: list[Any], moment: datetime) -> dict[str, Any]:
    context = ValidationContext(
        trust_roots=roots, allow_fetching=False, moment=moment, revocation_mode="soft-fail"
    )
    try:
        status = validate_pdf_signature(signature, signer_validation_context=context)
    except (SignatureValidationError, PdfError, PdfReadError, ValueError) as error:
        return _fact(_name(signature), sound=False, reason=f"{type(error).__name__}: {error}"[:300])
    covered = status.coverage is not None and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    sound = bool(status.intact and status.valid and covered and status.docmdp_ok)
    reported = status.signer_reported_dt
    return _fact(
        _name(signature),
        sound=sound,
        trusted=bool(status.bottom_line),
        signed_at=reported.isoformat() if reported else "",
        reason="" if sound else str(status.summary())[:300],
    )


def _fact(signer: str, *, sound: bool, trusted: bool = False, signed_at: str = "", reason: str = "") -> dict:
    return {"signer": signer, "sound": sound, "trusted": trusted, "signed_at": signed_at, "reason": reason}


def _name(signature: Any) -> str:
    try:
        subject = signature.signer_cert.subject.native
    except (AttributeError, ValueError, SignatureValidationError):
        return ""
    return str(subject.get("common_name") or subject.get("organization_name") or "")[:200]
