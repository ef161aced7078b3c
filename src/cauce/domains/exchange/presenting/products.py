"""Which products a grid shows: one page of the speciality, the best hits of a search, or those with data."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django.core.paginator import Page, Paginator

from cauce.core.catalogues.models import Alias, Entry
from cauce.core.catalogues.search import SearchIndex

from ..queries import entries, release_of_catalogue

PAGE_SIZE = 50
MAX_HITS = 50


@dataclass(frozen=True, slots=True)
class View:
    """How the person looks at the sheet: searched text, only rows with data, page number."""

    q: str = ""
    only_data: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """The products to show, in order; `page` when they are one page of the whole list."""

    products: list[Entry]
    page: Page | None
    total: int


def products_to_show(speciality: Entry, view: View, with_data: Collection[int]) -> Shown:
    """The products of `speciality` that `view` asks for. with_data: ids that hold or are typed with data."""
    found = entries("product", speciality).only("id", "label", "code", "synthetic", "parent")
    if view.only_data:
        found = found.filter(pk__in=with_data)
    if view.q.strip():
        hits = [hit.key for hit in index_of(speciality).search(view.q, MAX_HITS)]
        held = found.in_bulk(hits)
        products = [held[key] for key in hits if key in held]
        return Shown(products, None, len(products))
    page = Paginator(found, PAGE_SIZE).get_page(view.page)
    return Shown(list(page.object_list), page, page.paginator.count)


def index_of(speciality: Entry) -> SearchIndex:
    """The search index of the speciality's products, kept per process and release."""
    return _index(speciality.pk, release_of_catalogue().pk)


@lru_cache(maxsize=128)
def _index(speciality_pk: int, _release_pk: int) -> SearchIndex:
    speciality = Entry(pk=speciality_pk)
    aliases: dict[int, list[str]] = {}
    found = entries("product", speciality)
    for entry_id, text in Alias.objects.filter(entry__in=found).values_list("entry_id", "text"):
        aliases.setdefault(entry_id, []).append(text)
    return SearchIndex((pk, label, aliases.get(pk, ())) for pk, label in found.values_list("pk", "label"))


def products_by_id(speciality: Entry, ids: Collection[int]) -> dict[int, Entry]:
    """Published products of the speciality among `ids`."""
    return entries("product", speciality).in_bulk(list(ids)) if ids else {}
