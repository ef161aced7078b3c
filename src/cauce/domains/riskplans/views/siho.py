"""Extracts of SIHO: what is loaded, and loading one."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import can_at_root, require_at_root
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid, NotNow, Problem

from .. import actions
from ..models import SihoLoad
from ..rules.table import RULES
from .common import by_now, crumbs, page


@page
def index(request: Any, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    """The extracts, and the form for whoever may load one."""
    require_at_root(request.user, Permission.RISK_READ, "riskplans", request.now)
    context = {
        "crumbs": crumbs((_("Extractos de SIHO"), "")),
        "loads": SihoLoad.objects.annotate(kept=Count("rows")).select_related("loaded_by"),
        "may_load": can_at_root(request.user, Permission.RISK_CATALOGUE, "riskplans", request.now),
        "origin": request.POST.get("origen", ""),
        "problems": problems,
    }
    return render(request, "riskplans/siho.html", context, status=422 if problems else 200)


@page
@require_POST
def load(request: Any) -> HttpResponse:
    """Load a file: all of it or nothing."""
    upload = request.FILES.get("archivo")
    try:
        if upload is None:
            raise Invalid([RULES["RP-17"].problem("archivo")])
        found, unknown = actions.load_siho(
            upload=upload, origin=request.POST.get("origen", ""), **by_now(request)
        )
    except (Invalid, NotNow) as refused:
        return index(request, tuple(refused.problems))
    words = _("Se cargaron %(n)s cifras; %(u)s conceptos no tienen renglón en los Cuadros y quedaron fuera.")
    messages.success(request, words % {"n": found.figures, "u": unknown})
    return redirect("riskplans:siho")
