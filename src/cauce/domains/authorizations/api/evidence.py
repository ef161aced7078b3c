"""Documents of a request: received, inspected, taken off a draft, handed out to who may read it."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from cauce.api.answers import not_found
from cauce.api.idempotency import once, once_apart
from cauce.api.shapes import KEYED, Id, Text, answers
from cauce.core.documents import storage
from cauce.core.exports import file_response

from .. import actions
from ..models import Evidence
from . import finding
from .shapes import EvidenceOut, LineOut
from .telling import evidence_out, told

router = Router()
AT = "/requests/{uid}/evidence"


class DescribedIn(Schema):
    """What the document is, and for which item (none: for all)."""

    description: Text = ""
    sequence: int | None = None


@router.post(AT, response=answers(EvidenceOut, 201), summary="Adjuntar un PDF", openapi_extra=KEYED)
@once_apart
def add(
    request: HttpRequest, uid: UUID, file: UploadedFile = File(...), body: DescribedIn = Form(...)
) -> tuple[int, Any]:
    """Send one document; it is inspected as every upload is."""
    sequence = body.sequence if body.sequence and 0 < body.sequence < 1000 else None
    kept = actions.add_evidence(
        by=request.user,
        at=request.now,
        request=finding.a_request(uid),
        upload=file,
        description=body.description,
        sequence=sequence,
    )
    return 201, EvidenceOut(**evidence_out(kept))


@router.post(
    f"{AT}/{{evidence_id}}/remove",
    response=answers(LineOut),
    summary="Quitar un documento",
    openapi_extra=KEYED,
)
@once
def remove(request: HttpRequest, uid: UUID, evidence_id: Id) -> tuple[int, Any]:
    """Take a document off a draft; of a sent request it stays."""
    kept = _one(uid, evidence_id)
    actions.remove_evidence(by=request.user, at=request.now, evidence=kept)
    return 200, told(kept.request, request.now)


@router.get(f"{AT}/{{evidence_id}}.pdf", response=answers(str), summary="Un documento (PDF)")
def read(request: HttpRequest, uid: UUID, evidence_id: Id, why: Text = "") -> FileResponse:
    """The file, to who may see whose it is; it is a reading of the request."""
    kept = _one(uid, evidence_id)
    reading = actions.read_request(by=request.user, at=request.now, request=kept.request, why=why, door="api")
    if not reading.identity:
        raise not_found()
    return file_response(storage.path_of(kept.sha256), kept.original_name, "application/pdf")


def _one(uid: UUID, pk: int) -> Evidence:
    rows = Evidence.objects.select_related("request").filter(removed_at__isnull=True)
    found = rows.filter(request__uid=uid, pk=pk).first()
    if found is None:
        raise not_found()
    return found
