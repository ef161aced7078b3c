"""Reading catalogues: their releases, what each holds, and searching in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet

from cauce.core.accounts.access import works_in
from cauce.core.accounts.models import User
from cauce.core.errors import NotFound

from . import releases
from .models import Alias, Catalogue, Entry, Release
from .search import SearchIndex

_INDEXES: dict[tuple, tuple[tuple, SearchIndex]] = {}
_LOCK = Lock()


def catalogue_by_code(code: str) -> Catalogue:
    """The catalogue. Raises NotFound."""
    return _one(Catalogue.objects.all(), code)


def catalogues_for(user: User, at: datetime) -> QuerySet[Catalogue]:
    """The catalogues of the programmes in which the person has a part, and those that belong to none, by name.

    A programme's catalogue bears its name first: "exchange-services".
    """
    others = Q(pk__in=[])
    for module in settings.CAUCE_MODULES:
        if not works_in(user, module, at):
            others |= Q(code__startswith=f"{module}-")
    return Catalogue.objects.exclude(others).order_by("name")


def catalogue_for(user: User, code: str, at: datetime) -> Catalogue:
    """One of `catalogues_for`. Raises NotFound, also for one of another programme."""
    return _one(catalogues_for(user, at), code)


def _one(among: QuerySet[Catalogue], code: str) -> Catalogue:
    try:
        return among.get(code=code)
    except Catalogue.DoesNotExist as error:
        raise NotFound(
            f"No existe el catálogo «{code}».",
            rule="CA-00",
            remedy="Los catálogos cargados se ven con «cauce catalogues list».",
        ) from error


def published(catalogue: Catalogue) -> Release:
    """The newest published release. Raises NotFound when there is none yet."""
    release = releases.current(catalogue)
    if release is None:
        raise NotFound(
            f"«{catalogue.name}» no tiene ninguna publicación.",
            rule="CA-00",
            remedy="La administración del sistema la importa y la publica.",
        )
    return release


def entries_of(release: Release) -> QuerySet[Entry]:
    """What a release holds, in catalogue order."""
    return releases.content(release.catalogue, release.number)


@dataclass(frozen=True, slots=True)
class ReleaseChange:
    """How a release differs from the one before it."""

    release: Release
    added: int
    closed: int
    total: int


def history(catalogue: Catalogue) -> list[ReleaseChange]:
    """All releases, newest first, with how many entries each added and closed."""
    mine = Entry.objects.filter(catalogue=catalogue)
    added = dict(mine.values_list("since").annotate(n=Count("pk")).order_by())
    closed = dict(mine.exclude(until=None).values_list("until").annotate(n=Count("pk")).order_by())
    total, found = 0, []
    for release in catalogue.releases.order_by("number"):
        plus, minus = added.get(release.number, 0), closed.get(release.number, 0)
        total += plus - minus
        found.append(ReleaseChange(release, plus, minus, total))
    return found[::-1]


def changes_of(release: Release) -> tuple[QuerySet[Entry], QuerySet[Entry]]:
    """(entries that begin with this release, entries that ended with it)."""
    mine = Entry.objects.filter(catalogue=release.catalogue).select_related("parent")
    return mine.filter(since=release.number), mine.filter(until=release.number)


def index_for(catalogue: Catalogue, release: Release, kinds: Iterable[str] = ()) -> SearchIndex:
    """A search index over the release's entries (all, or of some kinds); keys are entry ids.

    Built once per process. It is built again when the release's content or any alias changes: for
    a published release only aliases can.
    """
    kinds = tuple(sorted(kinds))
    key, state = (release.pk, kinds), _state(release)
    with _LOCK:
        known = _INDEXES.get(key)
        if known and known[0] == state:
            return known[1]
        index = _build(release, kinds)
        for old in [k for k in _INDEXES if k[1] == kinds and _INDEXES[k][0][0] == catalogue.pk and k != key]:
            if len(_INDEXES) > 8:
                del _INDEXES[old]
        _INDEXES[key] = (state, index)
        return index


def _state(release: Release) -> tuple:
    aliases = Alias.objects.filter(entry__catalogue=release.catalogue).aggregate(
        n=Count("pk"), last=Max("pk")
    )
    draft = ()
    if release.published_at is None:
        mine = Entry.objects.filter(catalogue=release.catalogue)
        draft = tuple(
            mine.aggregate(
                n=Count("pk"), last=Max("pk"), closed=Count("pk", filter=Q(until=release.number))
            ).values()
        )
    return (release.catalogue_id, aliases["n"], aliases["last"], draft)


def _build(release: Release, kinds: tuple[str, ...]) -> SearchIndex:
    found = entries_of(release).prefetch_related("aliases")
    if kinds:
        found = found.filter(kind__in=kinds)
    return SearchIndex((e.pk, e.label, [alias.text for alias in e.aliases.all()]) for e in found)


def search(
    catalogue: Catalogue,
    text: str,
    *,
    release: Release | None = None,
    kinds: Iterable[str] = (),
    limit: int = 20,
) -> list[Entry]:
    """Entries that answer `text`, best first, each with its parent and its aliases loaded."""
    release = release or published(catalogue)
    hits = index_for(catalogue, release, kinds).search(text, limit=limit)
    found = Entry.objects.select_related("parent__parent").prefetch_related("aliases")
    by_id = found.in_bulk([hit.key for hit in hits])
    return [by_id[hit.key] for hit in hits if hit.key in by_id]
