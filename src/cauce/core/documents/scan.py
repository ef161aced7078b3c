"""Read the folio from the QR of a page picture: straight, turned, skewed or coarse. Runs in the child."""

from __future__ import annotations

from typing import Any

import zxingcpp
from PIL import Image

from .compare import picture
from .folio import find

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
PAGES = 12  # the QR is on the first page; people put covers before it
RESOLUTIONS = (200, 300, 120)


def folio_in(document: Any) -> str:
    """The first valid folio in a QR of the first pages, or an empty string."""
    for index in range(min(len(document), PAGES)):
        page = document[index]
        for dpi in RESOLUTIONS:
            folio = folio_in_picture(picture(page, dpi))
            if folio:
                return folio
    return ""


def folio_in_picture(image: Image.Image) -> str:
    """The folio of a QR in this picture, or an empty string."""
    codes = zxingcpp.read_barcodes(image, formats=QR)
    return next((folio for code in codes if (folio := find(code.text))), "")
