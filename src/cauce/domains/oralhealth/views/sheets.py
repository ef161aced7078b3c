"""A day's sheet: start it, write its rows, send it, review it, ask about it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import can
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Conflict, Invalid, Problem

from .. import actions
from ..codebook import codebook
from ..country import today
from ..models import Sheet
from ..policies import is_writer
from ..presenting import boxes, lines, next_row, typed_of
from ..rules.flat import row_of
from ..rules.states import SHEET_LABELS, SheetState
from .common import crumbs, find_sheet, fresh_key, key_of, page, writable

HEAD = ("date", "professional", "registration", "centre", "schedule", "chair_hours")


@page
def new_sheet(request: Any) -> HttpResponse:
    """The head of a new sheet; with POST, open it."""
    facilities = list(writable(request))
    typed = request.POST.dict() or {
        "date": today(request.now).isoformat(),
        "professional": request.user.display_name,
        "centre": _("Servicio de Salud Bucal"),
        "schedule": "1",
    }
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        facility = next((f for f in facilities if str(f.pk) == typed.get("facility")), None)
        if facility is None:
            problems = (Problem("OH-104", "header.facility", _("Elija la instalación.")),)
        else:
            try:
                sheet = actions.open_sheet(
                    by=request.user,
                    at=request.now,
                    facility=facility,
                    typed=typed,
                    confirmed="confirmar" in typed,
                    uid=key_of(request),
                )
                return redirect("oralhealth:sheet", sheet.uid)
            except Invalid as refused:
                problems = refused.problems
    context = {
        "crumbs": crumbs((_("Nueva hoja"), "")),
        "facilities": facilities,
        "typed": typed,
        "uid": key_of(request) or fresh_key(),
        "problems": problems,
        "warned": bool(problems) and all(p.level == "warning" for p in problems),
        "schedules": codebook().lists["schedule"].values(),
        "places": {name: f"header.{name}" for name in ("facility", *HEAD)},
    }
    return render(request, "oralhealth/new_sheet.html", context, status=422 if problems else 200)


@page
def sheet(request: Any, uid: uuid.UUID) -> HttpResponse:
    """The sheet with its rows and, while it is open, the row being written (`?uid=` of one to change)."""
    found = find_sheet(request, uid)
    rows = actions.read_rows(by=request.user, at=request.now, sheet=found)
    chosen = next((r for r in rows if r.row.uid == key_of(request)), None)
    typed = typed_of(chosen.values) if chosen else None
    return _show(request, found, rows, typed=typed, version=chosen.row.version if chosen else 0)


@page
@require_POST
def save_row(request: Any, uid: uuid.UUID) -> HttpResponse:
    """Save the row that was written; problems come back in their cells, warnings ask."""
    found = find_sheet(request, uid)
    typed = row_of(request.POST.dict())
    version = int(request.POST.get("version", "0") or 0)
    claim = found.claims.filter(uid=key_of(request, "reclamo")).first()
    who = {"by": request.user, "at": request.now, "typed": typed, "version": version}
    who["confirmed"] = "confirmar" in request.POST
    try:
        if claim:
            saved = actions.correct_claim(**who, claim=claim)
        else:
            saved = actions.save_row(**who, sheet=found, uid=key_of(request) or fresh_key())
    except Invalid as refused:
        rows = actions.read_rows(by=request.user, at=request.now, sheet=found)
        return _show(request, found, rows, typed=typed, version=version, problems=refused.problems)
    except Conflict as conflict:
        messages.error(request, str(conflict))
        return redirect("oralhealth:sheet", uid)
    messages.success(request, _("Renglón %(n)s guardado.") % {"n": saved.row.position})
    return redirect("oralhealth:sheet", uid)


@page
@require_POST
def act(request: Any, uid: uuid.UUID) -> HttpResponse:
    """Send, review, give back, take a row off, or ask about the sheet; the button says which (`accion`)."""
    found = find_sheet(request, uid)
    who = {"by": request.user, "at": request.now, "sheet": found}
    asked = request.POST.get("accion", "")
    try:
        done = _do(asked, who, request.POST)
    except Invalid as refused:
        for problem in refused.problems:
            messages.error(request, str(problem))
        return redirect("oralhealth:sheet", uid)
    messages.success(request, done)
    return redirect("oralhealth:sheet", uid)


def _do(asked: str, who: dict[str, Any], sent: QueryDict) -> str:
    if asked == "enviar":
        actions.send_sheet(**who, confirmed="confirmar" in sent)
        return _("Hoja enviada a revisión.")
    if asked == "revisar":
        actions.review_sheet(**who)
        return _("Hoja revisada.")
    if asked == "devolver":
        actions.return_sheet(**who, note=sent.get("nota", ""))
        return _("Hoja devuelta a quien la escribió.")
    if asked == "reclamar":
        row = who["sheet"].rows.filter(uid=sent["renglon"]).first() if sent.get("renglon") else None
        actions.raise_claim(**who, question=sent.get("pregunta", ""), row=row)
        return _("Reclamo presentado.")
    actions.remove_row(**who, uid=uuid.UUID(sent["uid"]), version=int(sent["version"]))
    return _("Renglón quitado.")


def _show(
    request: Any,
    found: Sheet,
    rows: list[actions.ReadRow],
    *,
    typed: dict[str, Any] | None,
    version: int,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    at, user = request.now, request.user
    claim = found.claims.filter(uid=key_of(request, "reclamo")).exclude(state="closed").first()
    writer = can(user, Permission.ORAL_WRITE, found.facility, at) and is_writer(user, found, at)
    editing = writer and (found.state == SheetState.OPEN or claim is not None)
    above = next((r.values for r in reversed(rows) if not r.values.continuation), None)
    typed = typed or next_row(above)
    place = problems[0].place.rsplit(".activities", 1)[0] if problems else "rows.0"
    place = ".".join(place.split(".")[:2])
    context = {
        "crumbs": crumbs((str(found.date), "")),
        "sheet": found,
        "unit": found.facility,
        "state": SHEET_LABELS[SheetState(found.state)],
        "schedule": codebook().lists["schedule"][found.schedule].label,
        "rows": rows,
        "patients": sum(not r.values.continuation for r in rows),
        "editing": editing,
        "open": found.state == SheetState.OPEN and writer,
        "writer": writer,
        "claim": claim,
        "boxes": boxes(typed, place),
        "activities": lines(typed, "activities", place),
        "diagnoses": lines(typed, "diagnoses", place),
        "continuation": typed.get("continuation"),
        "procedures": codebook().procedures.values(),
        "diagnosis_list": codebook().diagnoses.values(),
        "uid": key_of(request) if version or problems else fresh_key(),
        "version": version,
        "problems": problems,
        "warned": bool(problems) and all(p.level == "warning" for p in problems),
        "may_review": can(user, Permission.ORAL_REVIEW, found.facility, at),
        "may_claim": can(user, Permission.ORAL_CLAIM, found.facility, at),
        "claims": found.claims.select_related("row", "raised_by"),
    }
    return render(request, "oralhealth/sheet.html", context, status=422 if problems else 200)
