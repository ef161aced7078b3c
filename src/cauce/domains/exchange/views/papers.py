"""The preliminary report as PDF. Final versions and signed copies are downloaded from core.documents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission

from ..reports.issuing import preliminary_report
from .common import find_declaration, page

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
