"""Building a listing: a form whose every change shows the table, and saving what it asks."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.errors import Conflict, Invalid, NotNow
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..listings.computing import compute
from ..listings.presenting import axis_choices, filter_fields, measure_choices, title_of
from ..listings.reach import places_of
from ..listings.reading import params, read, settled
from ..listings.sharing import offered
from ..listings.spec import CHARTS, MAX_ROWS, SPANS, Spec, from_document
from ..models import Listing
from ..queries.listings import homes
from .common import crumbs, fresh_key, key_of, page
from .listings import find_listing, table_context

PREVIEW = 40  # rows of the live preview; saving or downloading gives them all
START = Spec(measures=("patients",), rows=("region",), span="12m")


@page
def build(request: Any) -> HttpResponse:
    """The form with the table of what it asks; `?listado=` changes a saved one. HTMX asks for the parts."""
    places_of(request.user, request.now)
    uid = key_of(request, "listado")
    listing = find_listing(request, uid) if uid else None
    spec = read(request.GET) if request.GET.getlist("m") or "rango" in request.GET else _first(listing)
    context = {**_preview(request, spec), **_form(request, spec, listing)}
    template = "oralhealth/listings/_builder.html" if request.htmx else "oralhealth/listings/build.html"
    status = 422 if context["problems"] and not request.htmx else 200  # htmx swaps what it asked for
    return render(request, template, context, status=status)


def _first(listing: Listing | None) -> Spec:
    return from_document(listing.spec) if listing else START


def _preview(request: Any, spec: Spec) -> dict[str, Any]:
    """The table, or the problems that keep it from being made."""
    try:
        table = compute(settled(spec), request.user, request.now)
    except (Invalid, NotNow) as refused:
        return {"problems": refused.problems}
    return {"problems": (), **table_context(table, title_of(spec), request, limit=PREVIEW)}


def _form(request: Any, spec: Spec, listing: Listing | None) -> dict[str, Any]:
    own = listing if listing and listing.owner_id == request.user.pk else None
    places = homes(request.user, request.now)
    return {
        "crumbs": crumbs((_("Listados"), reverse("oralhealth:listings")), (_("Construir"), "")),
        "spec": spec,
        "listing": own,
        "measures": measure_choices(spec),
        "axes": axis_choices(),
        "row_fields": [(n, spec.rows[n - 1] if n <= len(spec.rows) else "") for n in range(1, MAX_ROWS + 1)],
        "column": spec.columns[0] if spec.columns else "",
        "filters": filter_fields(spec),
        "spans": SPANS.items(),
        "charts": CHARTS.items(),
        "query": urlencode(params(settled(spec))),
        "title": own.name if own else title_of(spec),
        "places": places,
        "visibilities": offered(request.user, own.place if own else places[0], request.now),
        "uid": fresh_key(),
    }


@page
@require_POST
def save(request: Any) -> HttpResponse:
    """Keep what the form asks, as a new listing or over the person's own one."""
    sent = request.POST
    spec, who = read(QueryDict(sent.get("q", ""))), {"by": request.user, "at": request.now}
    words = {
        "name": sent.get("nombre", ""),
        "description": sent.get("descripcion", ""),
        "visibility": sent.get("compartir", "private"),
    }
    over = key_of(request, "listado") if sent.get("como") == "mismo" else None
    try:
        if over:
            version = int(sent["version"]) if sent.get("version", "").isdigit() else 0
            listing = find_listing(request, over)
            made = actions.change_listing(**who, **words, listing=listing, version=version, spec=spec)
        else:
            made = actions.create_listing(
                **who, **words, place=_home(request), spec=spec, uid=key_of(request)
            )
    except (Invalid, Conflict) as refused:
        for said in refused.problems:
            messages.error(request, str(said))
        query = [*params(spec), *([("listado", str(over))] if over else [])]
        return redirect(f"{reverse('oralhealth:listing_build')}?{urlencode(query)}")
    messages.success(request, _("Listado guardado."))
    return redirect("oralhealth:listing", made.uid)


def _home(request: Any) -> OrgUnit:
    """The place that the form chose among the person's own; their first one by default."""
    places = homes(request.user, request.now) or places_of(request.user, request.now)
    chosen = [place for place in places if place.code == request.POST.get("lugar")]
    return chosen[0] if chosen else places[0]
