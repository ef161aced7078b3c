"""Child process of `pictures`: one page of a PDF as a JPEG in greys."""

from pathlib import Path

from .as_seen import open_as_seen
from .compare import picture
from .sandbox import serve


def work(job: dict) -> dict:
    document = open_as_seen(Path(job["path"]), Path(job["out"]).parent)
    if not 1 <= job["page"] <= len(document):
        return {"found": False}
    image = picture(document[job["page"] - 1], job["dpi"])
    image.save(job["out"], "JPEG", quality=70)
    return {"found": True, "width": image.width, "height": image.height}


if __name__ == "__main__":
    serve(work)
