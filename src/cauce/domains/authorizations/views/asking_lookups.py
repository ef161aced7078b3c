"""The look-ups that answer while somebody types: services and diagnoses."""

from typing import Any

from django.http import JsonResponse

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission

from ..asking.finding import Option, find_diagnoses, find_services
from ..places import today_at
from .asking_common import page, require_any, units_to_ask

WRITERS = (Permission.AUTH_WRITE, Permission.AUTH_TRANSCRIBE)


@page
def services_found(request: Any) -> JsonResponse:
    """`?q=` in the catalogue, as it is for the unit `?unidad=` (else the person's first)."""
    require_any(request.user, WRITERS, request.now)
    asked = request.GET.get("unidad", "")
    for permission in WRITERS:
        units = units_to_ask(request.user, permission, request.now)
        unit = units.filter(pk=asked).first() if asked.isdigit() else units.first()
        if unit:
            day = today_at(unit, request.now)
            return _answer(find_services(request.GET.get("q", "")[:120], unit, day))
    require(request.user, Permission.AUTH_WRITE, None, request.now)
    return _answer([])


@page
def diagnoses_found(request: Any) -> JsonResponse:
    """`?q=` in the support list of diagnoses."""
    require_any(request.user, WRITERS, request.now)
    return _answer(find_diagnoses(request.GET.get("q", "")[:120]))


def _answer(found: list[Option]) -> JsonResponse:
    rows = [{"value": o.value, "label": o.label, "detail": o.detail, "fill": dict(o.fill)} for o in found]
    return JsonResponse({"found": rows})
