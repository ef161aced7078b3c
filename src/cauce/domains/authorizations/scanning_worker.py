"""Child process of `scanning`: the QR codes of one picture, straight, turned or coarse."""

from __future__ import annotations

import zxingcpp
from PIL import Image, ImageOps

from cauce.core.documents.sandbox import serve

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
MOST_PIXELS, LONGEST_SIDE, MOST_CODES = 60_000_000, 3_000, 5


def work(job: dict) -> dict:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(job["path"], formats=["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            return {"texts": []}
        opened.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
        image = ImageOps.exif_transpose(opened).convert("L")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    found = zxingcpp.read_barcodes(image, formats=QR)
    return {"texts": [code.text[:700] for code in found[:MOST_CODES]]}


if __name__ == "__main__":
    serve(work)
