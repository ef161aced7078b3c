"""The list of what needs authorisation, for everybody of the module; and one service, whole."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.permissions import Permission
from cauce.core.audit.models import Event
from cauce.core.exports import asked_format, table_response
from cauce.core.organisations.models import OrgUnit

from ..catalogue import speciality_labels
from ..models import ServiceCentre, ServicePolicy, UnitExemption
from ..queries.catalogue import Asked, Listed, listed, narrowed
from ..queries.catalogue import service as service_of
from ..rules.codes import CATEGORY_LABELS
from ..rules.criteria.words import told
from .governing_common import crumbs, home_place, may, member, missing, policy_keepers, today

PER_PAGE = 50
NEEDS = {
    "yes": lambda: _("Requiere autorización"),
    "no": lambda: _("No la requiere: catálogo básico"),
    "exempt": lambda: _("Con unidades exentas"),
}
HEADER = (
    "Código", "Servicio", "Categoría", "Requiere autorización", "Especialidad que revisa", "Días que vale el número",
    "Máximo por solicitud", "Se cuenta en", "Anexo", "Unidades exentas", "Centros", "Criterios", "Vale desde",
)  # fmt: skip


@member
def catalogue(request: Any) -> HttpResponse:
    """`?q=`, `?categoria=`, `?requiere=yes|no|exempt`, `?especialidad=`; `?formato=csv|xlsx`; `?imprimir=1` shows all."""
    place = home_place(request)
    unit = place if place and place.kind == OrgUnit.Kind.UNIT else None
    asked = _asked(request)
    rows = narrowed([r for r in listed(today(request), place) if r.policy], asked)
    if file_format := asked_format(request):
        return table_response(file_format, "servicios-st2", _("Servicios"), HEADER, map(_flat, rows))
    printing = request.GET.get("imprimir") == "1"
    pages = Paginator(rows, max(len(rows), 1) if printing else PER_PAGE)
    context = {
        "crumbs": crumbs((_("Qué requiere autorización"), "")),
        "page_of": pages.get_page(request.GET.get("pagina")),
        "rows": [(row, row.exempt_at(unit)) for row in pages.get_page(request.GET.get("pagina"))],
        "asked": asked,
        "categories": CATEGORY_LABELS.items(),
        "needs": [(key, text()) for key, text in NEEDS.items()],
        "unit": unit,
        "day": today(request),
        "printing": printing,
        "query": _query(request),
        "may_manage": may(request, Permission.AUTH_SERVICES),
    }
    return render(request, "authorizations/governing/catalogue.html", context)


def _asked(request: Any) -> Asked:
    get = request.GET.get
    return Asked(
        get("q", "").strip()[:80], get("categoria", ""), get("requiere", ""), get("especialidad", "")
    )


def _query(request: Any) -> str:
    """The filters without page and format, to hang others on."""
    query = request.GET.copy()
    for name in ("pagina", "formato", "imprimir"):
        query.pop(name, None)
    return query.urlencode()


def _flat(row: Listed) -> Iterable[Any]:
    policy = row.policy
    if policy is None:
        return (row.code, row.label, *[""] * (len(HEADER) - 2))
    return (
        row.code,
        row.label,
        row.category,
        _("Sí") if row.needs else _("No"),
        row.speciality,
        policy.validity_days,
        policy.max_units,
        policy.unit_label,
        row.annex,
        "; ".join(f"{e.unit.code} {e.unit.name}" for e in row.exemptions),
        row.centres,
        "; ".join(one.criteria.title for one in row.criteria),
        policy.valid_from,
    )


@member
def services(request: Any) -> HttpResponse:
    """Every service of the catalogue, also those without a policy, for who keeps them."""
    place = home_place(request)
    rows = listed(today(request), place)
    asked = _asked(request)
    pages = Paginator(narrowed(rows, asked), PER_PAGE)
    page_of = pages.get_page(request.GET.get("pagina"))
    here = reverse("authorizations:services")
    context = {
        "crumbs": crumbs((_("Servicios"), "")),
        "page_of": page_of,
        "asked": asked,
        "categories": CATEGORY_LABELS.items(),
        "specialities": speciality_labels().items(),
        "needs": [*((key, text()) for key, text in NEEDS.items()), ("none", _("Sin política"))],
        "tiles": [
            (_("En el catálogo"), len(rows), here),
            (_("Requieren autorización"), len(narrowed(rows, Asked(needs="yes"))), f"{here}?requiere=yes"),
            (
                _("Con unidades exentas"),
                len(narrowed(rows, Asked(needs="exempt"))),
                f"{here}?requiere=exempt",
            ),
            (_("Sin política"), len(narrowed(rows, Asked(needs="none"))), f"{here}?requiere=none"),
        ],
        **policy_keepers(request),
    }
    return render(request, "authorizations/governing/services.html", context)


@member
def service(request: Any, code: str) -> HttpResponse:
    """One service: policies with their days, exemptions, centres, the criteria that speak of it, and its history."""
    row = find_service(request, code)
    manages = may(request, Permission.AUTH_SERVICES)
    context = {
        "crumbs": crumbs(
            (_("Qué requiere autorización"), reverse("authorizations:catalogue")), (row.label, "")
        ),
        "row": row,
        "policies": ServicePolicy.objects.filter(code=code).select_related("set_by").order_by("-valid_from"),
        "categories": dict(CATEGORY_LABELS),
        "specialities": speciality_labels(),
        "exemptions": _held(request, UnitExemption, code),
        "centres": _held(request, ServiceCentre, code),
        "criteria": [(one.version, told(one.criteria)) for one in row.criteria],
        "day": today(request),
        "may_manage": manages,
        **policy_keepers(request),
        "events": history_of(code) if manages or may(request, Permission.AUTH_OVERSIGHT) else None,
    }
    return render(request, "authorizations/governing/service.html", context)


def find_service(request: Any, code: str) -> Listed:
    """The service by its code. Raises NotFound."""
    row = service_of(code, today(request), home_place(request))
    if row is None:
        raise missing(_("el servicio «%(code)s» en el catálogo") % {"code": code[:60]})
    return row


def _held(request: Any, model: Any, code: str) -> list[tuple[Any, bool]]:
    """Each row, and whether the person may change it: who coordinates its unit."""
    found = model.objects.filter(service_code=code).select_related("unit", "set_by")
    rows = found.order_by("unit__name", "-since")
    return [(row, may(request, Permission.AUTH_SERVICES, row.unit)) for row in rows]


def history_of(code: str) -> Any:
    """What was done to a service: its policies, exemptions and centres, newest first."""
    found = Event.objects.none()
    for model, names in ((ServicePolicy, {"code": code}), (UnitExemption, {"service_code": code}),
                         (ServiceCentre, {"service_code": code})):  # fmt: skip
        keys = [str(pk) for pk in model.objects.filter(**names).values_list("pk", flat=True)]
        found = found | Event.objects.filter(subject_type=model._meta.label_lower, subject_id__in=keys)
    return found.order_by("-sequence")[:50]
