"""Keeping the services: policy, exemptions, centres, terms. Each act is asked for before it is done."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.models import Entry
from cauce.core.catalogues.text import normalise
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..catalogue import CATALOGUE, in_force, speciality_labels
from ..forms_governing import CentreForm, CentreServiceForm, ExemptionForm, PolicyForm
from ..governors import require_policies
from ..models import ServiceCentre, UnitExemption
from .governing_catalogue import find_service
from .governing_common import crumbs, may, member, posted, reach, run_form, today
from .governing_lists import place_list, service_list

PER_PAGE = 50
UNITS = (OrgUnit.Kind.UNIT, OrgUnit.Kind.FACILITY)


def _units(request: Any) -> Any:
    return reach(request, Permission.AUTH_SERVICES).filter(kind__in=UNITS)


def _trail(label: str, code: str, last: str) -> list[tuple[str, str]]:
    return crumbs(
        (_("Servicios"), reverse("authorizations:services")),
        (label, reverse("authorizations:service", args=[code])),
        (last, ""),
    )


@member
def policy(request: Any, code: str) -> HttpResponse:
    """How a service is authorised from a day on: for who coordinates the whole country."""
    require_policies(request.user, request.now)
    row = find_service(request, code)
    last = row.next_policy or row.policy
    names = ("category", "speciality", "validity_days", "max_units", "unit_label", "sided", "product_code")
    first: dict[str, Any] = (
        {name: getattr(last, name) for name in names}
        if last
        else {"validity_days": 90, "unit_label": "estudio"}
    )
    first |= {"valid_from": today(request)}
    if last:
        first["in_basic_catalogue"] = "yes" if last.in_basic_catalogue else "no"
    form = PolicyForm(posted(request), initial=first, specialities=speciality_labels())
    entry = Entry.objects.get(catalogue__code=CATALOGUE, code=code, kind="service", until__isnull=True)
    return run_form(
        request,
        form=form,
        act=lambda data: actions.set_service(by=request.user, at=request.now, entry=entry, **data),
        done=_("Política guardada."),
        to=reverse("authorizations:service", args=[code]),
        warning=_("Vale para las solicitudes que se envíen desde ese día; las anteriores conservan la suya."),
        page={
            "heading": _("Política de «%(label)s»") % {"label": row.label},
            "button": _("Guardar la política"),
            "topic": "servicios",
            "crumbs": _trail(row.label, code, _("Política")),
            "back": reverse("authorizations:service", args=[code]),
        },
    )


def _initial(request: Any, model: Any, code: str) -> dict[str, Any]:
    """The row named by `?unidad=CODE&desde=DATE`, to change until when; else from today on."""
    try:
        since = date.fromisoformat(request.GET.get("desde", ""))
    except ValueError:
        return {"since": today(request)}
    found = model.objects.filter(unit__code=request.GET.get("unidad", ""), service_code=code, since=since)
    row = found.select_related("unit").first()
    if row is None:
        return {"since": today(request)}
    known = {"unit": f"{row.unit.code} · {row.unit.name}", "since": row.since, "until": row.until}
    return known | ({"reason": row.reason} if hasattr(row, "reason") else {})


def _at_a_unit(
    request: Any,
    code: str,
    *,
    form: Any,
    model: Any,
    act: Callable[..., Any],
    done: str,
    words: Mapping[str, Any],
) -> HttpResponse:
    """What a unit may do with a service: one more row, or until when one holds. words: of the page; last: its crumb."""
    require(request.user, Permission.AUTH_SERVICES, None, request.now)
    row, units = find_service(request, code), _units(request)
    back = reverse("authorizations:service", args=[code])
    page = {
        "heading": words["heading"] % {"label": row.label},
        "intro": words["intro"],
        "button": words["button"],
        "topic": "servicios",
        "crumbs": _trail(row.label, code, words["last"]),
        "back": back,
        "lists": [place_list(units)],
    }
    return run_form(
        request,
        form=form(posted(request), initial=_initial(request, model, code), places=units),
        act=lambda data: act(by=request.user, at=request.now, service_code=code, **data),
        done=done,
        to=back,
        page=page,
    )


@member
def exemption(request: Any, code: str) -> HttpResponse:
    """A unit does the service without authorisation, or until when."""
    intro = _("Con la misma unidad y el mismo «desde» se cambia el término de la exención que ya existe.")
    words = {
        "heading": _("Eximir «%(label)s» en una unidad"),
        "intro": intro,
        "button": _("Guardar la exención"),
        "last": _("Exención"),
    }
    return _at_a_unit(
        request,
        code,
        form=ExemptionForm,
        model=UnitExemption,
        act=actions.exempt_service,
        done=_("Exención guardada."),
        words=words,
    )


@member
def centre(request: Any, code: str) -> HttpResponse:
    """A unit does the service and uses its numbers, or until when."""
    words = {
        "heading": _("Centro que realiza «%(label)s»"),
        "intro": _("Con la misma unidad y el mismo «desde» se cambia hasta cuándo."),
        "button": _("Guardar el centro"),
        "last": _("Centro"),
    }
    return _at_a_unit(
        request,
        code,
        form=CentreForm,
        model=ServiceCentre,
        act=actions.set_centre,
        done=_("Centro guardado."),
        words=words,
    )


@member
def new_centre(request: Any) -> HttpResponse:
    """The same from the list of centres: the service is chosen too."""
    require(request.user, Permission.AUTH_SERVICES, None, request.now)
    units = _units(request)
    form = CentreServiceForm(posted(request), initial={"since": today(request)}, places=units)

    def act(data: Any) -> Any:
        fields = {**data, "service_code": data["service_code"].code}
        return actions.set_centre(by=request.user, at=request.now, **fields)

    return run_form(
        request,
        form=form,
        act=act,
        done=_("Centro guardado."),
        to=reverse("authorizations:centres"),
        page={
            "heading": _("Agregar un centro"),
            "button": _("Guardar el centro"),
            "topic": "servicios",
            "crumbs": crumbs((_("Centros"), reverse("authorizations:centres")), (_("Agregar"), "")),
            "back": reverse("authorizations:centres"),
            "lists": [place_list(units), service_list()],
        },
    )


@member
def centres(request: Any) -> HttpResponse:
    """Which unit does which service: `?q=` part of the unit's or service's name or code, `?cuales=vigentes|todos`."""
    asked, every = request.GET.get("q", "").strip()[:80], request.GET.get("cuales") == "todos"
    day, labels = today(request), dict(service_list()["options"])
    words = normalise(asked)
    codes = [code for code, label in labels.items() if words in normalise(f"{code} {label}")]
    named = Q(unit__code__icontains=asked) | Q(unit__name__icontains=asked) | Q(service_code__in=codes)
    found = ServiceCentre.objects.filter(named).select_related("unit", "set_by")
    if not every:
        found = found.filter(in_force(day))
    rows = found.order_by("unit__name", "service_code", "-since")
    context = {
        "crumbs": crumbs((_("Centros"), "")),
        "page_of": Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina")),
        "labels": labels,
        "asked": asked,
        "every": every,
        "day": day,
        "may_manage": may(request, Permission.AUTH_SERVICES),
    }
    return render(request, "authorizations/governing/centres.html", context)
