"""Steps 4 and 5: the service groups, and the core specialities of one group, each with its mark."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit

from ..models import Declaration
from ..policies import check_can_save_lines
from ..queries import entries, marked_groups, marked_specialities
from .common import Crumb, find_declaration, find_entry, find_unit, page, step_context
from .refusals import why_not


@page
def groups(request: HttpRequest, pk: int, unit_code: str) -> HttpResponse:
    """Step 4: services and their groups, with ¿Con excedente y/o faltante?"""
    declaration = find_declaration(request, pk)
    unit = find_unit(request, declaration, unit_code)
    marked = marked_groups(declaration, unit)
    found = list(entries("group").select_related("parent").order_by("parent__order", "order", "label"))
    services = [
        (service, [(group, group.pk in marked) for group in held])
        for service, held in groupby(found, key=lambda group: group.parent)
    ]
    context = unit_context(request, 4, declaration, unit, services=services)
    return render(request, "exchange/groups.html", context)


@page
def specialities(request: HttpRequest, pk: int, unit_code: str, group_pk: int) -> HttpResponse:
    """Step 5: the group's core specialities, with the same mark."""
    declaration = find_declaration(request, pk)
    unit = find_unit(request, declaration, unit_code)
    group = find_entry("group", group_pk)
    marked = marked_specialities(declaration, unit)
    found = [(entry, entry.pk in marked) for entry in entries("speciality", group)]
    context = unit_context(request, 5, declaration, unit, group=group, specialities=found)
    return render(request, "exchange/specialities.html", context)


def unit_context(
    request: HttpRequest,
    number: int,
    declaration: Declaration,
    unit: OrgUnit,
    *,
    group: Entry | None = None,
    speciality: Entry | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Context of steps 4 to 6: the trail goes down to the unit, the group and the speciality."""
    urls = {4: reverse("exchange:groups", args=[declaration.pk, unit.code])}
    crumbs: list[Crumb] = [
        (_("Unidades médicas"), reverse("exchange:units", args=[declaration.pk])),
        (f"{unit.code} {unit.name}", urls[4] if group else ""),
    ]
    if group is not None:
        urls[5] = reverse("exchange:specialities", args=[declaration.pk, unit.code, group.pk])
        crumbs.append((group.label, urls[5] if speciality else ""))
    if speciality is not None:
        crumbs.append((speciality.label, ""))
    return step_context(
        number,
        declaration,
        crumbs=crumbs,
        urls=urls,
        unit=unit,
        group=group,
        speciality=speciality,
        blocked=why_not(request, Permission.EXCHANGE_EDIT, unit, check_can_save_lines, declaration),
        **more,
    )
