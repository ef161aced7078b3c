"""Extracts of SIHO: what is loaded, and loading one."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import can_at_root, require_at_root
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.storage import path_of, store_file
from cauce.core.documents.uploads import as_path, name_of
from cauce.core.errors import ConfirmationNeeded, Invalid, NotNow, Problem

from .. import actions
from ..models import SihoLoad
from ..rules.table import RULES
from .common import by_now, crumbs, page

WAITING = "riskplans-siho"  # the extract that waits for its warnings to be confirmed


@page
def index(request: Any, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    """The extracts, and the form for whoever may load one; the file that waits for a confirmation, when there is one."""
    require_at_root(request.user, Permission.RISK_READ, "riskplans", request.now)
    warned = bool(problems) and all(p.level == "warning" for p in problems)
    context = {
        "crumbs": crumbs((_("Extractos de SIHO"), "")),
        "loads": SihoLoad.objects.annotate(kept=Count("rows")).select_related("loaded_by", "checked_with"),
        "may_load": can_at_root(request.user, Permission.RISK_CATALOGUE, "riskplans", request.now),
        "origin": request.POST.get("origen", ""),
        "problems": () if warned else problems,
        "warnings": problems if warned else (),
        "waiting": request.session.get(WAITING) if warned else None,
    }
    return render(request, "riskplans/siho.html", context, status=422 if problems else 200)


@page
@require_POST
def load(request: Any) -> HttpResponse:
    """Load a file: all of it or nothing. With warnings it waits; `paso` = confirmar loads it, descartar forgets it."""
    require_at_root(request.user, Permission.RISK_CATALOGUE, "riskplans", request.now)
    step = request.POST.get("paso", "")
    if step == "descartar":
        request.session.pop(WAITING, None)
        messages.info(request, _("Extracto descartado: no se cargó nada."))
        return redirect("riskplans:siho")
    upload, origin = _sent(request, step == "confirmar")
    try:
        if upload is None:
            raise Invalid([RULES["RP-17"].problem("archivo")])
        found, unknown = actions.load_siho(
            upload=upload, origin=origin, confirmed=step == "confirmar", **by_now(request)
        )
    except ConfirmationNeeded as asked:
        _keep(request, upload, origin)
        return index(request, tuple(asked.problems))
    except (Invalid, NotNow) as refused:
        return index(request, tuple(refused.problems))
    request.session.pop(WAITING, None)
    words = _("Se cargaron %(n)s cifras; %(u)s conceptos no tienen renglón en los Cuadros y quedaron fuera.")
    messages.success(request, words % {"n": found.figures, "u": unknown})
    return redirect("riskplans:siho")


def _sent(request: Any, waiting: bool) -> tuple[Any, str]:
    """(the file, where it comes from): those that came now, or those that wait."""
    if not waiting:
        return request.FILES.get("archivo"), request.POST.get("origen", "")
    kept = request.session.get(WAITING)
    if not kept or not path_of(kept["digest"]).exists():
        return None, ""
    return SimpleUploadedFile(kept["name"], path_of(kept["digest"]).read_bytes()), kept["origin"]


def _keep(request: Any, upload: Any, origin: str) -> None:
    with as_path(upload) as path:
        request.session[WAITING] = {"digest": store_file(path), "name": name_of(upload), "origin": origin}
