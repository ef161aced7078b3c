"""Child process of `pictures`: one page of a PDF as a PNG in greys."""

from pathlib import Path

from .as_seen import open_as_seen
from .compare import picture
from .sandbox import serve


def work(job: dict) -> dict:
    document = open_as_seen(Path(job["path"]), Path(job["out"]).parent)
    if not 1 <= job["page"] <= len(document):
        return {"found": False}
    image = picture(document[job["page"] - 1], job["dpi"])
    image.quantize(16).save(job["out"], "PNG", optimize=True)
    return {"found": True, "width": image.width, "height": image.height}


if __name__ == "__main__":
    serve(work)
