"""Saving a sheet: check, «¿Los datos son correctos?», save once, and the choice when another saved first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Conflict, Problem, Refusal
from cauce.web.idempotency import COOKIE

from ..actions import save_sheet
from ..policies import check_can_save_lines
from ..presenting.changes import changes_to_save, clashes, rows_in, their_events
from ..presenting.grid import values_of
from ..presenting.products import products_of
from ..presenting.typed import Row, names, packed
from ..queries import SheetState
from ..rules.lines import read_line
from . import grid as sheet
from .groups import unit_context
from .keys import once_key
from .refusals import why_not


def review(form: "sheet.SheetForm") -> HttpResponse:
    """Check all that changed; with errors the grid again, else the question with every change."""
    if refusal := _why_not(form):
        return sheet.show(form, refusal.problems, refusal, refusal.status)
    if not form.rows:
        messages.info(form.request, _("No hay cambios que guardar."))
        return sheet.show(form)
    problems = _problems(form.rows)
    if any(problem.level == "error" for problem in problems):
        return sheet.show(form, problems, status=422)
    return _ask(form, form.rows, problems)


def _why_not(form: "sheet.SheetForm") -> Refusal | None:
    return why_not(form.request, Permission.EXCHANGE_EDIT, form.unit, check_can_save_lines, form.declaration)


def _problems(rows: dict[int, Row]) -> tuple[Problem, ...]:
    return tuple(problem for pk, row in rows.items() for problem in read_line(row, f"rows.{pk}")[1])


def _ask(form: "sheet.SheetForm", rows: dict[int, Row], warnings: tuple[Problem, ...]) -> HttpResponse:
    """The page «¿Los datos son correctos?»: the same with and without JavaScript."""
    products = products_of(form.speciality).among(rows)
    context = _page(form) | {
        "changes": changes_to_save(products, rows, form.base),
        "warnings": [(products.get(_product_of(warning)), warning) for warning in warnings],
        "hidden": [*names(rows), *_bases(form, rows)],
        "version": form.version or 0,
        "once_key": once_key(form.request),
    }
    return render(form.request, "exchange/grid_confirm.html", context)


def _product_of(problem: Problem) -> int:
    return int(problem.place.split(".")[1])


def _bases(form: "sheet.SheetForm", rows: dict[int, Row]) -> list[tuple[str, str]]:
    return [(f"base.{pk}", packed(form.base[pk])) for pk in rows if pk in form.base]


def _page(form: "sheet.SheetForm") -> dict:
    return unit_context(
        form.request,
        6,
        form.declaration,
        form.unit,
        group=form.speciality.parent,
        speciality=form.speciality,
        view=form.view,
        hide_todo=True,
    )


def save(form: "sheet.SheetForm") -> HttpResponse:
    """Save what was confirmed. Warnings must have been ticked."""
    warnings = _problems(form.rows)
    if warnings and form.request.POST.get("advertencias") != "si":
        if any(problem.level == "error" for problem in warnings):
            return sheet.show(form, warnings, status=422)
        return _ask(form, form.rows, warnings)
    return _save(form, form.rows, form.version or 0)


def _save(form: "sheet.SheetForm", rows: dict[int, Row], version: int) -> HttpResponse:
    try:
        saved = save_sheet(
            by=form.request.user,
            at=form.request.now,
            declaration=form.declaration,
            unit=form.unit,
            speciality=form.speciality,
            rows=rows,
            version=version,
            confirmed=True,
        )
    except Conflict as conflict:
        return _conflict(form, rows, conflict)
    except Refusal as refusal:
        return sheet.show(form, refusal.problems, refusal, refusal.status)
    messages.success(form.request, _saved_sentence(saved.added, saved.changed, saved.removed))
    return _back(form)


def _back(form: "sheet.SheetForm") -> HttpResponse:
    return redirect(
        "exchange:grid", pk=form.declaration.pk, unit_code=form.unit.code, speciality_pk=form.speciality.pk
    )


def _saved_sentence(added: int, changed: int, removed: int) -> str:
    if not added + changed + removed:
        return _("No hubo cambios: la hoja ya decía lo mismo.")
    total = added + changed + removed
    return ngettext(
        "Guardado: %(total)s renglón (%(added)s nuevos, %(changed)s modificados, %(removed)s eliminados).",
        "Guardado: %(total)s renglones (%(added)s nuevos, %(changed)s modificados, %(removed)s eliminados).",
        total,
    ) % {"total": total, "added": added, "changed": changed, "removed": removed}


def _conflict(form: "sheet.SheetForm", rows: dict[int, Row], conflict: Conflict) -> HttpResponse:
    """What the other person changed, who and when; for each row that clashes, mine or theirs."""
    state: SheetState = conflict.theirs
    stored = {pk: values_of(line) for pk, line in state.lines.items()}
    products = products_of(form.speciality).among(rows)
    events = their_events(form.declaration, form.unit, form.speciality, form.version or 0)
    touched = {code for event in events for code, _before, _after in rows_in(event)}
    mine = clashes(products, rows, form.base, stored, touched)
    context = _page(form) | {
        "conflict": conflict,
        "clashing": [change for change in mine if change.clash],
        "free": [change for change in mine if not change.clash],
        "theirs": [(event, rows_in(event)) for event in events],
        "labels": dict(form.speciality.children.filter(code__in=touched).values_list("code", "label")),
        "hidden": [*names(rows), *_bases(form, rows)],
        "version": state.version,
        "once_key": once_key(form.request),
    }
    return render(form.request, "exchange/grid_conflict.html", context, status=conflict.status)


def resolve(form: "sheet.SheetForm") -> HttpResponse:
    """Save again on top of the other person's version, without the rows where theirs was chosen."""
    chosen: HttpRequest = form.request
    rows = {pk: row for pk, row in form.rows.items() if chosen.POST.get(f"choose-{pk}") == "mine"}
    if not rows:
        messages.info(form.request, _("Se conservó lo que ya estaba guardado; no hubo cambios suyos."))
        return _back(form)
    return _save(form, rows, form.version or 0)


def discard(form: "sheet.SheetForm") -> HttpResponse:
    """Leave what is stored, and let the browser forget the draft of what was typed."""
    response = _back(form)
    response.set_cookie(COOKIE, once_key(form.request), max_age=600, samesite="Lax")
    return response
