"""Step 3: the medical units of the entity."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cauce.core.accounts.permissions import Permission

from ..policies import check_can_save_lines
from ..presenting.units import unit_levels
from ..queries import units_with_rows
from .common import find_declaration, page, readable_units, step_context
from .refusals import why_not


@page
def units(request: HttpRequest, pk: int) -> HttpResponse:
    """Units by level; `?q=` searches, `?ver=con|sin` keeps those with or without rows."""
    declaration = find_declaration(request, pk)
    text, only = request.GET.get("q", ""), request.GET.get("ver", "")
    rows_of = units_with_rows(declaration)
    found = list(readable_units(request, declaration))
    levels = unit_levels(found, rows_of, text, only if only in ("con", "sin") else "")
    place = found[0] if len(found) == 1 else declaration.entity
    context = step_context(
        3,
        declaration,
        levels=levels,
        shown=sum(len(level.rows) for level in levels),
        total=len(found),
        with_rows=sum(unit.pk in rows_of for unit in found),
        q=text,
        ver=only,
        blocked=why_not(request, Permission.EXCHANGE_EDIT, place, check_can_save_lines, declaration),
    )
    return render(request, "exchange/units.html", context)
