"""Step 8: the final version for signatures, and every version before it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cauce.core.accounts.permissions import Permission
from cauce.core.documents.queries import documents_of
from cauce.core.errors import Refusal

from ..models import Declaration
from ..policies import check_can_reopen, refuse
from ..reports.kinds import FINAL
from .common import contact_for, find_declaration, may, page, step_context
from .refusals import why_not


@page
def final(request: HttpRequest, pk: int) -> HttpResponse:
    """Open or download the current version; superseded ones stay, marked."""
    declaration = find_declaration(request, pk)
    documents = list(documents_of(declaration, FINAL.code))
    current = next((document for document in documents if document.is_current), None)
    coordinates = may(request, Permission.EXCHANGE_REOPEN, declaration.entity)
    context = step_context(
        8,
        declaration,
        current=current,
        older=[document for document in documents if document != current],
        reopenings=declaration.reopenings.select_related("by").order_by("-at"),
        not_yet=None if current else _not_yet(declaration),
        coordinates=coordinates,
        reopen_refusal=why_not(
            request, Permission.EXCHANGE_REOPEN, declaration.entity, check_can_reopen, declaration
        )
        if coordinates
        else None,
        receipts=declaration.paper_receipts.select_related("recorded_by"),
        contact=contact_for(declaration.entity),
    )
    return render(request, "exchange/final.html", context)


def _not_yet(declaration: Declaration) -> Refusal:
    return refuse("EX-33")
