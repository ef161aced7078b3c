"""A day's sheet: start it, send it, review it, give it back, undo, ask about it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.errors import Conflict, Invalid, Problem

from .. import actions
from ..codebook import codebook
from ..country import today
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
@require_POST
def act(request: Any, uid: uuid.UUID) -> HttpResponse:
    """Send, review, give back, take a row off, or ask about the sheet; the button says which (`accion`)."""
    found = find_sheet(request, uid)
    who = {"by": request.user, "at": request.now, "sheet": found}
    asked = request.POST.get("accion", "")
    try:
        done = _do(asked, who, request.POST)
    except (Invalid, Conflict) as refused:
        for problem in refused.problems:
            messages.error(request, str(problem))
        return redirect(_onward(request, uid))
    messages.success(request, done)
    return redirect(_onward(request, uid))


def _onward(request: Any, uid: uuid.UUID) -> str:
    """Back to the page it was asked from: the next sheet of the queue, the lines, or the sheet itself."""
    onward = request.POST.get("volver", "")
    if url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
        return onward
    return reverse("oralhealth:sheet", args=[uid])


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
        question, field = sent.get("pregunta", ""), sent.get("casilla", "")
        actions.raise_claim(**who, question=question, row=row, field=field)
        return _("Reclamo presentado.")
    if asked == "deshacer":
        back = actions.restore_removed(**who, uid=uuid.UUID(sent["uid"]))
        return _("Renglón devuelto a la hoja.") if back else _("Ya se había devuelto.")
    removing = {**who, "uid": uuid.UUID(sent["uid"]), "version": int(sent["version"])}
    if sent.get("clase") in actions.KINDS:
        actions.remove_line(**removing, kind=sent["clase"])
    else:
        actions.remove_row(**removing)
    return _("Renglón quitado. Puede deshacerlo más abajo mientras no envíe la hoja.")
