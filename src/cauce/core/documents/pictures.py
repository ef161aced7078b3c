"""Pages as pictures, so that a person compares what was received with what was issued without opening a
stranger's PDF. Drawn in a limited child process."""

from __future__ import annotations

import tempfile
from pathlib import Path

from . import sandbox

LIMITS = sandbox.Limits(cpu_seconds=20, wall_seconds=40, memory_bytes=2 * 1024**3)
DPI = 80
MAX_SHOWN = 6


def page_picture(path: Path, page: int, dpi: int = DPI) -> bytes | None:
    """Page `page` (from 1) of the PDF at `path` as JPEG; None when there is no such page or it cannot be drawn."""
    with tempfile.TemporaryDirectory(prefix="cauce-page-") as folder:
        out = Path(folder) / "page.jpg"
        job = {"path": str(path.resolve()), "page": page, "dpi": dpi, "out": str(out)}
        outcome = sandbox.run("cauce.core.documents.picture_worker", job, LIMITS)
        return out.read_bytes() if outcome.result.get("found") else None
