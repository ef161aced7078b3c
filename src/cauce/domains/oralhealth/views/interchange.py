"""Downloads for other systems: `?formato=adx|dhis2|csv|xlsx`."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from cauce.core.errors import Invalid, NotFound, NotNow
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import parse

from ..actions.interchange import export_indicators, export_month
from ..interchange.files import FORMATS
from ..rules.flow import broken
from .common import page


@page
@require_GET
def month(request: Any, code: str, month: int) -> HttpResponse:
    """The consolidated month of a facility, or of all facilities of a place."""
    place, form = _place(code), request.GET.get("formato", "adx")
    try:
        content = export_month(by=request.user, at=request.now, place=place, month=month, form=form)
    except (Invalid, NotNow) as refused:
        messages.error(request, str(refused))
        return redirect("oralhealth:months")
    return _download(content, f"salud-bucal-{code}-{month}", form)


@page
@require_GET
def indicators(request: Any, code: str, period: str) -> HttpResponse:
    """All indicators of a place in a period."""
    place, form = _place(code), request.GET.get("formato", "dhis2")
    try:
        chosen = parse(period)
    except ValueError as error:
        raise _missing(period) from error
    try:
        content = export_indicators(by=request.user, at=request.now, place=place, period=chosen, form=form)
    except (Invalid, NotNow) as refused:
        messages.error(request, str(refused))
        return redirect("oralhealth:indicators")
    return _download(content, f"indicadores-{code}-{period}", form)


def _place(code: str) -> OrgUnit:
    place = OrgUnit.objects.filter(code=code).first()
    if place is None:
        raise _missing(code)
    return place


def _missing(what: str) -> NotFound:
    problem = broken("OH-104", facility=what[:40])
    return NotFound(problem.message, rule=problem.rule, remedy=problem.remedy)


def _download(content: bytes, name: str, form: str) -> HttpResponse:
    ending, media_type = FORMATS[form]
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}-{form}{ending}")
    response["Cache-Control"] = "private, no-store"
    return response
