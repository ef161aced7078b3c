"""Child process of `pictures`: one page of a PDF as a PNG in greys."""

from pathlib import Path

import pypdfium2

from .compare import picture
from .sandbox import serve


def work(job: dict) -> dict:
    document = pypdfium2.PdfDocument(Path(job["path"]))
    if not 1 <= job["page"] <= len(document):
        return {"found": False}
    image = picture(document[job["page"] - 1], job["dpi"])
    image.quantize(16).save(job["out"], "PNG", optimize=True)
    return {"found": True, "width": image.width, "height": image.height}


if __name__ == "__main__":
    serve(work)
