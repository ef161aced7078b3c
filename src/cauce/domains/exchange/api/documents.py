"""The papers of a declaration: preliminary, final versions, signed copies."""

from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile

from cauce.api.answers import not_found
from cauce.api.idempotency import once_apart
from cauce.api.shapes import KEYED, Id, PageIn, answers, page_of
from cauce.core.documents.queries import documents_of, signed_copies
from cauce.core.exports import file_response

from ..actions.uploading import upload_signed_copy
from ..reports.issuing import preliminary_report
from . import finding

router = Router()
AT = "/declarations/{declaration_id}"
PDF = "application/pdf"


class DocumentOut(Schema):
    """An issued paper."""

    folio: str
    kind: str
    version: int
    title: str
    state: str
    pages: int
    size: int
    sha256: str
    issued_at: datetime
    superseded_at: datetime | None


class DocumentsOut(Schema):
    """A page of papers, newest version first."""

    count: int
    items: list[DocumentOut]


class CopyOut(Schema):
    """A signed copy received."""

    version: int
    state: str
    verdict: str
    explanation: str
    size: int
    sha256: str
    received_at: datetime
    received_by: str


class CopiesOut(Schema):
    """A page of signed copies, newest first."""

    count: int
    items: list[CopyOut]


@router.get(f"{AT}/preliminary.pdf", response=answers(str), summary="Reporte preliminar (PDF)")
def preliminary(request: HttpRequest, declaration_id: Id) -> HttpResponse:
    """The report to review before finalising, "Sin Validez Oficial"."""
    declaration = finding.a_whole_declaration(request, declaration_id)
    response = HttpResponse(preliminary_report(declaration, request.now), content_type=PDF)
    response["Cache-Control"] = "private, no-store"
    return response


@router.get(f"{AT}/documents", response=answers(DocumentsOut), summary="Versiones finales")
def documents(request: HttpRequest, declaration_id: Id, page: PageIn = Query(...)) -> dict[str, Any]:
    """Every final version issued, the superseded ones too."""
    declaration = finding.a_whole_declaration(request, declaration_id)
    return page_of(documents_of(declaration), page, _document_out)


@router.get(f"{AT}/documents/{{version}}.pdf", response=answers(str), summary="Una versión final (PDF)")
def document_file(request: HttpRequest, declaration_id: Id, version: Id) -> FileResponse:
    """The issued file, byte for byte."""
    found = _document(request, declaration_id, version)
    return file_response(found.path, found.filename, PDF)


@router.get(f"{AT}/documents/{{version}}/copies", response=answers(CopiesOut), summary="Copias firmadas")
def copies(
    request: HttpRequest, declaration_id: Id, version: Id, page: PageIn = Query(...)
) -> dict[str, Any]:
    """The signed copies received for a final version."""
    found = _document(request, declaration_id, version)
    return page_of(signed_copies(found), page, _copy_out)


@router.get(
    f"{AT}/documents/{{version}}/copies/{{number}}.pdf",
    response=answers(str),
    summary="Una copia firmada (PDF)",
)
def copy_file(request: HttpRequest, declaration_id: Id, version: Id, number: Id) -> FileResponse:
    """The received file, byte for byte."""
    found = signed_copies(_document(request, declaration_id, version)).filter(version=number).first()
    if found is None:
        raise not_found()
    return file_response(found.path, found.filename, PDF)


@router.post(
    f"{AT}/signed-copies",
    response=answers(CopyOut, 201),
    summary="Paso 9: subir el reporte firmado",
    openapi_extra=KEYED,
)
@once_apart
def upload(request: HttpRequest, declaration_id: Id, file: UploadedFile = File(...)) -> tuple[int, Any]:
    """Send the signed PDF of the final version in force, 100 MB at most; every version is kept."""
    declaration = finding.a_declaration(request, declaration_id)
    copy = upload_signed_copy(by=request.user, at=request.now, declaration=declaration, upload=file)
    return 201, CopyOut(**_copy_out(copy))


def _document(request: HttpRequest, declaration_id: int, version: int) -> Any:
    declaration = finding.a_whole_declaration(request, declaration_id)
    found = documents_of(declaration).filter(version=version).first()
    if found is None:
        raise not_found()
    return found


def _document_out(document: Any) -> dict[str, Any]:
    return {name: getattr(document, name) for name in DocumentOut.model_fields}


def _copy_out(copy: Any) -> dict[str, Any]:
    same = ("version", "state", "verdict", "explanation", "size", "sha256", "received_at")
    return {**{name: getattr(copy, name) for name in same}, "received_by": copy.received_by.display_name}
