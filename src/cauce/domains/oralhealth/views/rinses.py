"""Form D, school rinses: the schools of a facility in a year, on one grid, with empty rows for new ones."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.models import Event
from cauce.core.errors import Conflict, NotFound

from .. import actions
from ..grids import Row, Sent, saver, text
from ..models import RinseRegister
from .common import page
from .grid_pages import facility_asked, grid_page, may_register, register_crumbs, year_asked

COLUMNS = {"school": lazy("Escuela"), "enrolled": lazy("Escolares incluidos"), "covered": lazy("Escolares cubiertos"),
           "weeks": lazy("Semanas cubiertas")}  # fmt: skip
NEW = 4


@page
def rinses(request: Any) -> HttpResponse:
    """The schools of a year. A school keeps its name; one written by mistake is taken off."""
    facility, held = facility_asked(request)
    number = year_asked(request)
    code = facility.code if facility else ""
    may_write = may_register(request, facility)
    context = {
        "crumbs": register_crumbs((_("Enjuagatorios"), "")),
        "current": reverse("oralhealth:rinses"),
        "unit": facility,
        "facilities": held,
        "year": number,
        "import_kind": "oral-rinses",
        "events": _events(facility, number),
    }
    return grid_page(
        request,
        "oralhealth/registers/rinses.html",
        context,
        stored=lambda: _rows(facility, number, new=NEW if may_write else 0) if facility else [],
        columns=COLUMNS,
        save=lambda row: _save(request, facility, number, row),
        may_write=may_write,
        back=f"{reverse('oralhealth:rinses')}?instalacion={code}&anio={number}",
    )


@page
@require_POST
def remove(request: Any, pk: int) -> HttpResponse:
    """Take a school off the year's register."""
    found = RinseRegister.objects.select_related("facility").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("No existe ese registro."), rule="OH-404", remedy=_("Vuelva a la lista."))
    require(request.user, Permission.ORAL_READ, found.facility, request.now)
    version = request.POST.get("version", "")
    try:
        actions.remove_rinses(
            by=request.user, at=request.now, register=found, version=int(version) if version.isdigit() else 0
        )
        messages.success(request, _("Se quitó «%(school)s».") % {"school": found.school})
    except Conflict as conflict:
        messages.error(request, str(conflict))
    return redirect(f"{reverse('oralhealth:rinses')}?instalacion={found.facility.code}&anio={found.year}")


def _rows(facility: Any, year: int, new: int) -> list[Row]:
    held = (
        RinseRegister.objects.filter(facility=facility, year=year)
        .select_related("saved_by")
        .order_by("school", "sex", "age_group")
    )
    rows = []
    for one in held:
        values = {name: text(getattr(one, name)) for name in COLUMNS}
        part = " · ".join(p for p in (one.sex and f"sexo {one.sex}", one.age_group) if p)
        rows.append(Row(str(one.pk), one.school, values, one.version, values, note=part, **saver(one)))
    empty = dict.fromkeys(COLUMNS, "")
    return rows + [
        Row(f"n{n}", _("Nueva escuela %(n)s") % {"n": n}, empty, 0, empty) for n in range(1, new + 1)
    ]


def _save(request: Any, facility: Any, year: int, row: Sent) -> None:
    held = None if row.key.startswith("n") else RinseRegister.objects.get(pk=int(row.key), facility=facility)
    actions.save_rinses(
        by=request.user,
        at=request.now,
        facility=facility,
        school=held.school if held else row.values["school"],
        year=year,
        typed=row.values,
        version=row.version,
        sex=held.sex if held else "",
        age_group=held.age_group if held else "",
    )


def _events(facility: Any, year: int) -> list[Event]:
    found = Event.objects.filter(
        action__in=["oralhealth.rinse.save", "oralhealth.rinse.remove"], place=facility, data__year=year
    )
    return list(found.order_by("-sequence")[:20])
