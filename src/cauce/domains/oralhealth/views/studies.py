"""Sentinel sites, surveys and special investigations: list, write, read their figures, close."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import can, require
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import Conflict, Invalid, NotFound, Problem

from .. import actions
from ..codebook import codebook
from ..country import today
from ..models import Study
from ..policies import check_study_open
from ..presenting_dmft import figures
from ..queries.epidemiology import counted, studies_in_reach
from ..queries.surveillance import study_places
from .common import crumbs, page
from .record_forms import differences, settled, version_of

LABELS = {
    "phase": lazy("Fase"),
    "name": lazy("Nombre"),
    "starts_on": lazy("Inicio"),
    "ends_on": lazy("Final"),
    "frequency": lazy("Cada cuánto informa"),
    "sample_urban": lazy("Muestra urbana"),
    "sample_rural": lazy("Muestra rural"),
    "events": lazy("Afecciones"),
    "groups": lazy("Grupos de población"),
    "purpose": lazy("Propósito"),
}
TABS = (
    ("studies", lazy("Estudios")),
    ("factors", lazy("Factores protectores")),
    ("costs", lazy("Costos")),
    ("record_audits", lazy("Auditoría de expedientes")),
)


def surveillance_tabs() -> list[tuple[str, str]]:
    """The parts of the surveillance, as links."""
    return [(str(label), reverse(f"oralhealth:{name}")) for name, label in TABS]


def surveillance_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the surveillance."""
    return crumbs((_("Vigilancia"), reverse("oralhealth:studies") if more else ""), *more)


@page
def listing(request: Any) -> HttpResponse:
    """The studies that concern the person's places; `?fase=` narrows them."""
    phase = request.GET.get("fase", "")
    found = studies_in_reach(request.user, request.now)
    if phase in Study.Phase.values:
        found = found.filter(phase=phase)
    context = {
        "crumbs": surveillance_crumbs(),
        "tabs": surveillance_tabs(),
        "current": reverse("oralhealth:studies"),
        "studies": found,
        "phases": Study.Phase.choices,
        "phase": phase,
        "may_write": bool(study_places(request.user, request.now)),
    }
    return render(request, "oralhealth/surveillance/studies.html", context)


def find_study(request: Any, pk: int) -> Study:
    """The study, if it concerns the person's places. Raises NotFound."""
    found = studies_in_reach(request.user, request.now).select_related("saved_by", "closed_by")
    study = found.filter(pk=pk).first()
    if study is None:
        raise NotFound(_("No existe ese estudio."), rule="OH-404", remedy=_("Elija de la lista."))
    return study


@page
def form(request: Any, pk: int | None = None) -> HttpResponse:
    """A new study, or one to change; with POST, save it."""
    study = find_study(request, pk) if pk else None
    if study:
        require(request.user, Permission.ORAL_STUDY, study.place, request.now)
        check_study_open(study)
    places = study_places(request.user, request.now)
    if not study and not places:
        require(request.user, Permission.ORAL_STUDY, None, request.now)
    typed = _typed(request) if request.method == "POST" else _stored(study, request)
    problems: tuple[Problem, ...] = ()
    conflict = None
    if request.method == "POST":
        if study:
            typed = settled(request.POST, typed, _stored(study, request))
        try:
            saved = _save(request, study, places, typed)
            messages.success(request, _("Estudio guardado."))
            return redirect("oralhealth:study", saved.pk)
        except Conflict as refusal:
            conflict = refusal
        except Invalid as refused:
            problems = refused.problems
    book = codebook().lists
    context = {
        "crumbs": surveillance_crumbs((study.name if study else _("Nuevo estudio"), "")),
        "study": study,
        "places": places,
        "typed": typed,
        "version": conflict.theirs.version
        if conflict
        else version_of(request) or (study.version if study else 0),
        "problems": problems,
        "conflict": conflict,
        "changes": differences(LABELS, typed, _stored(conflict.theirs, request)) if conflict else [],
        "phases": Study.Phase.choices,
        "frequencies": Study.Frequency.choices,
        "events": [(c.code, c.label, c.code in typed["events"]) for c in book["surveillance_event"].values()],
        "groups": [(c.code, c.label, c.code in typed["groups"]) for c in book["population_group"].values()],
    }
    status = 409 if conflict else 422 if problems else 200
    return render(request, "oralhealth/surveillance/study_form.html", context, status=status)


def _typed(request: Any) -> dict[str, Any]:
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in LABELS}
    return typed | {name: request.POST.getlist(name) for name in ("events", "groups")}


def _stored(study: Study | None, request: Any) -> dict[str, Any]:
    if study is None:
        return {
            **dict.fromkeys(LABELS, ""),
            "starts_on": today(request.now).isoformat(),
            "events": [],
            "groups": [],
        }
    typed: dict[str, Any] = {name: getattr(study, name) for name in LABELS}
    for name in ("starts_on", "ends_on"):
        typed[name] = typed[name].isoformat() if typed[name] else ""
    for name in ("sample_urban", "sample_rural"):
        typed[name] = "" if typed[name] is None else str(typed[name])
    return typed | {"events": study.events.split(), "groups": study.groups.split()}


def _save(request: Any, study: Study | None, places: list[Any], typed: dict[str, Any]) -> Study:
    place = (
        study.place if study else next((p for p in places if str(p.pk) == request.POST.get("place")), None)
    )
    if place is None:
        raise Invalid([Problem("OH-104", "study.place", _("Elija el lugar del estudio."))])
    return actions.save_study(
        by=request.user, at=request.now, place=place, typed=typed, study=study, version=version_of(request)
    )


@page
def study(request: Any, pk: int) -> HttpResponse:
    """The study with the figures of its exams."""
    found = find_study(request, pk)
    may = can(request.user, Permission.ORAL_STUDY, found.place, request.now) and found.closed_at is None
    book = codebook().lists
    context = {
        "crumbs": surveillance_crumbs((found.name, "")),
        "study": found,
        "unit": found.place,
        "events_watched": [book["surveillance_event"][k].label for k in found.events.split()],
        "groups_watched": [book["population_group"][k].label for k in found.groups.split()],
        "figures": figures(counted(found.exams.all())),
        "brigades": found.brigades.select_related("facility"),
        "may_write": may,
        "events": history(found)[:20],
    }
    return render(request, "oralhealth/surveillance/study.html", context)


@page
@require_POST
def close(request: Any, pk: int) -> HttpResponse:
    """Close the study with its conclusion."""
    found = find_study(request, pk)
    try:
        actions.close_study(
            by=request.user, at=request.now, study=found,
            conclusion=request.POST.get("conclusion", ""), version=version_of(request),
        )  # fmt: skip
        messages.success(request, _("Estudio cerrado."))
    except (Invalid, Conflict) as refused:
        for problem in refused.problems:
            messages.error(request, str(problem))
    return redirect("oralhealth:study", pk)
