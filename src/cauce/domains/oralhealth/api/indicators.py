"""The nineteen indicators: their documents and their values, without the small counts that would tell of somebody."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from cauce.api.answers import not_found
from cauce.api.shapes import Text, answers
from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, parse
from cauce.indicators.answer import definition_version
from cauce.indicators.model import Indicator

from ..queries.indicators import documents, reach_of
from ..queries.reading import Line, Table
from ..queries.release import released
from ..rules.flow import broken
from .shapes import IndicatorOut, ReadingOut

router = Router()


@router.get("/indicators", response=answers(list[IndicatorOut]), summary="Los diecinueve indicadores")
def indicators(request: HttpRequest) -> list[dict[str, Any]]:
    """The documents in short."""
    require(request.user, Permission.ORAL_INDICATORS, None, request.now)
    return [_short(document) for document in documents().values()]


@router.get("/indicators/{code}", response=answers(ReadingOut), summary="Un indicador por un desglose")
def indicator(
    request: HttpRequest, code: Text, period: Text, by: Text = "sex", place: Text = ""
) -> dict[str, Any]:
    """Its values at a place (the person's own by default) and period, by one disaggregation, with the total."""
    document = documents().get(code)
    if document is None:
        raise not_found()
    where, span = _place(request, place), _period(period)
    tables = released(document, span, where, request.now, settings.CAUCE_DISCLOSURE_THRESHOLD)
    if by not in tables:
        raise Invalid([broken("OH-148", "by", value=by[:30], known=", ".join(tables))])
    return {
        "code": document.code,
        "period": span.id,
        "place": where.code,
        "by": by,
        "unit": document.unit_with(None),
        "data_at": request.now,
        "definition_version": definition_version(document),
        "synthetic": where.synthetic,
        "values": [_value(line, tables[by]) for line in tables[by].lines],
    }


def _place(request: HttpRequest, code: str) -> OrgUnit:
    roots = reach_of(request.user, request.now)
    if not roots:
        require(request.user, Permission.ORAL_INDICATORS, None, request.now)
    if not code:
        return roots[0]
    found = OrgUnit.objects.filter(code=code).first()
    if found is None:
        raise not_found()
    require(request.user, Permission.ORAL_INDICATORS, found, request.now)
    return found


def _period(text: str) -> Period:
    try:
        return parse(text)
    except ValueError as error:
        raise Invalid([broken("OH-149", "period", value=text[:20])]) from error


def _value(line: Line, table: Table) -> dict[str, Any]:
    hidden = line.key in table.hidden
    value = line.value
    return {
        "key": list(line.key),
        "labels": [str(label) for label in line.labels],
        "numerator": None if hidden or value.numerator is None else Decimal(value.numerator),
        "denominator": None if hidden or value.denominator is None else Decimal(value.denominator),
        "value": None if hidden else value.value,
        "reason": "" if hidden else value.reason,
        "hidden": hidden,
    }


def _short(document: Indicator) -> dict[str, Any]:
    return {
        "code": document.code,
        "title": document.title,
        "unit": document.unit_with(None),
        "factor": document.factor,
        "dimensions": list(document.dimensions),
    }
