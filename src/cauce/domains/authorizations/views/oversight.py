"""Oversight: the board of all indicators, a page each, and the terms missed, which are published."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.indicators.answer import definition_version
from cauce.indicators.choosing import period_choices
from cauce.indicators.ficha import counts_words, figures_of, heads_of
from cauce.indicators.model import Indicator
from cauce.indicators.query import ALL
from cauce.indicators.tables import MONTH, Line, Table
from cauce.indicators.values import Value
from cauce.indicators.wording import period_words
from cauce.web.chart_kinds import bars, lines
from cauce.web.charts import Figure

from ..places import local
from ..queries.oversight import NOT_APART, Reading, disaggregations, read, released
from ..queries.oversight import board as read_board
from ..source import documents
from .oversight_asked import Asked, asked, find_indicator

MOST_BARS = 25


def groups() -> dict[str, str]:
    """What the indicators are told under, in order."""
    return {
        "demand": _("Qué se pide"),
        "answers": _("Cómo se resuelve"),
        "times": _("Cuánto se tarda"),
        "quality": _("Calidad y control"),
    }


@login_required
def board(request: Any) -> HttpResponse:
    """All the indicators of a place and a period: definition, value with its counts, small trend."""
    question = asked(request)
    found = read_board(question.period, question.place, request.now)
    sections = [
        (title, [_row(r) for r in found if r.indicator.sheet["group"] == key])
        for key, title in groups().items()
    ]
    context = _common(question, request, _("Indicadores")) | {"sections": sections}
    return render(request, "authorizations/oversight/indicators.html", context)


@login_required
def indicator(request: Any, key: str) -> HttpResponse:
    """One indicator: value, trend, a table and a chart by the chosen breakdown, and its ficha."""
    document = find_indicator(key)
    question = asked(request)
    period, place = question.period, question.place
    reading = read(document, period, place, request.now)
    tables = released(document, period, place, request.now)
    tabs = [pair for pair in disaggregations(document, place, period) if pair[0] in tables]
    by = request.GET.get("por", "")
    by = by if by in tables else next(iter(tables), "")
    found = tables.get(by)
    context = _common(question, request, f"{document.code}. {document.title}", document) | {
        "row": _row(reading),
        "tabs": [(label, question.link(por=name)) for name, label in tabs],
        "here": question.link(por=by),
        "table": found,
        "heads": heads_of(document),
        "lines": shown_lines(document, found) if found else [],
        "figure": trend_figure(reading),
        "bars": bars_figure(document, found) if found else None,
        "facts": sheet_of(document),
        "definition_version": definition_version(document)[:12],
        "data_version": reading.made_from.data_version[:12] if reading.made_from else "",
    }
    return render(request, "authorizations/oversight/indicator.html", context)


def sheet_of(document: Indicator) -> list[tuple[str, str]]:
    """(label, text) of the ficha: what is counted over what, how often, from where."""
    found = [
        (_("Numerador"), document.sheet["numerator"]),
        (_("Denominador"), document.sheet["denominator"]),
        (_("Factor"), f"{document.factor:,f}"),
        (_("Unidad"), document.unit_with()),
        (_("Periodicidad"), document.sheet["periodicity"]),
        (_("Fuente de los datos"), document.sheet["source"]),
    ]
    return (
        found
        if document.denominator and not document.is_median
        else [f for f in found if f[0] != _("Factor")]
    )


def counted_note(document: Indicator) -> str:
    """What is counted, and by which day."""
    if document.numerator[0].fact == "auth_signals":
        return _("Cada señal cuenta el día en que se levantó.")
    return _("Cada solicitud cuenta el día en que se envió, también lo que le pasó después.")


def trend_figure(reading: Reading) -> Figure | None:
    """The periods as a line, when there are two or more that may be shown."""
    unit = reading.indicator.unit_with()
    known = [(period_words(p), unit, float(v.value or 0)) for p, v in reading.shown]
    if len(known) < 2:
        return None
    return lines(_("Tendencia"), known, measure=unit, decimals=reading.indicator.digits)


def bars_figure(document: Indicator, found: Table) -> Figure | None:
    """The breakdown as bars, of what is shown; none for a single one or for too many to read."""
    rows = [
        (line.labels[0], float(line.value.value))
        for line in found.lines
        if not line.is_total and line.key not in found.hidden and line.value.value is not None
    ]
    if not 2 <= len(rows) <= MOST_BARS or not any(value for _label, value in rows):
        return None
    title = _("%(title)s, por %(by)s") % {"title": document.title, "by": found.headers[0].lower()}
    return bars(title, rows, measure=document.unit_with(), kind=found.headers[0], decimals=document.digits)


def _row(reading: Reading) -> dict[str, Any]:
    document, value = reading.indicator, reading.value
    return {
        "document": document,
        "value": value,
        "hidden": reading.hidden,
        "counts": "" if reading.hidden else counts_words(document, value, document.factor),
        "missing": "" if value.computable else why_missing(value),
        "points": reading.points,
        "trend": _trend_words(reading),
        "address": reverse("authorizations:indicator", args=[document.code]),
    }


def _trend_words(reading: Reading) -> str:
    """What a spark line shows, in words."""
    known = [(period_words(p), v.value) for p, v in reading.shown]
    if not known:
        return _("Sin datos")
    (p, a), (q, b) = known[0], known[-1]
    return _("De %(a)s en %(p)s a %(b)s en %(q)s") % {"a": a, "p": p, "b": b, "q": q}


def shown_lines(document: Indicator, found: Table, heads: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The rows of a table as the page draws them. heads: other headings for the counts than the engine's.

    Months that have not begun to count, at the end of a year, are left out.
    """
    kept = list(found.lines)
    while found.by == (MONTH,) and len(kept) > 1 and _is_blank(kept[-2].value):
        del kept[-2]
    return [_line(document, line, found, heads or heads_of(document)) for line in kept]


def why_missing(value: Value) -> str:
    """Why there is no value: here a denominator is missing only when there are no cases."""
    no_cases = not value.computable and not value.denominator and value.reason != NOT_APART
    return _("sin casos") if no_cases else value.reason


def _is_blank(value: Value) -> bool:
    return not value.numerator and not value.denominator


def _line(document: Indicator, line: Line, found: Table, heads: Sequence[str]) -> dict[str, Any]:
    *counts, value = figures_of(document, line.value)
    return {
        "label": line.labels[0],
        "total": line.is_total,
        "hidden": line.key in found.hidden,
        "counts": list(zip(heads, counts, strict=False)),
        "value": value,
        "reason": "" if line.value.computable else why_missing(line.value),
    }


def _common(question: Asked, request: Any, title: str, document: Indicator | None = None) -> dict[str, Any]:
    home, board_at = reverse("authorizations:indicators"), question.link()
    above = [(_("Indicadores"), f"{home}{board_at}")] if document else []
    return {
        "crumbs": [(_("Autorización previa"), ""), *above, (title, "")],
        "question": question,
        "document": document,
        "place": question.place,
        "places": question.places,
        "period": question.period,
        "period_words": period_words(question.period),
        "periods": period_choices(next(iter(documents().values())), question.period, request.now.year),
        "link": board_at,
        "as_of": local(request.now, question.place),
        "threshold": settings.CAUCE_DISCLOSURE_THRESHOLD,
        "note": counted_note(document) if document else counted_note(documents()["A-1"]),
        "total": ALL,
    }
