"""Which products a grid shows: one page of the speciality, the best hits of a search, or those with data.

A published release never changes, so a speciality's products and their search index are kept per process.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.core.paginator import Page, Paginator

from cauce.core.catalogues.models import Alias, Entry
from cauce.core.catalogues.search import SearchIndex

from ..queries import entries, release_of_catalogue

PAGE_SIZE = 50
MAX_HITS = 50


@dataclass(frozen=True, slots=True)
class Product:
    """One product of the catalogue."""

    pk: int
    code: str
    label: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class ProductList:
    """A speciality's products in the catalogue's order, and the index to search them."""

    by_id: dict[int, Product]
    index: SearchIndex

    def among(self, ids: Iterable[int]) -> dict[int, Product]:
        """Those of `ids` that are in the list."""
        return {pk: self.by_id[pk] for pk in ids if pk in self.by_id}


@dataclass(frozen=True, slots=True)
class View:
    """How the person looks at the sheet: searched text, only rows with data, page number."""

    q: str = ""
    only_data: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """The products to show, in order; `page` when they are one page of the whole list."""

    products: list[Product]
    page: Page | None
    total: int


def products_to_show(held: ProductList, view: View, with_data: Collection[int]) -> Shown:
    """The products that `view` asks for. with_data: ids that hold data, stored or typed."""
    if view.q.strip():
        hits = held.index.search(view.q, MAX_HITS)
        products = [held.by_id[hit.key] for hit in hits if not view.only_data or hit.key in with_data]
        return Shown(products, None, len(products))
    wanted = [product for product in held.by_id.values() if not view.only_data or product.pk in with_data]
    page = Paginator(wanted, PAGE_SIZE).get_page(view.page)
    return Shown(list(page.object_list), page, page.paginator.count)


def products_of(speciality: Entry) -> ProductList:
    """The speciality's products in the published release."""
    return _read(speciality.pk, release_of_catalogue().pk)


@lru_cache(maxsize=256)
def _read(speciality_pk: int, _release_pk: int) -> ProductList:
    found = entries("product", Entry(pk=speciality_pk))
    aliases: dict[int, list[str]] = {}
    for entry_id, text in Alias.objects.filter(entry__in=found).values_list("entry_id", "text"):
        aliases.setdefault(entry_id, []).append(text)
    by_id = {row[0]: Product(*row) for row in found.values_list("pk", "code", "label", "synthetic")}
    return ProductList(by_id, SearchIndex((p.pk, p.label, aliases.get(p.pk, ())) for p in by_id.values()))


def forget() -> None:
    """Drop what is kept (tests, where ids come again with other content)."""
    _read.cache_clear()
