"""One release of a catalogue: level by level, or searched."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from .. import queries, releases
from ..labels import kind_label
from ..models import Catalogue, Entry, Release

PAGE = 100
MOST_HITS = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the page shows it: what it is, how many it holds, and its place above."""

    entry: Entry
    kind: str
    below: int = 0
    path: str = ""


@login_required
def browse(request: HttpRequest, code: str) -> HttpResponse:
    """`q` searches; `en` is the entry whose children are shown; `publicacion` an older release."""
    catalogue = queries.catalogue_for(request.user, code, request.now)
    release = chosen_release(request, catalogue)
    asked = request.GET.get("q", "").strip()[:120]
    above = _above(request, release)
    found = _hits(catalogue, release, asked) if asked else _children(release, above[-1] if above else None)
    page = Paginator(found, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "catalogue": catalogue,
        "release": release,
        "current": releases.current(catalogue),
        "asked": asked,
        "above": above,
        "page": page,
        "rows": [row if isinstance(row, Shown) else _shown(row) for row in page],
        "total": queries.entries_of(release).count(),
        "most": MOST_HITS,
    }
    return render(request, "catalogues/browse.html", context)


def chosen_release(request: HttpRequest, catalogue: Catalogue) -> Release:
    """The release of the address, else the one in force."""
    number = request.GET.get("publicacion", "")
    if number.isdigit():
        return get_object_or_404(catalogue.releases.filter(published_at__isnull=False), number=number)
    return queries.published(catalogue)


def _above(request: HttpRequest, release: Release) -> list[Entry]:
    """From the top down to the entry whose children are shown."""
    pk = request.GET.get("en", "")
    entry = get_object_or_404(queries.entries_of(release), pk=pk) if pk.isdigit() else None
    found: list[Entry] = []
    while entry is not None:
        found.insert(0, entry)
        entry = entry.parent
    return found


def _children(release: Release, parent: Entry | None):
    number = release.number
    inside = Q(children__since__lte=number) & (
        Q(children__until__isnull=True) | Q(children__until__gt=number)
    )
    own = queries.entries_of(release).filter(parent=parent)
    return own.annotate(below=Count("children", filter=inside)).order_by("order", "label")


def _hits(catalogue: Catalogue, release: Release, asked: str) -> list[Shown]:
    return [_shown(entry) for entry in queries.search(catalogue, asked, release=release, limit=MOST_HITS)]


def _shown(entry: Entry) -> Shown:
    above: list[str] = []
    parent = entry.parent
    while parent is not None:
        above.insert(0, parent.label)
        parent = parent.parent
    return Shown(entry, kind_label(entry.kind), getattr(entry, "below", 0), " › ".join(above))
