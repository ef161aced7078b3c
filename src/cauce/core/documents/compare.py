"""Compare the pages of a received PDF with those issued: words, ink and what looks scanned.

Runs in the child process. Pages are rendered one at a time, by the same engine and at the same size for both
files, so an untouched page gives the very same picture, and any difference is a change and not noise.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
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
ENOUGH = 6  # pixels at 100 dpi, when another program drew the page; a comma has about eight
Box = tuple[float, float, float, float]


@dataclass
class Comparison:
    """Page numbers (from 1) on which something differs."""

    text_differs: list[int] = field(default_factory=list)
    ink_removed: list[int] = field(default_factory=list)
    ink_added: list[int] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    has_text: bool = False


def compare(
    issued: pypdfium2.PdfDocument,
    received: pypdfium2.PdfDocument,
    shown: pypdfium2.PdfDocument,
    *,
    exact: bool,
    boxes: Mapping[int, Sequence[Box]],
) -> Comparison:
    """Compare page by page. `exact`: the received file is ours with additions, so pictures must be equal to
    the pixel; otherwise another program wrote it and strokes may move by one pixel. `shown`: the received
    file as a reader draws it (as_seen.py); `boxes`: its signature fields, by page index."""
    result = Comparison()
    for index in range(len(received)):
        page = received[index]
        if scanned_share(page) >= SCANNED_SHARE:
            result.scanned.append(index + 1)
        result.has_text = result.has_text or bool(words(page))
        if index < len(issued):
            page.set_rotation(issued[index].get_rotation())  # turned and saved is the same page
            if words(issued[index]) != words(page):
                result.text_differs.append(index + 1)
            else:
                _compare_ink(issued[index], shown[index], index + 1, exact, boxes.get(index, ()), result)
        page.close()
    return result


def _compare_ink(
    issued: Any, received: Any, number: int, exact: bool, boxes: Sequence[Box], result: Comparison
) -> None:
    removed, added = ink_changes(issued, received, exact, in_their_place(issued, boxes))
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


def ink_changes(issued: Any, received: Any, exact: bool, boxes: Sequence[Box] = ()) -> tuple[bool, bool]:
    """(removed, added): ink of the issued page that is missing, and new ink; as a person sees the page,
    annotations included. Inside `boxes` (signature fields in their place) ink may be added, and what is
    covered counts as a mark to look at, not as removed."""
    received.set_rotation(issued.get_rotation())
    before, after = picture(issued), picture(received)
    if before.size != after.size:
        after = after.resize(before.size)
    if exact:
        removed, added = ImageChops.subtract(after, before), ImageChops.subtract(before, after)
    else:  # tolerate strokes that moved by a pixel
        removed = ImageChops.subtract(after.filter(ImageFilter.MinFilter(3)), before)
        added = ImageChops.subtract(before.filter(ImageFilter.MinFilter(3)), after)
    enough = 0 if exact else ENOUGH
    covered = _count(removed)
    for image in (removed, added):
        _blank(image, boxes, issued.get_size())
    lost = _count(removed)
    return lost > enough, _count(added) > enough or covered - lost > enough


def picture(page: Any, dpi: int = DPI) -> Image.Image:
    """The page in greys, never larger than MAX_PIXELS."""
    width, height = page.get_size()
    scale = min(dpi / 72, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    return bitmap.to_pil().convert("L")


def in_their_place(issued: Any, boxes: Sequence[Box]) -> list[Box]:
    """The signature fields that stand where nothing is reported: no figure of the issued page on their height.

    A signature field may draw anything. One over the table, or beside a number in it, could add a digit, so
    what it draws there is not taken for a signature.
    """
    text, width = issued.get_textpage(), issued.get_size()[0]
    bands = [(box, text.get_text_bounded(0, box[1], width, box[3])) for box in boxes]
    return [box for box, words_beside in bands if not any(letter.isdigit() for letter in words_beside)]


def _blank(image: Image.Image, boxes: Sequence[Box], size: tuple[float, float]) -> None:
    draw = ImageDraw.Draw(image)
    sx, sy = image.width / size[0], image.height / size[1]
    for left, bottom, right, top in boxes:
        box = (left * sx - 2, image.height - top * sy - 2, right * sx + 2, image.height - bottom * sy + 2)
        draw.rectangle(box, fill=0)


def _count(difference: Image.Image) -> int:
    return sum(difference.histogram()[DARKER:])
