"""The tables as CSV and XLSX and the ficha as PDF, with the same cells hidden as on the page."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from cauce.core.exports import SheetData, csv_response, workbook_response
from cauce.indicators.answer import definition_version
from cauce.indicators.ficha import Sheet, ficha, figures_of, heads_of
from cauce.indicators.model import Indicator
from cauce.indicators.release import HIDDEN
from cauce.indicators.tables import Table
from cauce.indicators.wording import period_words

from ..places import local, zone_at
from ..queries.oversight import Reading, disaggregations, read, released
from ..source import SOURCE
from .oversight import counted_note, sheet_of, why_missing
from .oversight_asked import asked, find_indicator

PRINTED = ("region", "unit", "category", "priority", "kind", "decided_by", "reason", "month")


@login_required
def csv(request: Any, key: str) -> HttpResponseBase:
    """One breakdown (`por`) as CSV."""
    document, question = find_indicator(key), asked(request)
    tables = released(document, question.period, question.place, request.now)
    by = request.GET.get("por", "")
    by = by if by in tables else next(iter(tables), "")
    found = tables.get(by) or Table((), (), [])
    name = f"{key}-{question.period.id}-{by or 'total'}.csv"
    return csv_response(name, _header(found, document), _rows(found, document))


@login_required
def xlsx(request: Any, key: str) -> HttpResponseBase:
    """Every breakdown, a sheet each, after one that says what it is and from when."""
    document, question = find_indicator(key), asked(request)
    reading = read(document, question.period, question.place, request.now)
    tables = released(document, question.period, question.place, request.now)
    labels = dict(disaggregations(document, question.place, question.period))
    sheets = [SheetData(_("Indicador"), [_("Campo"), _("Valor")], _about(reading, request))]
    sheets += [
        SheetData(labels[by], _header(found, document), _rows(found, document))
        for by, found in tables.items()
    ]
    return workbook_response(f"{key}-{question.period.id}.xlsx", sheets)


@login_required
def pdf(request: Any, key: str) -> HttpResponse:
    """The ficha with the value, its trend and its first tables, to print."""
    document, question = find_indicator(key), asked(request)
    place, now = question.place, request.now
    reading = read(document, question.period, place, now)
    tables = released(document, question.period, place, now)
    sheet = Sheet(
        source=SOURCE,
        indicator=document,
        period=question.period,
        place=place,
        factor=document.factor,
        value=reading.value,
        trend=reading.trend,
        tables=[tables[by] for by in PRINTED if by in tables],
        made_from=reading.made_from,
        system=_("Autorización previa (formato ST2)"),
        fields=sheet_of(document),
        origin=_("Definición propia; la idea está en la fuente 002, apartado %(page)s")
        % {"page": document.source["page"]},
        missing="" if reading.value.computable else why_missing(reading.value),
        note=counted_note(document),
        hides=reading.hides,
    )
    response = HttpResponse(
        ficha(sheet, now, local(now, place), zone_at(place)), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="ficha-{key}-{question.period.id}.pdf"'
    return response


def _header(found: Table, document: Indicator) -> list[str]:
    return [*found.headers, *heads_of(document), _("Observación")]


def _rows(found: Table, document: Indicator) -> Iterator[list[Any]]:
    width = len(heads_of(document))
    for line in found.lines:
        if line.key in found.hidden:
            yield [*line.labels, *[HIDDEN] * width, _("Cifra pequeña o que la delataría")]
            continue
        why = "" if line.value.computable else why_missing(line.value)
        yield [*line.labels, *figures_of(document, line.value), why]


def _about(reading: Reading, request: Any) -> list[list[Any]]:
    document, place = reading.indicator, reading.place
    limits = _("Las mayores que 0 y menores que %(n)s, y las que las delatarían")
    facts: list[list[Any]] = [
        [_("Indicador"), f"{document.code}. {document.title}"],
        [_("Definición"), document.definition],
        [_("Lugar"), place.name],
        [_("Periodo"), period_words(reading.period)],
        [_("Valor"), HIDDEN if reading.hidden else reading.value.value],
        *[list(pair) for pair in sheet_of(document)],
        [_("Qué se cuenta"), counted_note(document)],
        [_("Datos al"), local(request.now, place)],
        [_("Versión de la definición"), definition_version(document)],
        [_("Versión de los datos"), reading.made_from.data_version if reading.made_from else ""],
        [_("Cifras ocultas"), limits % {"n": settings.CAUCE_DISCLOSURE_THRESHOLD}],
    ]
    return [*facts, [_("Aviso"), _("Dato sintético")]] if place.synthetic else facts
