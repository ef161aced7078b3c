"""Form D, hospital: a year's months on one grid, or one month by sex and age."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cauce.core.audit.models import Event
from cauce.core.errors import NotFound
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..country import is_month, month_of, today
from ..grids import Row, Sent, saver, text
from ..models import HospitalMonth
from ..rules.ages import STANDARD
from ..rules.forms import HOSPITAL
from .common import page
from .grid_pages import facility_asked, grid_page, may_register, register_crumbs, year_asked

SEXES = {"1": lazy("Masculino"), "2": lazy("Femenino")}


@page
def year(request: Any) -> HttpResponse:
    """The months of a hospital's year."""
    facility, held = facility_asked(request, hospitals=True)
    number = year_asked(request)
    code = facility.code if facility else ""
    context = {
        "crumbs": register_crumbs((_("Hospital"), "")),
        "current": reverse("oralhealth:hospital"),
        "unit": facility,
        "facilities": held,
        "year": number,
        "import_kind": "oral-hospital",
        "events": _events(facility, number),
    }
    return grid_page(
        request,
        "oralhealth/registers/hospital.html",
        context,
        stored=lambda: _months(facility, number, month_of(today(request.now))) if facility else [],
        columns=HOSPITAL,
        save=lambda row: _save(request, facility, int(row.key), row),
        may_write=may_register(request, facility),
        back=f"{reverse('oralhealth:hospital')}?instalacion={code}&anio={number}",
    )


@page
def month(request: Any, code: str, month: int) -> HttpResponse:
    """One month by sex and age group."""
    if not is_month(month):
        raise NotFound(_("No existe ese mes."), rule="OH-404", remedy=_("Elija de la lista."))
    request.GET = request.GET.copy()
    request.GET["instalacion"] = code
    facility, _held = facility_asked(request, hospitals=True)
    words = f"{month // 100}-{month % 100:02d}"
    back = f"{reverse('oralhealth:hospital')}?instalacion={code}&anio={month // 100}"
    context = {
        "crumbs": register_crumbs((_("Hospital"), back), (words, "")),
        "current": reverse("oralhealth:hospital"),
        "unit": facility,
        "month": words,
        "back": back,
    }
    return grid_page(
        request,
        "oralhealth/registers/hospital_month.html",
        context,
        stored=lambda: _breakdown(facility, month),
        columns=HOSPITAL,
        save=lambda row: _save(request, facility, month, row, *row.key.split("_")),
        may_write=may_register(request, facility),
        back=reverse("oralhealth:hospital_month", args=[code, month]),
    )


def _save(request: Any, facility: Any, month: int, row: Sent, sex: str = "", age_group: str = "") -> None:
    actions.save_hospital_month(
        by=request.user,
        at=request.now,
        facility=facility,
        month=month,
        typed=row.values,
        version=row.version,
        sex=sex,
        age_group=age_group,
    )


def _months(facility: OrgUnit, year: int, current: int) -> list[Row]:
    held: dict[int, list[HospitalMonth]] = {}
    for one in HospitalMonth.objects.select_related("saved_by").filter(
        facility=facility, month__range=(year * 100 + 1, year * 100 + 12)
    ):
        held.setdefault(one.month, []).append(one)
    months = [year * 100 + n for n in range(1, 13) if year * 100 + n <= current]
    return [_month_row(facility, number, held.get(number, [])) for number in months]


def _month_row(facility: OrgUnit, number: int, held: list[HospitalMonth]) -> Row:
    label = f"{number // 100}-{number % 100:02d}"
    url = reverse("oralhealth:hospital_month", args=[facility.code, number])
    parts = [one for one in held if (one.sex or one.age_group) and _figures(one)]
    if parts:
        sums = {name: _sum(parts, name) for name in HOSPITAL}
        return Row(str(number), label, sums, fixed=_("Suma del desglose por sexo y edad."), url=url)
    whole = next((one for one in held if not one.sex and not one.age_group), None)
    values = {name: text(getattr(whole, name, None)) for name in HOSPITAL}
    return Row(str(number), label, values, whole.version if whole else 0, values, url=url, **saver(whole))


def _breakdown(facility: Any, month: int) -> list[Row]:
    held = {
        (one.sex, one.age_group): one for one in HospitalMonth.objects.filter(facility=facility, month=month)
    }
    whole = held.get(("", ""))
    fixed = _("El mes se registró sin desglose.") if whole and _figures(whole) else ""
    rows = []
    for sex, words in SEXES.items():
        for band in STANDARD:
            one = held.get((sex, band.key))
            values = {name: text(getattr(one, name, None)) for name in HOSPITAL}
            label = f"{_(str(words))}, {band.label}"
            version = one.version if one else 0
            rows.append(Row(f"{sex}_{band.key}", label, values, version, values, fixed, **saver(one)))
    return rows


def _figures(one: HospitalMonth) -> bool:
    return any(getattr(one, name) is not None for name in HOSPITAL)


def _sum(parts: list[HospitalMonth], name: str) -> str:
    """The sum of what is reported; nothing reported is not zero."""
    told = [getattr(one, name) for one in parts if getattr(one, name) is not None]
    return str(sum(told)) if told else ""


def _events(facility: OrgUnit | None, year: int) -> list[Event]:
    ids = HospitalMonth.objects.filter(
        facility=facility, month__range=(year * 100 + 1, year * 100 + 12)
    ).values_list("pk", flat=True)
    subject = {"subject_type": "oralhealth.hospitalmonth", "subject_id__in": [str(pk) for pk in ids]}
    return list(Event.objects.filter(**subject).order_by("-sequence")[:20])
