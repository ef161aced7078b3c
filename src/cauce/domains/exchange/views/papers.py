"""The PDFs of a declaration: the preliminary report, each final version, each signed copy."""

from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.models import SignedCopy
from cauce.core.documents.queries import documents_of

from ..reports.issuing import preliminary_report
from ..reports.kinds import FINAL
from .common import find_declaration, missing, page

PDF = "application/pdf"


@page
def preliminary(request: HttpRequest, pk: int) -> HttpResponse:
    """The report «Sin Validez Oficial»; once finalised there is only the final version."""
    declaration = find_declaration(request, pk)
    require(request.user, Permission.EXCHANGE_READ, declaration.entity, request.now)
    if not declaration.is_open:
        return redirect("exchange:final", pk=pk)
    name = f"preliminar-{declaration.entity.code}-{declaration.round.code}.pdf"
    response = HttpResponse(preliminary_report(declaration, request.now), content_type=PDF)
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["Cache-Control"] = "private, no-store"
    return response


@page
def final_pdf(request: HttpRequest, pk: int, version: int) -> HttpResponseBase:
    """One final version, current or superseded; `?descargar=1` saves instead of opening."""
    declaration = find_declaration(request, pk)
    require(request.user, Permission.EXCHANGE_READ, declaration.entity, request.now)
    document = documents_of(declaration, FINAL.code).filter(version=version).first()
    if document is None:
        raise missing(_("la versión final %(version)s") % {"version": version})
    return _send(request, document.path, document.filename)


@page
def signed_pdf(request: HttpRequest, pk: int, copy_pk: int) -> HttpResponseBase:
    """One signed copy, as it was received."""
    declaration = find_declaration(request, pk)
    require(request.user, Permission.EXCHANGE_READ, declaration.entity, request.now)
    own = documents_of(declaration, FINAL.code)
    copy = SignedCopy.objects.select_related("document").filter(pk=copy_pk, document__in=own).first()
    if copy is None:
        raise missing(_("esa copia firmada"))
    return _send(request, copy.path, copy.filename)


def _send(request: HttpRequest, path: Path, name: str) -> FileResponse:
    attachment = "descargar" in request.GET
    response = FileResponse(path.open("rb"), as_attachment=attachment, filename=name, content_type=PDF)
    response["Cache-Control"] = "private, no-store"
    return response
