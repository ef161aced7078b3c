"""What leaves: the tables as CSV and XLSX and the ficha as PDF, without the small counts that would tell of somebody."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from cauce.core.exports import SheetData, csv_response, workbook_response
from cauce.indicators.answer import definition_version
from cauce.indicators.model import Indicator
from cauce.indicators.release import HIDDEN

from ..country import local
from ..queries.reading import Reading, Table, disaggregations, period_words, read
from ..queries.release import is_small, released
from ..reports.indicator import ficha
from .asked import Asked, asked, find_indicator
from .common import page

PRINTED = ("sex", "age_group", "age_group_maternal", "programme", "region")


@page
def csv(request: Any, code: str) -> HttpResponseBase:
    """One disaggregation (`por`) as CSV."""
    document = find_indicator(code)
    question = asked(request, document)
    tables = _tables(document, question, request)
    by = request.GET.get("por", "")
    by = by if by in tables else next(iter(tables), "")
    found = tables.get(by) or Table((), (), [])
    name = f"{code}-{question.period.id}-{by or 'total'}.csv"
    return csv_response(name, _header(found, document, question), _rows(found))


@page
def xlsx(request: Any, code: str) -> HttpResponseBase:
    """Every disaggregation, a sheet each, after one that says what it is and from when."""
    document = find_indicator(code)
    question = asked(request, document)
    reading = read(document, question.period, question.place, request.now, question.factor)
    tables = _tables(document, question, request)
    labels = dict(disaggregations(document, question.place, question.period))
    sheets = [SheetData(_("Indicador"), [_("Campo"), _("Valor")], _about(reading, question, request))]
    sheets += [
        SheetData(labels[by], _header(found, document, question), _rows(found))
        for by, found in tables.items()
    ]
    return workbook_response(f"{code}-{question.period.id}.xlsx", sheets)


@page
def pdf(request: Any, code: str) -> HttpResponse:
    """The ficha técnica with the value, its trend and its first tables, to print."""
    document = find_indicator(code)
    question = asked(request, document)
    reading = read(document, question.period, question.place, request.now, question.factor)
    tables = _tables(document, question, request)
    printed = [tables[by] for by in PRINTED if by in tables]
    response = HttpResponse(ficha(reading, printed, request.now), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="ficha-{code}-{question.period.id}.pdf"'
    return response


def _tables(document: Indicator, question: Asked, request: Any) -> dict[str, Table]:
    return released(
        document,
        question.period,
        question.place,
        request.now,
        settings.CAUCE_DISCLOSURE_THRESHOLD,
        factor=question.factor,
    )


def _header(found: Table, document: Indicator, question: Asked) -> list[str]:
    unit = document.unit_with(question.factor)
    return [*found.headers, _("Numerador"), _("Denominador"), unit, _("Observación")]


def _rows(found: Table) -> Iterator[list[Any]]:
    for line in found.lines:
        if line.key in found.hidden:
            yield [*line.labels, HIDDEN, HIDDEN, HIDDEN, _("Cifra pequeña o que la delataría")]
            continue
        value = line.value
        yield [*line.labels, value.numerator, value.denominator, value.value, value.reason]


def _about(reading: Reading, question: Asked, request: Any) -> list[list[Any]]:
    document = reading.indicator
    threshold = settings.CAUCE_DISCLOSURE_THRESHOLD
    limits = _("Las de personas mayores que 0 y menores que %(n)s, y las que las delatarían")
    return [
        [_("Indicador"), f"{document.code}. {document.title}"],
        [_("Lugar"), question.place.name],
        [_("Periodo"), period_words(question.period)],
        [_("Valor"), HIDDEN if is_small(document, reading.value, threshold) else reading.value.value],
        [_("Unidad"), document.unit_with(question.factor)],
        [_("Datos al"), local(request.now)],
        [_("Versión de la definición"), definition_version(document)],
        [_("Versión de los datos"), reading.made_from.data_version if reading.made_from else ""],
        [_("Cifras ocultas"), limits % {"n": settings.CAUCE_DISCLOSURE_THRESHOLD}],
        *([[_("Aviso"), _("Dato sintético")]] if question.place.synthetic else []),
    ]
