"""The catalogues, their releases, and what each release changed."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from cauce.core.accounts.access import can
from cauce.core.accounts.permissions import Permission

from .. import queries

PAGE = 100


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """All catalogues with their release in force."""
    mine = queries.catalogues_for(request.user, request.now)
    rows = [(catalogue, queries.history(catalogue)) for catalogue in mine]
    may_import = can(request.user, Permission.IMPORT_RUN, None, request.now)
    return render(request, "catalogues/list.html", {"rows": rows, "may_import": may_import})


@login_required
def releases(request: HttpRequest, code: str) -> HttpResponse:
    """Every release, newest first, with how many entries it added and closed."""
    catalogue = queries.catalogue_for(request.user, code, request.now)
    context = {"catalogue": catalogue, "changes": queries.history(catalogue)}
    return render(request, "catalogues/releases.html", context)


@login_required
def release(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What one release added (`ver=altas`) or closed (`ver=cierres`)."""
    catalogue = queries.catalogue_for(request.user, code, request.now)
    found = get_object_or_404(catalogue.releases, number=number)
    added, closed = queries.changes_of(found)
    which = "cierres" if request.GET.get("ver") == "cierres" else "altas"
    entries = closed if which == "cierres" else added
    context = {
        "catalogue": catalogue,
        "release": found,
        "added": added.count(),
        "closed": closed.count(),
        "which": which,
        "page": Paginator(entries.order_by("code"), PAGE).get_page(request.GET.get("pagina")),
    }
    return render(request, "catalogues/release.html", context)
