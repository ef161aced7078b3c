"""A Cuadro of a report: the grid, totals and doubts while it is typed, autosave, saving, and both sides of a conflict."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Conflict, Invalid, NotFound, Problem, Refusal

from .. import actions
from ..hooks import production_offers
from ..models import FigureChange, QuarterReport
from ..policies import not_now
from ..presenting.computed import computed_of
from ..presenting.grid import grid_of, packed, put_over, stored_texts, uncertain, unpacked
from ..presenting.reports import cell_of, cuadro_of, number_words, sections_of
from ..queries.checks import problems_of, variations
from ..queries.figures import executed, figures_of
from ..rules.cells import name_of, read_cells, words_of
from ..rules.cuadros import CUADROS, FINANCIAL, PRODUCTION, Cuadro
from ..rules.figures import Cell
from ..rules.states import ReportState
from ..rules.writing import typed_amount
from .common import by_now, find_report, held, may_comment, page, report_crumbs

WRITABLE = (ReportState.DRAFT, ReportState.RETURNED)
CHANGES = 60
REMEDY = "Escriba cifras, con coma para los decimales: 1.234.567,89."


@dataclass
class Sent:
    """A form that came back. typed: text of each cell; changed: what saving takes, as plain amounts; clashes: cells
    that somebody else changed meanwhile."""

    typed: dict[Cell, str] = field(default_factory=dict)
    changed: dict[Cell, str] = field(default_factory=dict)
    clashes: list[dict[str, str]] = field(default_factory=list)
    problems: Sequence[Problem] = ()


def section_of(report: QuarterReport, key: str) -> Cuadro:
    """The Cuadro, if the report has it. Raises NotFound."""
    if key in CUADROS and report.sections.filter(cuadro=key).exists():
        return CUADROS[key]
    raise NotFound(
        _("El informe no tiene ese Cuadro."), rule="RP-404", remedy=_("Elija de la lista de Cuadros.")
    )


@page
def section(request: Any, pk: int, cuadro: str) -> HttpResponse:
    """The grid; with POST, save what changed."""
    report = find_report(request, pk)
    found = section_of(report, cuadro)
    if request.method != "POST":
        return _show(request, report, found, Sent())
    require(request.user, Permission.RISK_WRITE, report.plan.hospital.unit, request.now)
    sent = _read(request, report, found)
    if sent.clashes:
        return _show(request, report, found, sent, 409)
    try:
        count = _save(request, report, sent)
    except Conflict:  # between reading and saving
        return _show(request, report, found, _read(request, report, found), 409)
    except Invalid as refused:
        sent.problems = [_worded(problem) for problem in refused.problems]
        return _show(request, report, found, sent, 422)
    words = ngettext("%(n)s cifra guardada.", "%(n)s cifras guardadas.", count) % {"n": count}
    messages.success(request, words if count else _("No había cambios que guardar."))
    onward = request.POST.get("seguir", "")
    following = onward if onward in {s.key for s in sections_of(report)} else cuadro
    name = "riskplans:matrix" if following == "medidas" else "riskplans:section"
    return redirect(name, *([pk] if following == "medidas" else [pk, following]))


@page
@require_POST
def calculate(request: Any, pk: int, cuadro: str) -> HttpResponse:
    """Totals, percentages and doubts of what is typed, by the same rules; writes nothing. For htmx."""
    report = find_report(request, pk)
    found = section_of(report, cuadro)
    return _live(request, report, found, _read(request, report, found), "")


@page
@require_POST
def autosave(request: Any, pk: int, cuadro: str) -> HttpResponse:
    """Save the cells that are sound, and leave the others to the person. For htmx."""
    report = find_report(request, pk)
    found = section_of(report, cuadro)
    require(request.user, Permission.RISK_WRITE, report.plan.hospital.unit, request.now)
    sent = _read(request, report, found)
    _sound, problems = read_cells(sent.changed, planned=False)
    wrong = {problem.place for problem in problems}
    sent.changed = {cell: text for cell, text in sent.changed.items() if name_of(cell) not in wrong}
    if sent.clashes:
        return _live(request, report, found, sent, _("Otra persona guardó aquí: pulse Guardar para elegir."))
    try:
        count = _save(request, report, sent)
    except Refusal as refused:
        return _live(request, report, found, sent, str(refused))
    report.refresh_from_db()
    return _live(request, report, found, sent, _("Guardado solo: %(n)s cifras.") % {"n": count}, saved=True)


def _save(request: Any, report: QuarterReport, sent: Sent) -> int:
    if not sent.changed:
        return 0
    return actions.save_figures(**by_now(request), report=report, typed=sent.changed, version=report.version)


def _read(request: Any, report: QuarterReport, cuadro: Cuadro) -> Sent:
    """What came back against what the cells showed and what is stored now."""
    base = unpacked(request.POST.get("base", ""), cuadro)
    stored = stored_texts(executed(report), cuadro)
    sent = Sent()
    for cell, shown in base.items():
        place = name_of(cell)
        mine = request.POST.get(place, shown).strip()
        if request.POST.get(f"choose-{place}") == "theirs":
            mine = stored[cell]
        sent.typed[cell] = mine
        before, now, typed = (typed_amount(text) if text else "" for text in (shown, stored[cell], mine))
        if typed in (before, now):
            sent.typed[cell] = stored[cell] if typed == before else mine
            continue
        sent.changed[cell] = typed
        if now != before and not request.POST.get(f"choose-{place}"):
            sent.clashes.append(_clash(cuadro, cell, shown, mine, stored[cell]))
    return sent


def _clash(cuadro: Cuadro, cell: Cell, base: str, mine: str, theirs: str) -> dict[str, str]:
    column = next(c.label for c in cuadro.columns if c.key == cell[2])
    label = f"{cuadro.row(cell[1]).label} · {column}"
    return {"label": label, "name": name_of(cell), "base": base, "mine": mine, "theirs": theirs}


def _worded(problem: Problem) -> Problem:
    return replace(problem, remedy=REMEDY) if problem.rule == "RP-03" else problem


def _context(request: Any, report: QuarterReport, cuadro: Cuadro, sent: Sent) -> dict[str, Any]:
    figures = figures_of(report)
    whole = put_over(figures, sent.typed)
    stored = stored_texts(figures, cuadro)
    wrong = list(sent.problems)
    if not wrong:
        _good, wrong = read_cells(sent.changed, planned=False)
        wrong = [_worded(problem) for problem in wrong]
    mine = [p for p in problems_of(report, whole) if cuadro_of(p) == cuadro.key]
    found = [replace(problem, place=cell_of(problem)) for problem in mine]
    return {
        "report": report,
        "unit": report.plan.hospital.unit,
        "cuadro": cuadro,
        "rows": grid_of(report, cuadro, whole, sent.typed),
        "computed": computed_of(report, cuadro.key, whole),
        "problems": wrong,
        "subjects": [(problem.place, problem) for problem in mine],
        "blocking": any(problem.level == "error" for problem in mine),
        "notes": dict(uncertain([*wrong, *found], cuadro)),
        "base": packed(stored),
    }


def _show(request: Any, report: QuarterReport, cuadro: Cuadro, sent: Sent, status: int = 200) -> HttpResponse:
    permissions = held(request, report.plan.hospital.unit)
    if request.method == "POST" and Permission.RISK_WRITE in permissions and report.state not in WRITABLE:
        raise not_now("RP-42", state=report.get_state_display(), act="escribir en él", owner="quien lo tiene")
    context = _context(request, report, cuadro, sent)
    lines = sections_of(report)
    here = next(line for line in lines if line.key == cuadro.key)
    order = [line.key for line in lines]
    position = order.index(cuadro.key)
    context |= {
        "crumbs": report_crumbs(report, (cuadro.name, "")),
        "sections": lines,
        "section": here,
        "number": number_words(cuadro.key),
        "following": lines[position + 1] if position + 1 < len(lines) else None,
        "clashes": sent.clashes,
        "writable": Permission.RISK_WRITE in permissions and report.state in WRITABLE,
        "variations": variations(report, figures_of(report)) if cuadro.key == FINANCIAL.key else (),
        "explanations": {e.subject: e for e in report.explanations.select_related("by")},
        "changes": _changes(report, cuadro),
        "may_comment": may_comment(permissions),
        "comments": report.comments.filter(cuadro=cuadro.key).select_related("by"),
        "offers": production_offers(report, request.user) if cuadro.key == PRODUCTION.key else (),
    }
    return render(request, "riskplans/section.html", context, status=status)


def _changes(report: QuarterReport, cuadro: Cuadro) -> list[tuple[str, FigureChange]]:
    """The latest changes of the Cuadro's figures, each with its cell in words."""
    found = report.changes.filter(cuadro=cuadro.key).select_related("by").order_by("-at", "-pk")
    return [(words_of((c.cuadro, c.row, c.column)).partition(" · ")[2], c) for c in found[:CHANGES]]


def _live(
    request: Any, report: QuarterReport, cuadro: Cuadro, sent: Sent, said: str, *, saved: bool = False
) -> HttpResponse:
    context = _context(request, report, cuadro, sent)
    context |= {"said": said, "saved": saved, "pending": len(sent.changed) if not saved else 0}
    return render(request, "riskplans/_live.html", context)
