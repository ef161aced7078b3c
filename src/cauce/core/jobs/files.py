"""Files that jobs leave for whom asked for them: kept a week, then removed (they can be made again)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cauce.core.errors import NotFound
from cauce.core.exports import file_response
from cauce.core.exports.files import XLSX_TYPE

from .schedule import every

KEPT = timedelta(days=7)
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": XLSX_TYPE,
}
Made = TypeVar("Made")


def folder() -> Path:
    """Where they are; nobody else reads it."""
    found = Path(settings.VAR_DIR) / "exports"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def path_of(job_id: int, ending: str) -> Path:
    """The file of a job. ending: without its dot, "xlsx"."""
    return folder() / f"{job_id}.{ending}"


def write_whole(job_id: int, ending: str, write: Callable[[Path], Made]) -> Made:
    """Let `write` fill the job's file; it has its name only when it is whole."""
    part = folder() / f"{job_id}.{ending}.part"
    answer = write(part)
    part.replace(path_of(job_id, ending))
    return answer


def hand_over(request: HttpRequest, job_id: int, kind: str, ending: str, name: str) -> FileResponse:
    """The file of a job of that kind, for whom may see the job. name: of the download, without ending.

    Raises NotAllowed, Http404 for no such job, NotFound (JOB-FILE) when the file is gone.
    """
    from .models import Job
    from .queries import require_access

    job = get_object_or_404(Job, pk=job_id, kind=kind)
    require_access(request.user, job, request.now)  # type: ignore[attr-defined,arg-type]  # set by our middleware
    path = path_of(job_id, ending)
    if not path.exists():
        raise NotFound(
            _("El archivo ya no está: se guarda siete días."),
            rule="JOB-FILE",
            remedy=_("Vuelva a pedirlo donde lo pidió."),
        )
    return file_response(path, f"{name}.{ending}", TYPES[ending])


@every("jobs.files.sweep", timedelta(hours=6))
def sweep(at: datetime) -> int:
    """Remove files older than KEPT; returns how many."""
    old = [p for p in folder().glob("*.*") if p.stat().st_mtime < (at - KEPT).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
