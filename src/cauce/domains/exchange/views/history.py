"""Everything that happened to a declaration: who, when, what and why, and all versions of its papers."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.models import Event
from cauce.core.documents.models import IssuedDocument, SignedCopy
from cauce.core.documents.queries import documents_of

from ..models import Declaration, ProductRequest
from ..reports.kinds import FINAL
from ..rules.states import LIGHT_TEXT
from .common import find_declaration, page, step_context

PAGE_SIZE = 40


@page
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """The audit events of the declaration, its papers and its product requests, newest first."""
    declaration = find_declaration(request, pk)
    require(request.user, Permission.EXCHANGE_READ, declaration.entity, request.now)
    documents = list(documents_of(declaration, FINAL.code))
    copies = SignedCopy.objects.filter(document__in=documents).select_related(
        "document", "received_by", "looked_by"
    )
    events = Paginator(_events(declaration, documents), PAGE_SIZE).get_page(request.GET.get("pagina", 1))
    context = step_context(
        1,
        declaration,
        crumbs=[(_("Historial"), "")],
        events=events,
        light_text=LIGHT_TEXT[declaration.light],
        documents=documents,
        copies=copies.order_by("-received_at"),
    )
    return render(request, "exchange/history.html", context)


def _events(declaration: Declaration, documents: list[IssuedDocument]):
    copies = SignedCopy.objects.filter(document__in=documents).values_list("pk", flat=True)
    requests = ProductRequest.objects.filter(declaration=declaration).values_list("pk", flat=True)
    about = (
        _about(Declaration, [declaration.pk])
        | _about(IssuedDocument, [document.pk for document in documents])
        | _about(SignedCopy, list(copies))
        | _about(ProductRequest, list(requests))
    )
    return Event.objects.filter(about).order_by("-sequence")


def _about(model: type, ids: list[int]) -> Q:
    return Q(subject_type=model._meta.label_lower, subject_id__in=[str(pk) for pk in ids])  # type: ignore[attr-defined]
