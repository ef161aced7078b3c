"""A PDF with everything a reader would show drawn into its pages: comments, stamps, form fields, signatures.

PDFium leaves out form fields unless the form knows them, and other readers draw them anyway; so a picture made
without this step would miss what a person sees. Runs in child processes.
"""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2


def open_as_seen(path: Path, folder: Path) -> pypdfium2.PdfDocument:
    """The document at `path` for drawing; `folder` holds the flattened copy while it is open."""
    with pikepdf.open(path) as pdf:
        if not any("/Annots" in page for page in pdf.pages):
            return pypdfium2.PdfDocument(path)
        pdf.flatten_annotations("all")
        target = folder / "as-seen.pdf"
        pdf.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return pypdfium2.PdfDocument(target)
