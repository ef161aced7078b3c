"""The indicators I-1 to I-19: the board of all, a page each, and the comparison of places with the standard."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import can, require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import NotAllowed, Refusal
from cauce.indicators.answer import definition_version
from cauce.indicators.model import Indicator
from cauce.indicators.query import ALL

from .. import actions
from ..country import local
from ..figures import province_map, region_map, trend_figure
from ..queries.dimensions import name_of_dimension
from ..queries.reading import (
    MONTH,
    Line,
    Table,
    disaggregations,
    is_of_the_year,
    meets,
    missing_words,
    period_words,
    read,
    table,
)
from ..queries.reading import board as read_board
from ..queries.reading import comparison as read_comparison
from ..queries.standards import standard_for
from ..rules.standard import read_standard
from ..sheet_fields import sheet_of
from .asked import Asked, asked, find_indicator, period_choices
from .common import crumbs, page

SORTS = {
    "lugar": lambda c: c.place.path,
    "valor": lambda c: (c.value.value is not None, c.value.value or 0),
    "estandar": lambda c: (c.standard is not None, c.standard.value if c.standard else 0),
    "diferencia": lambda c: (c.gap is not None, c.gap or 0),
}


@page
def board(request: Any) -> HttpResponse:
    """All nineteen for a place and a period: value, small trend, and how each stands beside its standard."""
    question = asked(request)
    lines = read_board(question.period, question.place, request.now)
    context = {
        **_common(question, request, _("Indicadores")),
        "rows": [
            (line, _trend_words(line), missing_words(line.indicator, line.value, line.period))
            for line in lines
        ],
        "said": sum(line.meets is not None for line in lines),
        "met": sum(line.meets is True for line in lines),
    }
    return render(request, "oralhealth/indicators.html", context)


@page
def indicator(request: Any, code: str) -> HttpResponse:
    """One indicator: value, trend, a table by the chosen disaggregation, maps, and the ficha with what is printed."""
    document = find_indicator(code)
    question = asked(request, document)
    period, place, now = question.period, question.place, request.now
    reading = read(document, period, place, now, question.factor)
    tabs = disaggregations(document, place, period)
    by = request.GET.get("por", "")
    by = by if by in dict(tabs) else (tabs[0][0] if tabs else "")
    found = table(document, period, place, (by,), now, factor=reading.factor) if by else None
    standard = standard_for(code, place, period.start.year)
    why_not = why_no_rows(request, question)
    context = {
        **_common(question, request, code, document),
        "reading": reading,
        "unit": document.unit_with(reading.factor),
        "missing": missing_words(document, reading.value, period),
        "standard": standard,
        "meets": meets(document, reading.value, standard, period),
        "of_the_year": is_of_the_year(document, period),
        "trend": [(period_words(p), question.link(periodo=p.id), v) for p, v in reading.trend],
        "figure": trend_figure(reading),
        "tabs": [(label, question.link(por=key)) for key, label in tabs],
        "here": question.link(por=by),
        "by": by,
        "table": found,
        "lines": shown_lines(found, document, question, rows=not why_not) if found else [],
        "maps": _maps(reading, question, found, now),
        "why_not": why_not,
        "rows_numerator": "" if why_not else rows_link(document, question, "numerador"),
        "rows_denominator": "" if why_not else rows_link(document, question, "denominador"),
        "factors": [f for f in document.offered_factors if f != reading.factor],
        "factor_links": [(f, question.link(factor=str(f))) for f in document.offered_factors],
        "sheet": sheet_of(document),
        "definition_version": definition_version(document)[:12],
        "data_version": reading.made_from.data_version[:12] if reading.made_from else "",
        "closed": reading.made_from.closed if reading.made_from else 0,
    }
    return render(request, "oralhealth/indicator.html", context)


@page
def comparison(request: Any, code: str) -> HttpResponse:
    """Regions and facilities beside the standard, sortable; whoever may sets the standard here."""
    document = find_indicator(code)
    question = asked(request, document)
    found = read_comparison(document, question.period, question.place, request.now, question.factor)
    order = request.GET.get("orden", "lugar")
    key = SORTS.get(order.lstrip("-"), SORTS["lugar"])
    context = {
        **_common(question, request, code, document, _("Comparación")),
        "found": sorted(found, key=key, reverse=order.startswith("-")),
        "unit": document.unit_with(question.factor),
        "of_the_year": is_of_the_year(document, question.period),
        "met": sum(c.meets is True for c in found),
        "said": sum(c.meets is not None for c in found),
        "why_not": ""
        if found
        else _("Este indicador no se distingue por región ni por instalación en este lugar."),
        "may_set": can(request.user, Permission.ORAL_STANDARD, question.place, request.now),
        "standard": standard_for(code, question.place, question.period.start.year),
    }
    return render(request, "oralhealth/comparison.html", context)


@page
@require_POST
def set_standard(request: Any, code: str) -> HttpResponse:
    """Set what the norm asks of the indicator at the place and below, from a year on."""
    document, question = find_indicator(code), asked(request)
    back = f"{reverse('oralhealth:indicator_comparison', args=[code])}{question.link()}"
    try:
        typed = read_standard(request.POST)
        actions.set_standard(
            by=request.user, at=request.now, indicator=document.code, place=question.place, **typed
        )
        messages.success(request, _("Estándar guardado."))
    except NotAllowed:
        raise
    except Refusal as refusal:
        for problem in refusal.problems:
            messages.error(request, str(problem))
    return redirect(back)


def why_no_rows(request: Any, question: Asked) -> str:
    """Why the person does not see the rows behind the numbers of the place; empty when they may."""
    try:
        require(request.user, Permission.ORAL_READ, question.place, request.now)
    except NotAllowed as refusal:
        return f"{refusal} {refusal.remedy}"
    return ""


def rows_link(document: Indicator, question: Asked, side: str, **cut: str) -> str:
    """The address of the rows that a number counts."""
    address = reverse("oralhealth:indicator_rows", args=[document.code])
    return f"{address}?{urlencode(question.query | {'lado': side, **cut})}"


def shown_lines(found: Table, document: Indicator, question: Asked, *, rows: bool) -> list[dict[str, Any]]:
    """The table's lines with the addresses of the rows behind their counts."""
    return [_shown(line, found, document, question, rows=rows) for line in found.lines]


def _shown(line: Line, found: Table, document: Indicator, question: Asked, *, rows: bool) -> dict[str, Any]:
    cut = {} if line.is_total else {f"d-{found.by[0]}": line.key[0] or ""}
    if found.by == (MONTH,):
        cut = {} if line.is_total else {"periodo": line.key[0] or ""}
    return {
        "line": line,
        "missing": missing_words(document, line.value, question.period),
        "numerator": rows_link(document, question, "numerador", **cut) if rows else "",
        "denominator": rows_link(document, question, "denominador", **cut) if rows else "",
    }


def _maps(reading: Any, question: Asked, found: Table | None, now: Any) -> list[Any]:
    document, period, place = reading.indicator, question.period, question.place
    maps = []
    if "region" in document.dimensions and place.kind == place.Kind.SECTOR:
        maps.append(region_map(reading, read_comparison(document, period, place, now, reading.factor)))
    if "province" in document.dimensions and place.kind == place.Kind.SECTOR:
        by = found if found and found.by == ("province",) else None
        by = by or table(document, period, place, ("province",), now, factor=reading.factor)
        maps.append(province_map(reading, by, standard_for(document.code, place, period.start.year)))
    return [figure for figure in maps if figure]


def _trend_words(line: Any) -> str:
    """What a spark line shows, in words."""
    known = [(period_words(p), v.value) for p, v in line.trend if v.value is not None]
    if not known:
        return _("Sin datos")
    first, last = known[0], known[-1]
    return _("De %(a)s en %(p)s a %(b)s en %(q)s") % {
        "a": first[1],
        "p": first[0],
        "b": last[1],
        "q": last[0],
    }


def _common(
    question: Asked, request: Any, title: str, document: Indicator | None = None, under: str = ""
) -> dict[str, Any]:
    above = [(_("Indicadores"), f"{reverse('oralhealth:indicators')}{question.link()}")] if document else []
    if under and document:
        above.append((title, f"{reverse('oralhealth:indicator', args=[document.code])}{question.link()}"))
    return {
        "crumbs": crumbs(*above, (under or title, "")),
        "question": question,
        "document": document,
        "place": question.place,
        "places": question.places,
        "period": question.period,
        "period_words": period_words(question.period),
        "periods": period_choices(document, question.period),
        "link": question.link(),
        "as_of": local(request.now),
        "total": ALL,
        "name_of": name_of_dimension,
    }
