"""An exam of a brigade: the odontogram, saved by keyboard pupil after pupil, counted while it is filled."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import Conflict, Invalid, NotFound, Problem

from .. import actions
from ..codebook import codebook
from ..models import Brigade, Exam
from ..policies import check_brigade_open
from ..presenting_odontogram import at_teeth, choose, difference, findings, quadrants, risks, say, typed_of
from ..queries.epidemiology import counted, next_key
from ..rules.dmft import PERMANENT, PRIMARY, examine, is_code
from ..rules.epidemiology import broken
from ..rules.exam import FINDINGS, MAX_AGE, read_exam, read_teeth
from ..rules.odontogram import mark_sound
from ..rules.reading import whole
from .brigades import brigade_crumbs, find_brigade
from .common import fresh_key, key_of, page

FIELDS = ("person", "age", "sex", "group", "note", *FINDINGS)


def typed_exam(request: Any) -> dict[str, Any]:
    """The form as sent: fields, `teeth` by number, `risks`."""
    sent = request.POST
    typed: dict[str, Any] = {name: sent.get(name, "") for name in FIELDS}
    typed["teeth"] = {
        tooth: sent.get(f"t{tooth}", "").strip().upper() for tooth in sorted(PERMANENT | PRIMARY)
    }
    typed["risks"] = sent.getlist("risks")
    return typed


@page
def exam(request: Any, uid: uuid.UUID, exam_uid: uuid.UUID | None = None) -> HttpResponse:
    """A new exam, or one to change; with POST: mark sound, save, or save and go to the next pupil (`accion`)."""
    brigade = find_brigade(request, uid)
    require(request.user, Permission.ORAL_EXAMINE, brigade.facility, request.now)
    check_brigade_open(brigade)
    found = _find_exam(brigade, exam_uid)
    if request.method != "POST":
        typed = (
            typed_of(found) if found else {"person": next_key(brigade), "group": brigade.group, "teeth": {}}
        )
        if not found:
            typed["population_group"] = brigade.population_group
        return _show(request, brigade, found, typed)
    typed = typed_exam(request)
    if request.POST.get("accion") == "sanos":
        return _show(request, brigade, found, *_marked(typed))
    if found:
        typed = choose(typed, typed_of(found), request.POST)
    return _save(request, brigade, found, typed)


def _find_exam(brigade: Brigade, uid: uuid.UUID | None) -> Exam | None:
    if uid is None:
        return None
    exam = brigade.exams.select_related("saved_by").filter(uid=uid).first()
    if exam is None:
        raise NotFound(_("No existe ese examen."), rule="OH-404", remedy=_("Vuelva a la jornada."))
    return exam


def _marked(typed: dict[str, Any]) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The chart with the usual teeth of that age marked sound; without an age, why not."""
    years = whole(typed["age"].strip(), MAX_AGE)
    if years is None:
        return typed, (broken("OE-28", "exam.age"),)
    return {**typed, "teeth": mark_sound(read_teeth(typed), years)}, ()


def _save(request: Any, brigade: Brigade, found: Exam | None, typed: dict[str, Any]) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        saved = actions.save_exam(
            by=request.user,
            at=request.now,
            facility=brigade.facility,
            day=brigade.date,
            brigade=brigade,
            typed=typed,
            uid=found.uid if found else key_of(request) or fresh_key(),
            version=int(version) if version.isdigit() else 0,
            confirmed="confirmar" in request.POST,
        )
    except Conflict as conflict:
        return _show(request, brigade, conflict.theirs, typed, conflict=conflict)
    except Invalid as refused:
        return _show(request, brigade, found, typed, refused.problems)
    (one,) = counted([saved])
    words = {"key": saved.person, "cpod": say("CPO", one.cpod), "ceod": say("ceo", one.ceod)}
    messages.success(request, _("Alumno %(key)s guardado: %(cpod)s, %(ceod)s.") % words)
    onward = request.POST.get("accion") != "guardar" and not found
    return redirect("oralhealth:new_exam" if onward else "oralhealth:brigade", brigade.uid)


@page
@require_POST
def count(request: Any, uid: uuid.UUID) -> HttpResponse:
    """What the chart counts so far, and what is impossible in it; saves nothing."""
    brigade = find_brigade(request, uid)
    require(request.user, Permission.ORAL_EXAMINE, brigade.facility, request.now)
    typed = typed_exam(request)
    _form, problems = read_exam(typed, "exam", codebook())
    context = {**_counts(typed), "tooth_problems": at_teeth(problems)}
    return render(request, "oralhealth/epidemiology/_counts.html", context)


@page
@require_POST
def remove(request: Any, uid: uuid.UUID, exam_uid: uuid.UUID) -> HttpResponse:
    """Take an exam off the brigade."""
    brigade = find_brigade(request, uid)
    found = _find_exam(brigade, exam_uid)
    version = request.POST.get("version", "")
    assert found is not None  # noqa: S101  _find_exam raised otherwise
    try:
        actions.remove_exam(
            by=request.user, at=request.now, exam=found, version=int(version) if version.isdigit() else 0
        )
        messages.success(request, _("Examen %(key)s quitado.") % {"key": found.person})
    except Conflict as conflict:
        messages.error(request, str(conflict))
    return redirect("oralhealth:brigade", uid)


def _counts(typed: dict[str, Any]) -> dict[str, str]:
    """CPOD and ceod of the teeth that are right; wrong ones are named beside."""
    teeth = {t: c for t, c in read_teeth(typed).items() if is_code(t, c)}
    one = examine("", teeth, whole(str(typed.get("age") or "").strip(), MAX_AGE))
    return {"cpod": say("CPO", one.cpod), "ceod": say("ceo", one.ceod), "recorded": str(len(teeth))}


def _show(
    request: Any,
    brigade: Brigade,
    found: Exam | None,
    typed: dict[str, Any],
    problems: tuple[Problem, ...] = (),
    conflict: Conflict | None = None,
) -> HttpResponse:
    here = (typed.get("person") or _("nuevo"), "")
    version = request.POST.get("version", "")
    context = {
        "crumbs": brigade_crumbs((str(brigade), reverse("oralhealth:brigade", args=[brigade.uid])), here),
        "brigade": brigade,
        "unit": brigade.facility,
        "exam": found,
        "typed": typed,
        "quadrants": quadrants(read_teeth(typed), problems),
        "tooth_problems": at_teeth(problems),
        "findings": findings(typed),
        "risks": risks(typed),
        **_counts(typed),
        "uid": found.uid if found else key_of(request) or fresh_key(),
        "version": found.version if conflict and found else version or (found.version if found else 0),
        "problems": problems,
        "warned": bool(problems) and all(p.level == "warning" for p in problems),
        "conflict": conflict,
        "changes": difference(typed, typed_of(found)) if conflict and found else [],
        "seen": brigade.exams.count(),
        "events": history(found)[:10] if found else [],
    }
    status = 409 if conflict else 422 if problems else 200
    return render(request, "oralhealth/epidemiology/exam.html", context, status=status)
