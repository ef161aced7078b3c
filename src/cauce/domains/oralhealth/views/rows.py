"""The rows of a day's sheet: seen, checked while they are typed, saved, chosen from when two people wrote."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.errors import Conflict, Invalid

from .. import actions
from ..choosing import choices_between, chosen_values
from ..models import PatientRow, Sheet
from ..presenting import continuation_of
from ..rules.flat import row_of
from ..rules.patient import BOXES
from ..stored import typed_of, values_of
from .answers import in_json, told, wants_json
from .common import find_sheet, fresh_key, key_of, page
from .sheet_page import Writing, show


@page
def sheet(request: Any, uid: uuid.UUID) -> HttpResponse:
    """The sheet with its rows and, while it is open, the row being written (`?uid=` of one to change)."""
    found = find_sheet(request, uid)
    rows = actions.read_rows(by=request.user, at=request.now, sheet=found)
    chosen = next((r for r in rows if r.row.uid == key_of(request)), None)
    if chosen:
        return show(request, found, rows, Writing(typed_of(chosen.values), chosen.row.version))
    if request.GET.get("continuacion") and rows:
        above = next((r.values for r in reversed(rows) if not r.values.continuation), None)
        return show(request, found, rows, Writing(continuation_of(above)))
    return show(request, found, rows, Writing())


@page
@require_POST
def save_row(request: Any, uid: uuid.UUID) -> HttpResponse:
    """Save the row that was written; problems come back in their cells, warnings ask, a conflict shows both."""
    found = find_sheet(request, uid)
    if wants_json(request):
        return in_json(request, lambda: _saved(_save(request, found)))
    try:
        saved = _save(request, found)
    except Invalid as refused:
        return _again(request, found, Writing(_typed(request), _version(request), refused.problems))
    except Conflict as conflict:
        return _both(request, found, conflict)
    messages.success(request, _("Renglón %(n)s guardado.") % {"n": saved.row.position})
    onward = reverse("oralhealth:sheet", args=[uid])
    return redirect(f"{onward}?continuacion=1#renglon" if "seguir" in request.POST else onward)


@page
@require_POST
def check_row(request: Any, uid: uuid.UUID) -> JsonResponse:
    """What saving would say, for the cells: the same rules, nothing written."""
    found = find_sheet(request, uid)
    who = {"by": request.user, "at": request.now, "sheet": found}
    return in_json(
        request, lambda: told(actions.check_row(**who, typed=_typed(request), uid=key_of(request)))
    )


def _save(request: Any, found: Sheet) -> actions.SavedRow:
    typed, version = _typed(request), _version(request)
    claim = found.claims.filter(uid=key_of(request, "reclamo")).first()
    stored = found.rows.filter(uid=key_of(request)).first()
    if stored is not None and (chosen := chosen_values(request.POST)):
        typed |= {name: typed_of(values_of(stored))[name] for name in chosen}
    who = {"by": request.user, "at": request.now, "typed": typed, "version": version}
    who["confirmed"] = "confirmar" in request.POST
    if claim:
        return actions.correct_claim(**who, claim=claim, answer=request.POST.get("respuesta", ""))
    return actions.save_row(**who, sheet=found, uid=key_of(request) or fresh_key())


def _saved(saved: actions.SavedRow) -> dict[str, Any]:
    row = saved.row
    warnings = row.warnings.split()
    return {"uid": row.uid, "position": row.position, "version": row.version, "warnings": warnings}


def _typed(request: Any) -> dict[str, Any]:
    """The row as typed. On a continuation the page hides the boxes, so what they carried is left out."""
    typed = row_of(request.POST.dict())
    if typed["continuation"]:
        typed |= dict.fromkeys(set(BOXES) - {"identity"}, "")
    return typed


def _version(request: Any) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 10 else 0


def _again(request: Any, found: Sheet, writing: Writing) -> HttpResponse:
    rows = actions.read_rows(by=request.user, at=request.now, sheet=found)
    return show(request, found, rows, writing)


def _both(request: Any, found: Sheet, conflict: Conflict) -> HttpResponse:
    """Both versions, field by field: the person chooses, and saves on the other's version."""
    theirs: PatientRow = conflict.theirs
    mine: Mapping[str, Any] = _typed(request)
    read = typed_of(actions.examine(found, theirs, mine, request.now)[0])
    mine = {
        **mine,
        "activities": read["activities"],
        "diagnoses": read["diagnoses"],
    }  # as they would be stored
    choices = choices_between(mine, typed_of(values_of(theirs)))
    return _again(request, found, Writing(mine, theirs.version, (), choices, theirs))
