"""Files that support a request: inspected as every upload is, kept by their hash."""

from datetime import datetime
from typing import Any

from cauce.core.accounts.models import User
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.documents import storage, uploads
from cauce.core.documents.inspection import Inspection, inspect
from cauce.core.errors import Invalid

from ..models import Evidence, Request
from ..policies import check_owner, not_now
from ..rules.states import RequestState
from ..rules.table import broken
from .common import locked

WRITABLE = frozenset({RequestState.DRAFT, RequestState.INFO_REQUESTED, RequestState.IN_REVIEW})


def add_evidence(
    *, by: User, at: datetime, request: Request, upload: Any, description: str, sequence: int | None = None
) -> Evidence:
    """Inspect `upload` (a Django upload or a Path; PDF) and keep it with the request.

    Not one transaction: a hostile file is read in a child process while nobody waits. Raises NotAllowed, NotNow
    (AP-46), Invalid (DOC-nn of the inspection, AP-01 without a description).
    """
    _check(by, request, at)
    if not description.strip():
        raise Invalid([broken("AP-01", "description", field="descripción del documento")])
    with uploads.as_path(upload) as path:
        seen = inspect(path)
        if not seen.ok:
            raise Invalid([finding.problem for finding in seen.findings])
        sha = storage.store_file(path)
        name = uploads.name_of(upload)
    return _keep_evidence(
        by=by,
        at=at,
        request=request,
        description=description,
        sequence=sequence,
        seen=seen,
        sha256=sha,
        name=name,
    )


@action("authorizations.evidence.add")
def _keep_evidence(
    *,
    by: User,
    at: datetime,
    request: Request,
    description: str,
    sequence: int | None,
    seen: Inspection,
    sha256: str,
    name: str,
) -> Evidence:
    """The row of a file that passed the inspection."""
    request = locked(request)
    _check(by, request, at)
    kept = Evidence.objects.create(
        request=request,
        sequence=sequence,
        description=description.strip()[:200],
        sha256=sha256,
        original_name=name,
        size=seen.size,
        pages=seen.pages,
        added_at=at,
        added_by=by,
    )
    record(
        action="authorizations.evidence.add",
        by=by,
        at=at,
        subject=request,
        place=request.unit,
        data={"sha256": sha256, "pages": seen.pages},
    )
    return kept


@action("authorizations.evidence.remove")
def remove_evidence(*, by: User, at: datetime, evidence: Evidence) -> Evidence:
    """Take a file off a draft; once sent, it stays (AP-37)."""
    request = locked(evidence.request)
    check_owner(by, request, at)
    if request.state != RequestState.DRAFT:
        raise not_now("AP-37")
    evidence.removed_at = at
    evidence.save(update_fields=["removed_at"])
    record(
        action="authorizations.evidence.remove",
        by=by,
        at=at,
        subject=request,
        place=request.unit,
        data={"sha256": evidence.sha256},
    )
    return evidence


def _check(by: User, request: Request, at: datetime) -> None:
    check_owner(by, request, at)
    if request.state not in WRITABLE:
        raise not_now("AP-46", state=request.get_state_display().lower(), act="adjuntar", who="nadie")
