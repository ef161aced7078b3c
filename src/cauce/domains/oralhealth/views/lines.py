"""Education, promotion and administrative rows of a sheet: as quick as the patients' page."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Conflict, Invalid, NotFound

from .. import actions
from ..choosing import choices_between, chosen_values
from ..models import Sheet
from ..presenting_lines import Kind, duration, kind_of, line_boxes, words_of
from .answers import in_json, told, wants_json
from .common import find_sheet, fresh_key, key_of, page
from .sheet_page import Writing, head_of

SAVE = {"promotion": actions.save_promotion, "admin": actions.save_admin}


@page
def lines(request: Any, uid: uuid.UUID, slug: str) -> HttpResponse:
    """The rows of one kind and the one being written; with POST, save it."""
    found, kind = find_sheet(request, uid), _kind(slug)
    if request.method != "POST":
        chosen = _rows(found, kind).filter(uid=key_of(request)).first()
        typed = actions.typed_line(chosen) if chosen else None
        return _show(request, found, kind, Writing(typed, chosen.version if chosen else 0))
    if wants_json(request):
        return in_json(request, lambda: _saved(_save(request, found, kind)))
    try:
        saved = _save(request, found, kind)
    except Invalid as refused:
        return _show(
            request, found, kind, Writing(_typed(request, kind), _version(request), refused.problems)
        )
    except Conflict as conflict:
        mine, theirs = _typed(request, kind), conflict.theirs
        choices = choices_between(mine, actions.typed_line(theirs))
        return _show(request, found, kind, Writing(mine, theirs.version, (), choices, theirs))
    messages.success(request, _("Renglón %(n)s guardado.") % {"n": saved.position})
    return redirect("oralhealth:lines", uid, slug)


@page
@require_POST
def check_line(request: Any, uid: uuid.UUID, slug: str) -> JsonResponse:
    """What saving would say, for the cells."""
    found, kind = find_sheet(request, uid), _kind(slug)
    who = {"by": request.user, "at": request.now, "sheet": found, "kind": kind.key}
    return in_json(
        request, lambda: told(actions.check_line(**who, typed=_typed(request, kind), uid=key_of(request)))
    )


def _kind(slug: str) -> Kind:
    kind = kind_of(slug)
    if kind is None:
        raise NotFound(_("No existe esa página."), rule="OH-404", remedy=_("Vuelva a la hoja."))
    return kind


def _rows(found: Sheet, kind: Kind) -> Any:
    return actions.KINDS[kind.key].objects.filter(sheet=found)


def _save(request: Any, found: Sheet, kind: Kind) -> Any:
    typed = _typed(request, kind)
    stored = _rows(found, kind).filter(uid=key_of(request)).first()
    if stored is not None:
        typed |= {name: actions.typed_line(stored)[name] for name in chosen_values(request.POST)}
    return SAVE[kind.key](
        by=request.user,
        at=request.now,
        sheet=found,
        typed=typed,
        uid=key_of(request) or fresh_key(),
        version=_version(request),
        confirmed="confirmar" in request.POST,
    )


def _saved(line: Any) -> dict[str, Any]:
    return {"uid": line.uid, "position": line.position, "version": line.version}


def _typed(request: Any, kind: Kind) -> dict[str, Any]:
    return {name: request.POST.get(name, "") for name in kind.cells}


def _version(request: Any) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 10 else 0


def _show(request: Any, found: Sheet, kind: Kind, writing: Writing) -> HttpResponse:
    require(request.user, Permission.ORAL_READ, found.facility, request.now)
    head = head_of(request, found, kind.key)
    rows = [] if head["copy"] else list(_rows(found, kind).select_related("saved_by"))
    typed = writing.typed or _next(kind, rows)
    problems = writing.problems
    place = ".".join(problems[0].place.split(".")[:2]) if problems and problems[0].place else f"{kind.key}.0"
    context = {
        **head,
        "kind": kind,
        "rows": [_drawn(kind, row) for row in rows],
        "minutes": duration(sum(row.minutes for row in rows)),
        "boxes": line_boxes(kind, typed, place),
        "place": place,
        "carried": " ".join(kind.carried),
        "start": "" if writing.version or writing.status != 200 else next(iter(kind.cells)),
        "uid": key_of(request) if writing.version or problems or writing.choices else fresh_key(),
        "version": writing.version,
        "problems": problems,
        "warned": bool(problems) and all(p.level == "warning" for p in problems),
        "choices": writing.choices,
        "theirs": writing.theirs,
    }
    name = "_lines" if request.GET.get("parte") == "renglones" else "lines"
    return render(request, f"oralhealth/{name}.html", context, status=writing.status)


def _next(kind: Kind, rows: list[Any]) -> dict[str, Any]:
    """An empty row with what it usually shares with the one above."""
    return {name: getattr(rows[-1], name) for name in kind.carried} if rows else {}


def _drawn(kind: Kind, row: Any) -> dict[str, Any]:
    """A stored row with its codes in words."""
    if kind.key == "admin":
        return {"row": row, "what": words_of(row.code, "administrative"), "time": duration(row.minutes)}
    what = [words_of(row.technique, "techniques"), words_of(row.other_code, "other_codes")]
    return {
        "row": row,
        "what": " · ".join(filter(None, what)),
        "type": words_of(row.promotion_type, "promotion_types"),
        "time": duration(row.minutes),
    }
