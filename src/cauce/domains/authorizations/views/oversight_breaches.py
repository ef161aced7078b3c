"""Terms missed, published to everybody who works with authorisations (rule 6): how many answers came in time, and where."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import permissions_at, require, roots
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit
from cauce.indicators.choosing import period_choices
from cauce.indicators.ficha import counts_words
from cauce.indicators.wording import period_words

from ..places import local
from ..queries.oversight import disaggregations, read, released
from ..source import documents
from .oversight import counted_note, sheet_of, shown_lines
from .oversight_asked import asked_period

IN_TERM = "A-13"
TOLD = ("region", "institution", "priority", "speciality", "month")
WORKS = [permission for permission in Permission if permission.name.startswith("AUTH_")]


@login_required
def breaches(request: Any) -> HttpResponse:
    """The share of answers in time of the whole sector, by region, priority, speciality and month."""
    place = whole_of(request)
    document, period = documents()[IN_TERM], asked_period(request, place)
    reading = read(document, period, place, request.now)
    tables = released(document, period, place, request.now)
    heads = [_("En plazo"), _("Resueltas o vencidas"), _("% en plazo")]
    names = dict(disaggregations(document, place, period))
    context = {
        "crumbs": [(_("Autorización previa"), ""), (_("Plazos vencidos"), "")],
        "place": place,
        "places": [place],
        "period": period,
        "period_words": period_words(period),
        "periods": period_choices(document, period, request.now.year),
        "document": document,
        "value": reading.value,
        "hidden": reading.hidden,
        "counts": counts_words(document, reading.value, document.factor),
        "heads": heads,
        "tables": [
            (names[by], shown_lines(document, tables[by], heads))
            for by in TOLD
            if by in tables and len(tables[by].lines) > 1
        ],
        "facts": sheet_of(document)[:2],
        "note": counted_note(document),
        "as_of": local(request.now, place),
        "threshold": settings.CAUCE_DISCLOSURE_THRESHOLD,
    }
    return render(request, "authorizations/oversight/breaches.html", context)


def whole_of(request: Any) -> OrgUnit:
    """The sector that the person works in. Raises NotAllowed for somebody without a part in authorisations."""
    held = permissions_at(request.user, None, request.now) & set(WORKS)
    if not held:
        require(request.user, Permission.AUTH_OVERSIGHT, None, request.now)
    place = next(iter(roots(request.user, min(held), request.now)))
    return place.ancestor(OrgUnit.Kind.SECTOR) or place
