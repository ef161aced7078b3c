"""The rows behind a number: only for who reads rows at the place; the others are told why not."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.indicators.model import Indicator

from ..queries.dimensions import label_of, name_of_dimension
from ..queries.fact_rows import PER_PAGE, SIDES, filter_options, measures_of, rows_of
from ..queries.indicators import where_of
from ..queries.reading import NOT_APART, period_words
from .asked import asked, find_indicator, period_choices
from .common import crumbs, page

PREFIX = "d-"


@page
def rows(request: Any, code: str) -> HttpResponse:
    """One page of the rows that the numerator or the denominator counts, with the cut's filters."""
    document = find_indicator(code)
    question = asked(request, document)
    require(request.user, Permission.ORAL_READ, question.place, request.now)
    side = request.GET.get("lado", "")
    side = side if side in SIDES and measures_of(document, side) else "numerador"
    measures = measures_of(document, side)
    number = request.GET.get("medida", "0")
    measure = measures[int(number) if number.isdigit() and int(number) < len(measures) else 0]
    cut = _cut(request, document)
    where = where_of(question.place, document)
    wanted = request.GET.get("pagina", "1")
    at_page = max(int(wanted), 1) if wanted.isdigit() and len(wanted) < 7 else 1
    found = (
        rows_of(measure, document, question.period, question.place, cut, page=at_page)
        if where is not None
        else None
    )
    options = filter_options(document, measure, question.place)
    context = {
        "crumbs": crumbs(
            (_("Indicadores"), f"{reverse('oralhealth:indicators')}{question.link()}"),
            (code, f"{reverse('oralhealth:indicator', args=[code])}{question.link()}"),
            (_("Renglones"), ""),
        ),
        "document": document,
        "question": question,
        "place": question.place,
        "places": question.places,
        "period": question.period,
        "period_words": period_words(question.period),
        "periods": period_choices(document, question.period),
        "side": side,
        "sides": [(key, label) for key, label in _sides(document)],
        "found": found,
        "not_apart": NOT_APART,
        "page": Paginator(range(found.count), PER_PAGE).get_page(at_page) if found else None,
        "cut": [(name_of_dimension(d), label_of(d, v)) for d, v in cut.items()],
        "filters": [
            (f"{PREFIX}{d}", name_of_dimension(d), choice, cut.get(d) or "") for d, choice in options
        ],
        "others": [(f"{PREFIX}{d}", v or "") for d, v in cut.items() if d not in dict(options)],
        "clear": f"?{_without_cut(request)}",
    }
    return render(request, "oralhealth/indicator_rows.html", context)


def _cut(request: Any, document: Indicator) -> dict[str, str | None]:
    """dimension → value of the query's `d-…`; a dimension that is there but empty is the unknown, unless it comes
    from the form's own empty choice (`filtrar`)."""
    found: dict[str, str | None] = {}
    from_form = "filtrar" in request.GET
    for name in document.asked_by:
        key = PREFIX + name
        if key in request.GET and (request.GET[key] or not from_form):
            found[name] = request.GET[key] or None
    return found


def _sides(document: Indicator) -> list[tuple[str, str]]:
    found = [("numerador", _("Numerador"))]
    return [*found, ("denominador", _("Denominador"))] if document.denominator else found


def _without_cut(request: Any) -> str:
    query = request.GET.copy()
    for key in [key for key in query if key.startswith(PREFIX) or key in ("pagina", "filtrar")]:
        del query[key]
    return query.urlencode()
