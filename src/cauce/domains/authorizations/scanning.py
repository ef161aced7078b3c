"""Reading the codes of a picture that somebody took of a paper. The picture is opened in a limited child process."""

from typing import Any

from cauce.core.documents import sandbox, uploads

LIMITS = sandbox.Limits(cpu_seconds=15, wall_seconds=25, memory_bytes=2 * 1024**3)
MAX_PICTURE = 15 * 1024 * 1024  # bytes: a telephone's photograph


def texts_in(upload: Any) -> list[str]:
    """Texts of the QR codes in the picture; [] for none, and for what is no picture."""
    with uploads.as_path(upload) as path:
        outcome = sandbox.run("cauce.domains.authorizations.scanning_worker", {"path": str(path)}, LIMITS)
    return list(outcome.result.get("texts", []))
