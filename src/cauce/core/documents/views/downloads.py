"""Private downloads of papers and signed copies, for who may read them at their place."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cauce.core.accounts.access import require

from ..models import IssuedDocument, SignedCopy
from ..pictures import page_picture


@login_required
@require_safe
def issued_file(request: HttpRequest, folio: str) -> FileResponse:
    """The issued PDF; `?ver` shows it in the browser instead of saving it."""
    document = _issued(request, folio)
    return pdf_response(document.path, document.filename, inline="ver" in request.GET)


@login_required
@require_safe
def signed_file(request: HttpRequest, folio: str, version: int) -> FileResponse:
    """One signed copy, as it was received."""
    copy = _copy(request, folio, version)
    return pdf_response(copy.path, copy.filename, inline="ver" in request.GET)


@login_required
@require_safe
def issued_page(request: HttpRequest, folio: str, page: int) -> HttpResponse:
    """One page of the issued paper as a picture."""
    return _picture(_issued(request, folio).path, page)


@login_required
@require_safe
def signed_page(request: HttpRequest, folio: str, version: int, page: int) -> HttpResponse:
    """One page of a signed copy as a picture."""
    return _picture(_copy(request, folio, version).path, page)


def _issued(request: HttpRequest, folio: str) -> IssuedDocument:
    document = get_object_or_404(IssuedDocument.objects.select_related("place"), folio=folio)
    require(request.user, document.kind_of_paper.read, document.place, request.now)
    return document


def _copy(request: HttpRequest, folio: str, version: int) -> SignedCopy:
    copies = SignedCopy.objects.select_related("document__place")
    copy = get_object_or_404(copies, document__folio=folio, version=version)
    require(request.user, copy.document.kind_of_paper.read, copy.document.place, request.now)
    return copy


def _picture(path: Path, page: int) -> HttpResponse:
    content = page_picture(path, page)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"  # stored files never change
    return response


def pdf_response(path: Path, filename: str, *, inline: bool) -> FileResponse:
    """A PDF that the browser takes for nothing else, keeps in no shared cache, and cannot script."""
    response = FileResponse(path.open("rb"), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(not inline, filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response
