"""The indicators I-1 to I-19: the board, and a page each with its value, trend, breakdown and ficha."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import NotFound
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, parse
from cauce.indicators.model import Indicator
from cauce.indicators.values import Value
from cauce.web.chart_kinds import lines
from cauce.web.charts import Figure

from ..country import local
from ..queries.board import last_month_with_data
from ..queries.indicators import (
    breakdown,
    documents,
    latest_period,
    name_of_dimension,
    reach_of,
    trend,
    value_of,
)
from ..queries.standards import standard_for
from .common import crumbs, page

SHEET = {
    "institution": gettext_lazy("Institución que lo suministra"),
    "responsible_unit": gettext_lazy("Unidad administrativa responsable"),
    "team": gettext_lazy("Equipo responsable"),
    "producers": gettext_lazy("Productores del indicador"),
    "unit": gettext_lazy("Unidad de medida"),
    "periodicity": gettext_lazy("Periodicidad"),
    "sex": gettext_lazy("Desagregación por sexo"),
    "age": gettext_lazy("Desagregación por edad"),
    "geography": gettext_lazy("División geográfica"),
    "programme": gettext_lazy("Indicadores de programa"),
    "source": gettext_lazy("Fuente de los datos"),
    "disseminators": gettext_lazy("Divulgadores"),
}


@page
def board(request: Any) -> HttpResponse:
    """All nineteen for a place and a period."""
    roots, place = _place(request)
    period = _period(request, place)
    context = {
        "crumbs": crumbs((_("Indicadores"), "")),
        "place": place,
        "places": _choices(roots),
        "period": period.id,
        "rows": [(d, value_of(d, period, place, request.now)) for d in documents().values()],
        "as_of": local(request.now),
    }
    return render(request, "oralhealth/indicators.html", context)


@page
def indicator(request: Any, code: str) -> HttpResponse:
    """One indicator: value against its standard, trend, one breakdown, and the ficha with what the print says."""
    document = documents().get(code)
    if document is None:
        raise NotFound(_("No existe ese indicador."), rule="OH-133", remedy=_("Use I-1 a I-19."))
    roots, place = _place(request)
    period = _period(request, place, document.period_types)
    by = request.GET.get("por", document.dimensions[0])
    by = by if by in document.dimensions else document.dimensions[0]
    value = value_of(document, period, place, request.now)
    spans = trend(document, period, place, request.now)
    standard = standard_for(code, place, period.start.year)
    context = {
        "crumbs": crumbs((_("Indicadores"), "../"), (code, "")),
        "document": document,
        "place": place,
        "places": _choices(roots),
        "period": period.id,
        "value": value,
        "standard": standard,
        "meets": _meets(value.value, standard.value if standard else None, document.standard),
        "trend": spans,
        "figure": _figure(document, spans),
        "by": by,
        "by_label": name_of_dimension(by),
        "dimensions": [(d, name_of_dimension(d)) for d in document.dimensions],
        "lines": breakdown(document, period, place, by, request.now),
        "sheet": [(label, document.sheet[key]) for key, label in SHEET.items()],
        "as_of": local(request.now),
    }
    return render(request, "oralhealth/indicator.html", context)


def _figure(document: Indicator, spans: list[tuple[str, Value]]) -> Figure | None:
    """The trend as a line, when there is more than one value to join."""
    known = [(span, document.unit, float(v.value)) for span, v in spans if v.value is not None]
    return lines(_("Tendencia"), known, measure=document.unit) if len(known) > 1 else None


def _meets(value: Any, standard: Any, declared: Any) -> bool | None:
    if value is None or standard is None or declared is None:
        return None
    return value >= standard if declared.direction == "up" else value <= standard


def _place(request: Any) -> tuple[list[OrgUnit], OrgUnit]:
    """The places one may choose, and the chosen one (within reach)."""
    roots = reach_of(request.user, request.now)
    if not roots:
        require(request.user, Permission.ORAL_INDICATORS, None, request.now)
    asked = OrgUnit.objects.filter(code=request.GET.get("lugar", "")).first()
    if asked is None or not any(asked.is_within(root) for root in roots):
        return roots, roots[0]
    return roots, asked


def _choices(roots: list[OrgUnit]) -> list[OrgUnit]:
    """The person's places with the regions and facilities below them."""
    found: list[OrgUnit] = []
    for root in roots:
        found += OrgUnit.objects.filter(
            path__startswith=root.path, kind__in=("sector", "region", "facility")
        ).order_by("path")
    return found


def _period(request: Any, place: OrgUnit, kinds: tuple[str, ...] = ()) -> Period:
    try:
        asked = parse(request.GET.get("periodo", ""))
        if not kinds or asked.type in kinds:
            return asked
    except ValueError:
        pass
    return latest_period(last_month_with_data(place), PeriodType.YEAR, request.now)
