"""Form D, resources: the dentists of every facility in a year; a facility that reports counts as one (I-8, I-9)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cauce.core.accounts.access import can
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.models import Event
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..grids import Row, saver, text
from ..models import Resource
from ..queries.epidemiology import facilities_where
from .common import page
from .grid_pages import grid_page, register_crumbs, year_asked

COLUMNS = {"dentists": lazy("Odontólogos")}


@page
def resources(request: Any) -> HttpResponse:
    """Every facility within reach; those that the person does not keep are only read."""
    number = year_asked(request)
    held = list(facilities_where(request.user, Permission.ORAL_READ, request.now).select_related("parent"))
    mine = {f.pk for f in held if can(request.user, Permission.ORAL_REGISTER, f, request.now)}
    by_code = {f.code: f for f in held}
    stored = Resource.objects.filter(facility__in=held, year=number)
    context = {
        "crumbs": register_crumbs((_("Recursos"), "")),
        "current": reverse("oralhealth:resources"),
        "year": number,
        "import_kind": "oral-resources",
        "tiles": [
            (_("Instalaciones que informan"), f"{stored.count()} / {len(held)}"),
            (_("Odontólogos"), sum(stored.values_list("dentists", flat=True))),
        ],
        "events": Event.objects.filter(
            action="oralhealth.resource.save", place__in=held, data__year=number
        ).order_by("-sequence")[:20],
    }
    return grid_page(
        request,
        "oralhealth/registers/resources.html",
        context,
        stored=lambda: _rows(held, mine, number),
        columns=COLUMNS,
        save=lambda row: actions.save_resource(
            by=request.user,
            at=request.now,
            facility=by_code[row.key],
            year=number,
            dentists=row.values["dentists"],
            version=row.version,
        ),
        may_write=bool(mine),
        back=f"{reverse('oralhealth:resources')}?anio={number}",
    )


def _rows(facilities: list[OrgUnit], mine: set[int], year: int) -> list[Row]:
    held = {
        r.facility_id: r
        for r in Resource.objects.filter(facility__in=facilities, year=year).select_related("saved_by")
    }
    rows = []
    for unit in facilities:
        one = held.get(unit.pk)
        values = {"dentists": text(one.dentists if one else None)}
        fixed = "" if unit.pk in mine else _("Solo lectura.")
        region = unit.parent.name if unit.parent else ""
        rows.append(
            Row(
                unit.code,
                unit.name,
                values,
                one.version if one else 0,
                values,
                fixed,
                note=region,
                **saver(one),
            )
        )
    return rows
