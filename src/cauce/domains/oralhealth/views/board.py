"""Who is late: the facilities of the person's places in a month, and one month's Formulario 2."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.accounts.access import places, require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import NotFound

from ..codebook import codebook
from ..country import is_month, month_of, today
from ..models import Consolidation, Facility
from ..queries.board import deadline, last_month_with_data, progress, timeliness
from ..rules.states import MONTH_LABELS
from .common import crumbs, page


@page
def months(request: Any) -> HttpResponse:
    """The board of a month (`?mes=2026-03`; the latest with data if none is said)."""
    roots = list(places(request.user, Permission.ORAL_READ, request.now))
    asked = request.GET.get("mes", "").replace("-", "")
    latest = max((last_month_with_data(root) or 0 for root in roots), default=0)
    month = int(asked) if is_month(asked) else latest or month_of(today(request.now))
    rows = [row for root in roots for row in progress(root, month, request.now)]
    totals = timeliness(rows)
    context = {
        "crumbs": crumbs((_("Meses"), "")),
        "month": f"{month // 100}-{month % 100:02d}",
        "rows": [(row, MONTH_LABELS[row.state]) for row in rows],
        "deadline": deadline(month),
        "number": month,
        "tiles": [
            (_("Instalaciones"), totals.facilities),
            (_("Enviaron"), totals.sent),
            (_("Enviaron con datos"), totals.with_data),
            (_("A tiempo"), totals.on_time),
            (_("Hojas revisadas"), f"{totals.reviewed} / {totals.sheets}"),
        ],
    }
    return render(request, "oralhealth/months.html", context)


@page
def consolidated(request: Any, code: str, month: int) -> HttpResponse:
    """Formulario 2 of a facility's month, as last consolidated."""
    facility = Facility.objects.select_related("unit").filter(code=code).first()
    if facility is None:
        raise NotFound(_("No existe esa instalación."), rule="OH-404", remedy=_("Elija de la lista."))
    require(request.user, Permission.ORAL_READ, facility.unit, request.now)
    found = (
        Consolidation.objects.filter(month__facility=facility.unit, month__month=month)
        .select_related("month", "by")
        .prefetch_related("agreements__by")
        .first()
    )
    procedures = codebook().procedures
    context = {
        "crumbs": crumbs((_("Meses"), ""), (f"{month // 100}-{month % 100:02d}", "")),
        "unit": facility.unit,
        "month": month,
        "found": found,
        "activities": [(a, procedures[a["code"]]) for a in found.figures["activities"]] if found else [],
    }
    return render(request, "oralhealth/consolidated.html", context)
