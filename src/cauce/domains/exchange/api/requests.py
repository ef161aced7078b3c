"""Products missing from the catalogue: asked for, approved or declined."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Schema

from cauce.api.answers import not_found
from cauce.api.idempotency import once
from cauce.api.shapes import KEYED, Id, PageIn, answers, page_of
from cauce.core.accounts.access import places
from cauce.core.accounts.permissions import Permission

from .. import actions
from ..models import ProductRequest
from . import finding
from .shapes import DecideIn, RequestIn, RequestOut, request_out

router = Router()


class RequestsOut(Schema):
    """A page of product requests, newest first."""

    count: int
    items: list[RequestOut]


@router.get("/product-requests", response=answers(RequestsOut), summary="Solicitudes de producto")
def list_requests(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """The requests within the person's reach."""
    return page_of(_visible(request), page, request_out)


@router.post(
    "/declarations/{declaration_id}/product-requests",
    response=answers(RequestOut, 201),
    summary="Solicitar un producto",
    openapi_extra=KEYED,
)
@once
def create(request: HttpRequest, declaration_id: Id, body: RequestIn) -> tuple[int, Any]:
    """Ask for a product that the catalogue lacks."""
    declaration = finding.a_declaration(request, declaration_id)
    made = actions.request_product(
        by=request.user,
        at=request.now,
        declaration=declaration,
        unit=finding.a_unit(request, declaration, body.unit_id),
        speciality=finding.an_entry("speciality", body.speciality_id),
        label=body.label,
        justification=body.justification,
    )
    return 201, RequestOut(**request_out(made))


@router.post(
    "/product-requests/{request_id}/decision",
    response=answers(RequestOut),
    summary="Resolver una solicitud",
    openapi_extra=KEYED,
)
@once
def decide(request: HttpRequest, request_id: Id, body: DecideIn) -> tuple[int, Any]:
    """Approve (publishes a new release of the catalogue) or decline with a reason."""
    found = _visible(request).filter(pk=request_id).first()
    if found is None:
        raise not_found()
    decided = actions.decide_product_request(
        by=request.user, at=request.now, request=found, approve=body.approve, reason=body.reason
    )
    return 200, RequestOut(**request_out(decided))


def _visible(request: HttpRequest) -> Any:
    """Requests of units that the person may read."""
    scope = Q(pk__in=[])
    for place in places(request.user, Permission.EXCHANGE_READ, request.now):
        scope |= Q(unit__path__startswith=place.path)
    return ProductRequest.objects.filter(scope).select_related(
        "unit", "speciality", "requested_by", "declaration__entity"
    )
