"""The listings: the list of them, one with its table, and what is done with it."""

import uuid
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import can
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Conflict, Invalid, NotFound
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..country import local
from ..listings.computing import Table, compute
from ..listings.presenting import heads_of, notes_of, picture_of, span_words
from ..listings.reach import is_synthetic, places_of
from ..listings.reading import params
from ..listings.sharing import offered
from ..listings.spec import SPANS, Spec, from_document, problem
from ..listings.standard import Standard, standard_listings
from ..models import Listing
from ..queries.listings import homes, listings_for
from .common import crumbs, fresh_key, key_of, page

PAGE = 200


@page
def index(request: Any) -> HttpResponse:
    """The person's own listings, those shared with them, and those of the system."""
    places_of(request.user, request.now)
    found = list(listings_for(request.user, request.now))
    if text := request.GET.get("buscar", "").strip().casefold():
        found = [one for one in found if text in f"{one.name} {one.description}".casefold()]
    context = {
        "crumbs": crumbs((_("Listados"), "")),
        "mine": [one for one in found if one.owner_id == request.user.pk],
        "shared": [one for one in found if one.owner_id != request.user.pk],
        "standard": [
            one for one in standard_listings().values() if text in f"{one.title} {one.description}".casefold()
        ],
        "text": request.GET.get("buscar", ""),
        "gone": Listing.objects.filter(owner=request.user, deleted_at__isnull=False).order_by("-deleted_at")[
            :5
        ],
    }
    return render(request, "oralhealth/listings/index.html", context)


@page
def show(request: Any, uid: uuid.UUID) -> HttpResponse:
    """One saved listing, with the figures of the person's places."""
    listing = find_listing(request, uid)
    return _page(request, from_document(listing.spec), listing=listing)


@page
def standard(request: Any, key: str) -> HttpResponse:
    """One listing of the system."""
    found = standard_listings().get(key)
    if found is None:
        raise _missing()
    return _page(request, found.spec, standard=found)


def _page(
    request: Any, spec: Spec, *, listing: Listing | None = None, standard: Standard | None = None
) -> HttpResponse:
    name = listing.name if listing else _(standard.title) if standard else ""
    reach, problems, table = places_of(request.user, request.now), (), None
    try:
        spec = overridden(spec, request.GET, request)
        table = compute(spec, request.user, request.now)
    except Invalid as refused:
        problems = refused.problems
    query = urlencode(params(spec))
    context = {
        "crumbs": crumbs((_("Listados"), reverse("oralhealth:listings")), (name, "")),
        "name": name,
        "listing": listing,
        "standard": standard,
        "mine": bool(listing and listing.owner_id == request.user.pk),
        "problems": problems,
        "query": query,
        "places": _choices(reach),
        "place": request.GET.get("lugar", ""),
        "spec": spec,
        "spans": SPANS.items(),
        "uid": fresh_key(),
        "visibilities": offered(request.user, listing.place, request.now) if listing else [],
        **(table_context(table, name, request) if table else {}),
    }
    return render(request, "oralhealth/listings/show.html", context, status=422 if problems else 200)


def table_context(table: Table, name: str, request: Any, *, limit: int = PAGE) -> dict[str, Any]:
    """What the table's template needs, also in the preview."""
    return {
        "table": table,
        "caption": name,
        "heads": heads_of(table),
        "lines": Paginator(table.lines, limit).get_page(request.GET.get("pagina")),
        "notes": notes_of(table),
        "figure": picture_of(table, name),
        "span": span_words(table),
        "as_of": local(table.as_of),
        "synthetic": is_synthetic(request.user, request.now),
        "may_take_whole": can(request.user, Permission.ORAL_PAPER, None, request.now),
    }


def overridden(spec: Spec, asked: Any, request: Any) -> Spec:
    """The listing for another span or one place, as the page's filter asks."""
    if span := asked.get("rango"):
        months = (asked.get(name, "").replace("-", "") for name in ("desde", "hasta"))
        first, last = months
        spec = replace(spec, span=span, first=first, last=last)
    place = OrgUnit.objects.filter(code=asked.get("lugar", "-")).first()
    column = {"region": "region", "facility": "facility"}.get(place.kind) if place else None
    if column:
        spec = replace(spec, filters={**spec.filters, column: (place.code,)})
    return spec


def _choices(reach: list[OrgUnit]) -> list[OrgUnit]:
    """The regions and facilities within reach, when there is more than one."""
    found: list[OrgUnit] = []
    for root in reach:
        found += OrgUnit.objects.below(root).filter(kind__in=("region", "facility")).order_by("path")
    return found if len(found) > 1 else []


@page
@require_POST
def act(request: Any, uid: uuid.UUID) -> HttpResponse:
    """Rename, share, copy, delete or bring back; the button says which (`accion`)."""
    listing = _any_listing(request, uid)
    asked, here = request.POST.get("accion", ""), redirect("oralhealth:listing", uid)
    who = {"by": request.user, "at": request.now}
    try:
        if asked == "eliminar":
            actions.delete_listing(**who, listing=listing)
            messages.success(request, _("Listado «%(name)s» eliminado.") % {"name": listing.name})
            return redirect(f"{reverse('oralhealth:listings')}?eliminado={uid}")
        if asked == "recuperar":
            actions.restore_listing(**who, listing=listing)
            messages.success(request, _("Listado «%(name)s» recuperado.") % {"name": listing.name})
            return here
        actions.change_listing(
            **who,
            listing=listing,
            version=_number(request.POST.get("version")),
            name=request.POST.get("nombre"),
            description=request.POST.get("descripcion"),
            visibility=request.POST.get("compartir"),
        )
        messages.success(request, _("Cambios guardados."))
    except (Invalid, Conflict) as refused:
        for said in refused.problems:
            messages.error(request, str(said))
    return here


@page
@require_POST
def copy(request: Any) -> HttpResponse:
    """A private copy of a saved listing, or of one of the system."""
    key, uid = request.POST.get("norma", ""), key_of(request, "de")
    listing = find_listing(request, uid) if uid else None
    source = standard_listings().get(key)
    if listing is None and source is None:
        raise _missing()
    name = listing.name if listing else _(source.title)
    made = actions.copy_listing(
        by=request.user,
        at=request.now,
        place=homes(request.user, request.now)[0],
        name=_("Copia de %(name)s") % {"name": name},
        spec=from_document(listing.spec) if listing else source.spec,
        source=name,
        uid=key_of(request),
    )
    messages.success(request, _("Copia guardada; es solo suya hasta que la comparta."))
    return redirect("oralhealth:listing", made.uid)


def find_listing(request: Any, uid: uuid.UUID) -> Listing:
    """A listing that the person may open. Raises NotFound (OH-318)."""
    found = listings_for(request.user, request.now).filter(uid=uid).first()
    if found is None:
        places_of(request.user, request.now)
        raise _missing()
    return found


def _any_listing(request: Any, uid: uuid.UUID) -> Listing:
    """The same, or a deleted one of the person's own."""
    own = Listing.objects.filter(uid=uid, owner=request.user).select_related("owner", "place").first()
    return own or find_listing(request, uid)


def _missing() -> NotFound:
    said = problem("OH-318")
    return NotFound(said.message, rule=said.rule, remedy=said.remedy)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
