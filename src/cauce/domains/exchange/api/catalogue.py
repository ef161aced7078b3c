"""Groups, specialities and products of the published catalogue; search as in the grid."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from cauce.api.shapes import Id, PageIn, Text, answers, page_of

from ..queries import entries, release_of_catalogue
from . import finding
from .shapes import EntryOut, entry_out

router = Router()


class EntriesOut(Schema):
    """A page of entries of one release."""

    release: int
    count: int
    items: list[EntryOut]


@router.get("/catalogue/groups", response=answers(EntriesOut), summary="Grupos de servicio")
def groups(request: HttpRequest, page: PageIn = Query(...)) -> dict[str, Any]:
    """Service groups of the published catalogue."""
    return _listed(entries("group"), page)


@router.get(
    "/catalogue/groups/{group_id}/specialities", response=answers(EntriesOut), summary="Especialidades"
)
def specialities(request: HttpRequest, group_id: Id, page: PageIn = Query(...)) -> dict[str, Any]:
    """Core specialities of a group."""
    return _listed(entries("speciality", finding.an_entry("group", group_id)), page)


class ProductsIn(Schema):
    """speciality: only its products; search: accent-blind and typo-tolerant, best hits first."""

    speciality: Id | None = None
    search: Text = Field("", max_length=200)


@router.get("/catalogue/products", response=answers(EntriesOut), summary="Productos")
def products(
    request: HttpRequest, wanted: ProductsIn = Query(...), page: PageIn = Query(...)
) -> dict[str, Any]:
    """Products, by speciality and by search."""
    parent = finding.an_entry("speciality", wanted.speciality) if wanted.speciality else None
    found = entries("product", parent)
    if not wanted.search.strip():
        return _listed(found, page)
    hits = search(wanted.search, parent)
    held = found.in_bulk(hits)
    return _listed([held[key] for key in hits if key in held], page)


def search(text: str, parent: Any) -> list[int]:
    """Ids of the products that a text finds, best first."""
    from .searching import index_of

    return [hit.key for hit in index_of(parent).search(text, 100)]


def _listed(found: Any, page: PageIn) -> dict[str, Any]:
    return {"release": release_of_catalogue().number, **page_of(found, page, entry_out)}
