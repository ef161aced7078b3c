"""School brigades: the list, the head, the page with its figures, close and reopen, downloads."""

import uuid
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import can, require
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotFound, Problem
from cauce.core.exports import csv_response, file_response, write_xlsx

from .. import actions
from ..codebook import codebook
from ..country import today
from ..dmft_export import HEADER, rows_of, sheets_of
from ..models import Brigade
from ..presenting_dmft import figures
from ..presenting_odontogram import say
from ..queries.epidemiology import brigades_in_reach, counted, facilities_where, open_studies_for
from .common import crumbs, fresh_key, key_of, page

PER_PAGE = 50
HEAD = (
    "date",
    "school",
    "group",
    "population_group",
    "area",
    "province",
    "district",
    "corregimiento",
    "pupils",
)


def brigade_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the list of brigades."""
    return crumbs((_("Jornadas escolares"), reverse("oralhealth:brigades") if more else ""), *more)


def find_brigade(request: Any, uid: uuid.UUID) -> Brigade:
    """The brigade, if the person may read it. Raises NotFound, NotAllowed."""
    found = Brigade.objects.select_related("facility__parent", "study", "saved_by", "closed_by")
    brigade = found.filter(uid=uid).first()
    if brigade is None:
        raise NotFound(_("No existe esa jornada."), rule="OH-404", remedy=_("Elija de la lista."))
    require(request.user, Permission.ORAL_READ, brigade.facility, request.now)
    return brigade


@page
def listing(request: Any) -> HttpResponse:
    """The brigades within reach; `?escuela=` narrows them."""
    found = brigades_in_reach(request.user, request.now)
    school = request.GET.get("escuela", "").strip()[:120]
    if school:
        found = found.filter(school__icontains=school)
    context = {
        "crumbs": brigade_crumbs(),
        "page_of": Paginator(found, PER_PAGE).get_page(request.GET.get("pagina")),
        "school": school,
        "may_write": facilities_where(request.user, Permission.ORAL_EXAMINE, request.now).exists(),
    }
    return render(request, "oralhealth/epidemiology/brigades.html", context)


@page
def head(request: Any, uid: uuid.UUID | None = None) -> HttpResponse:
    """The head of a new brigade, or of one to change; with POST, save it."""
    brigade = find_brigade(request, uid) if uid else None
    facilities = list(facilities_where(request.user, Permission.ORAL_EXAMINE, request.now))
    typed = request.POST.dict() or _typed_head(brigade, request)
    problems: tuple[Problem, ...] = ()
    conflict = None
    if request.method == "POST":
        try:
            saved = _save_head(request, brigade, facilities, typed)
            messages.success(request, _("Jornada guardada."))
            return redirect("oralhealth:brigade", saved.uid)
        except Conflict as refusal:
            conflict, problems = refusal, refusal.problems
        except Invalid as refused:
            problems = refused.problems
    context = {
        "crumbs": brigade_crumbs((_("Cambiar") if brigade else _("Nueva jornada"), "")),
        "brigade": brigade,
        "unit": brigade.facility if brigade else None,
        "facilities": facilities,
        "studies": open_studies_for([brigade.facility] if brigade else facilities),
        "typed": typed,
        "uid": brigade.uid if brigade else key_of(request) or fresh_key(),
        "version": conflict.theirs.version
        if conflict
        else typed.get("version", brigade.version if brigade else 0),
        "problems": problems,
        "groups": codebook().lists["population_group"].values(),
        "areas": Brigade.Area.choices,
    }
    return render(
        request, "oralhealth/epidemiology/brigade_head.html", context, status=422 if problems else 200
    )


def _typed_head(brigade: Brigade | None, request: Any) -> dict[str, Any]:
    if brigade is None:
        return {"date": today(request.now).isoformat()}
    typed = {name: getattr(brigade, name) for name in HEAD}
    return {
        **typed,
        "date": brigade.date.isoformat(),
        "pupils": brigade.pupils or "",
        "study": str(brigade.study_id or ""),
    }


def _save_head(
    request: Any, brigade: Brigade | None, facilities: list[Any], typed: dict[str, Any]
) -> Brigade:
    facility = brigade.facility if brigade else next(
        (f for f in facilities if str(f.pk) == typed.get("facility")), None
    )  # fmt: skip
    if facility is None:
        raise Invalid([Problem("OH-104", "brigade.facility", _("Elija la instalación."))])
    studies = {str(study.pk): study for study in open_studies_for([facility])}
    version = typed.get("version", "")
    return actions.save_brigade(
        by=request.user,
        at=request.now,
        facility=facility,
        typed=typed,
        uid=brigade.uid if brigade else key_of(request) or fresh_key(),
        version=int(version) if version.isdigit() else 0,
        study=studies.get(typed.get("study", "")),
    )


@page
def brigade(request: Any, uid: uuid.UUID) -> HttpResponse:
    """The brigade: its figures, by age and group, and its exams."""
    found = find_brigade(request, uid)
    exams = list(found.exams.order_by("person"))
    held = counted(exams)
    at, user = request.now, request.user
    may_write = can(user, Permission.ORAL_EXAMINE, found.facility, at)
    context = {
        "crumbs": brigade_crumbs((str(found), "")),
        "brigade": found,
        "unit": found.facility,
        "group_label": _label("population_group", found.population_group),
        "figures": figures(held),
        "exams": [
            (exam, say("CPO", one.cpod), say("ceo", one.ceod)) for exam, one in zip(exams, held, strict=True)
        ],
        "may_write": may_write and found.closed_at is None,
        "may_reopen": can(user, Permission.ORAL_STUDY, found.facility, at) and found.closed_at is not None,
        "events": history(found)[:20],
    }
    return render(request, "oralhealth/epidemiology/brigade.html", context)


def _label(listed: str, code: str) -> str:
    found = codebook().lists[listed].get(code)
    return found.label if found else ""


@page
@require_POST
def act(request: Any, uid: uuid.UUID) -> HttpResponse:
    """Close or reopen; the button says which (`accion`)."""
    found = find_brigade(request, uid)
    who = {"by": request.user, "at": request.now, "brigade": found}
    try:
        if request.POST.get("accion") == "reabrir":
            actions.reopen_brigade(**who, reason=request.POST.get("motivo", ""))
            messages.success(request, _("Jornada reabierta."))
        else:
            actions.close_brigade(**who, confirmed="confirmar" in request.POST)
            messages.success(request, _("Jornada cerrada."))
    except ConfirmationNeeded as asked:
        for problem in asked.problems:
            messages.warning(request, _("%(problem)s Marque la confirmación.") % {"problem": problem})
    except Invalid as refused:
        for problem in refused.problems:
            messages.error(request, str(problem))
    return redirect("oralhealth:brigade", uid)


@page
def download(request: Any, uid: uuid.UUID, form: str) -> HttpResponse:
    """The exams as CSV (what `cauce oralhealth dmft` takes) or XLSX (with the figures)."""
    found = find_brigade(request, uid)
    exams = found.exams.order_by("person").prefetch_related("teeth")
    name = f"jornada-{found.date:%Y%m%d}-{found.pk}"
    if form == "csv":
        return csv_response(f"{name}.csv", HEADER, rows_of(exams))
    with NamedTemporaryFile(suffix=".xlsx", delete=False) as target:
        path = Path(target.name)
    try:
        write_xlsx(path, sheets_of(list(exams)))
        return file_response(path, f"{name}.xlsx")
    finally:
        path.unlink()  # the open handle keeps it until it is sent
