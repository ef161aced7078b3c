"""The search index of products, kept per process and release (core.catalogues.search)."""

from functools import lru_cache

from cauce.core.catalogues.models import Alias, Entry
from cauce.core.catalogues.search import SearchIndex

from ..queries import entries, release_of_catalogue


def index_of(speciality: Entry | None) -> SearchIndex:
    """The index of a speciality's products, or of all."""
    return _index(speciality.pk if speciality else 0, release_of_catalogue().pk)


@lru_cache(maxsize=64)
def _index(speciality_pk: int, _release_pk: int) -> SearchIndex:
    found = entries("product", Entry(pk=speciality_pk) if speciality_pk else None)
    aliases: dict[int, list[str]] = {}
    for entry_id, text in Alias.objects.filter(entry__in=found).values_list("entry_id", "text"):
        aliases.setdefault(entry_id, []).append(text)
    return SearchIndex((pk, label, aliases.get(pk, ())) for pk, label in found.values_list("pk", "label"))
