"""Compare the pages of a received PDF with those issued: words, ink and what looks scanned.

Runs in the child process. Pages are rendered one at a time, by the same engine and at the same size for both
files, so an untouched page gives the very same picture, and any difference is a change and not noise.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageFilter

DPI = 100
MAX_PIXELS = 25_000_000
# A page of which images cover this much was photographed or scanned.
SCANNED_SHARE = 0.75
DARKER = 48  # grey levels that count as ink appearing or disappearing
ENOUGH = 6  # pixels at 100 dpi; a comma has about eight
Box = tuple[float, float, float, float]


@dataclass
class Comparison:
    """Page numbers (from 1) on which something differs."""

    text_differs: list[int] = field(default_factory=list)
    ink_removed: list[int] = field(default_factory=list)
    ink_added: list[int] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    has_text: bool = False


def compare(issued: pypdfium2.PdfDocument, received: pypdfium2.PdfDocument, *, exact: bool) -> Comparison:
    """Compare page by page. `exact`: the received file is ours with additions, so pictures must be equal to
    the pixel; otherwise another program wrote it and strokes may move by one pixel."""
    result = Comparison()
    for index in range(len(received)):
        page = received[index]
        if scanned_share(page) >= SCANNED_SHARE:
            result.scanned.append(index + 1)
        result.has_text = result.has_text or bool(words(page))
        if index < len(issued):
            _compare_page(issued[index], page, index + 1, exact, result)
        page.close()
    return result


def _compare_page(issued: Any, received: Any, number: int, exact: bool, result: Comparison) -> None:
    if words(issued) != words(received):
        result.text_differs.append(number)
        return
    removed, added = ink_changes(issued, received, exact)
    if removed:
        result.ink_removed.append(number)
    if added:
        result.ink_added.append(number)


def words(page: Any) -> str:
    """The text of a page without spaces, in compatible form: what other writers may set differently."""
    text = page.get_textpage().get_text_range()
    return "".join(unicodedata.normalize("NFKC", text).replace("\u00ad", "").split())


def scanned_share(page: Any) -> float:
    """How much of the page its images cover, 0 to 1 or more."""
    width, height = page.get_size()
    area = 0.0
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = item.get_bounds()
        area += max(0.0, min(right, width) - max(left, 0)) * max(0.0, min(top, height) - max(bottom, 0))
    return area / (width * height or 1)


def ink_changes(issued: Any, received: Any, exact: bool) -> tuple[bool, bool]:
    """(removed, added): whether ink of the issued page is missing, anywhere; and whether there is new ink
    outside signature fields. Both as a person sees the page, annotations included."""
    before, after = picture(issued), picture(received)
    if before.size != after.size:
        after = after.resize(before.size)
    if not exact:  # tolerate strokes that moved by a pixel
        removed = ImageChops.subtract(after.filter(ImageFilter.MinFilter(3)), before)
        added = ImageChops.subtract(before.filter(ImageFilter.MinFilter(3)), after)
    else:
        removed, added = ImageChops.subtract(after, before), ImageChops.subtract(before, after)
    _blank(added, signature_boxes(received), received.get_size())
    return _count(removed) > ENOUGH, _count(added) > ENOUGH


def picture(page: Any, dpi: int = DPI) -> Image.Image:
    """The page in greys, never larger than MAX_PIXELS."""
    width, height = page.get_size()
    scale = min(dpi / 72, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True, draw_annots=True)
    return bitmap.to_pil().convert("L")


def signature_boxes(page: Any) -> list[Box]:
    """Rectangles (left, bottom, right, top, in points) of the signature fields on the page."""
    boxes = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        is_widget = pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET
        if is_widget and pdfium.FPDFAnnot_HasKey(annotation, b"V"):
            rect = pdfium.FS_RECTF()
            pdfium.FPDFAnnot_GetRect(annotation, rect)
            boxes.append((rect.left, rect.bottom, rect.right, rect.top))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return boxes


def _blank(image: Image.Image, boxes: list[Box], size: tuple[float, float]) -> None:
    draw = ImageDraw.Draw(image)
    sx, sy = image.width / size[0], image.height / size[1]
    for left, bottom, right, top in boxes:
        box = (left * sx - 2, image.height - top * sy - 2, right * sx + 2, image.height - bottom * sy + 2)
        draw.rectangle(box, fill=0)


def _count(difference: Image.Image) -> int:
    return sum(difference.histogram()[DARKER:])
