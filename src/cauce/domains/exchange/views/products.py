"""A product that is missing: asked for from the grid, decided by the coordination (spec 1, rule 11)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import places, require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Refusal

from ..actions import decide_product_request, request_product
from ..forms import ProductForm, ReasonForm, add_problems
from ..models import ProductRequest
from ..policies import check_can_save_lines
from .common import find_declaration, find_entry, find_unit, missing, page, posted, step_context, trail
from .groups import unit_context
from .refusals import why_not

PAGE_SIZE = 50


@page
def ask(request: HttpRequest, pk: int, unit_code: str, speciality_pk: int) -> HttpResponse:
    """The form behind «Solicitar un producto que falta»."""
    declaration = find_declaration(request, pk)
    unit = find_unit(request, declaration, unit_code)
    speciality = find_entry("speciality", speciality_pk)
    form = ProductForm(posted(request), initial={"label": request.GET.get("q", "")})
    status = 200

    if request.method == "POST" and form.is_valid():
        try:
            request_product(
                by=request.user,
                at=request.now,
                declaration=declaration,
                unit=unit,
                speciality=speciality,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            add_problems(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Solicitud enviada a la coordinación de su institución."))
            return redirect("exchange:grid", pk=pk, unit_code=unit_code, speciality_pk=speciality_pk)
    context = unit_context(
        request, 6, declaration, unit, group=speciality.parent, speciality=speciality, form=form
    )
    context["hide_todo"] = True
    context["requests"] = declaration.product_requests.filter(speciality=speciality).select_related(
        "decided_by", "entry"
    )
    context["blocked"] = why_not(
        request, Permission.EXCHANGE_PRODUCT_REQUEST, unit, check_can_save_lines, declaration
    )
    return render(request, "exchange/request_product.html", context, status=status)


def decidable(request: HttpRequest) -> QuerySet[ProductRequest]:
    """Requests of the entities where the person decides. Raises NotAllowed when there is no such place."""
    if not places(request.user, Permission.EXCHANGE_PRODUCT_DECIDE, request.now):
        require(request.user, Permission.EXCHANGE_PRODUCT_DECIDE, None, request.now)
    from ..pending import requests_to_decide

    return requests_to_decide(request.user, request.now)


@page
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a decision first, then what was decided."""
    found = decidable(request)
    pending = found.filter(state=ProductRequest.State.PENDING).order_by("requested_at")
    decided = found.exclude(state=ProductRequest.State.PENDING).order_by("-decided_at")
    context = step_context(
        0,
        crumbs=[(_("Solicitudes de productos"), "")],
        pending=pending,
        decided=Paginator(decided, PAGE_SIZE).get_page(request.GET.get("pagina", 1)),
    )
    return render(request, "exchange/requests.html", context)


@page
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve (a new catalogue release is published) or decline with a reason."""
    found = decidable(request).filter(pk=pk).first()
    if found is None:
        raise missing(_("esa solicitud de producto entre las que usted decide"))
    form = ReasonForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        approve = request.POST.get("decision") == "aprobar"
        try:
            decide_product_request(
                by=request.user,
                at=request.now,
                request=found,
                approve=approve,
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            add_problems(form, refusal)
            status = refusal.status
        else:
            messages.success(
                request,
                _("Solicitud aprobada: el producto ya está en el catálogo vigente.")
                if approve
                else _("Solicitud no aprobada; quien la pidió leerá el motivo."),
            )
            return redirect("exchange:requests")
    context = step_context(0, found=found, form=form) | {
        "crumbs": [
            *trail(None),
            (_("Solicitudes de productos"), reverse("exchange:requests")),
            (found.label, ""),
        ]
    }
    return render(request, "exchange/decide_request.html", context, status=status)
