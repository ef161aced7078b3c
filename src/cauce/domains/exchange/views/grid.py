"""Step 6: the product grid. One address; the button says what is asked (`accion`)."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cauce.core.catalogues.models import Entry
from cauce.core.errors import Problem, Refusal
from cauce.core.organisations.models import OrgUnit

from ..models import Declaration
from ..presenting.grid import COLUMNS, Typing, grid_rows
from ..presenting.products import View, products_of, products_to_show
from ..presenting.typed import Row, changed, read_base, read_typed
from ..queries import SheetState, sheet_state
from ..rules.lines import CAUSES
from .common import find_declaration, find_entry, find_unit, page
from .groups import unit_context
from .keys import once_key

TEMPLATE = "exchange/grid.html"
_PAGE = re.compile(r"pagina-(\d{1,6})")


@dataclass(frozen=True, slots=True)
class SheetForm:
    """All that one request says about one sheet."""

    request: HttpRequest
    declaration: Declaration
    unit: OrgUnit
    speciality: Entry
    view: View
    typed: dict[int, Row]
    base: dict[int, Row]
    version: int | None

    @property
    def rows(self) -> dict[int, Row]:
        """The rows that the person changed."""
        return changed(self.typed, self.base)

    def stored(self) -> SheetState:
        """The sheet as it is now."""
        return sheet_state(self.declaration, self.unit, self.speciality)


@page
def grid(request: HttpRequest, pk: int, unit_code: str, speciality_pk: int) -> HttpResponse:
    """Show the sheet; with POST, look around in it without losing what is typed, or save it."""
    from . import grid_saving

    form = read_form(request, pk, unit_code, speciality_pk)
    if request.method != "POST":
        return show(form)
    asked = request.POST.get("accion") or request.POST.get("por_omision", "")
    saving = {
        "guardar": grid_saving.review,
        "confirmar": grid_saving.save,
        "resolver": grid_saving.resolve,
        "descartar": grid_saving.discard,
    }
    return saving[asked](form) if asked in saving else show(form)


def read_form(request: HttpRequest, pk: int, unit_code: str, speciality_pk: int) -> SheetForm:
    """The request as a SheetForm. Raises NotFound, NotAllowed."""
    declaration = find_declaration(request, pk)
    unit = find_unit(request, declaration, unit_code)
    speciality = find_entry("speciality", speciality_pk)
    sent = request.POST
    version = sent.get("version", "")
    return SheetForm(
        request,
        declaration,
        unit,
        speciality,
        read_view(request),
        read_typed(sent),
        read_base(sent),
        int(version) if version.isdigit() and len(version) < 10 else None,
    )


def read_view(request: HttpRequest) -> View:
    """How the sheet is looked at: `q`, `ver=con`, and the page; a new search starts at its first page."""
    said = request.POST if request.method == "POST" else request.GET
    asked = said.get("accion", "")
    number = _PAGE.fullmatch(asked)
    wanted = number.group(1) if number else said.get("pagina", "1")
    page_number = int(wanted) if wanted.isdigit() and len(wanted) <= 6 else 1
    if asked == "todos":
        return View()
    return View(said.get("q", "")[:200], said.get("ver") == "con", 1 if asked == "buscar" else page_number)


def show(
    form: SheetForm, problems: tuple[Problem, ...] = (), refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    """The grid: changed rows that the view does not hold come first, so nothing typed is ever lost."""
    stored = form.stored()
    rows = form.rows
    held = products_of(form.speciality)
    shown = products_to_show(held, form.view, {*stored.lines, *rows})
    here = {product.pk for product in shown.products}
    apart = held.among(product for product in rows if product not in here)
    typing = Typing(form.typed, form.base, problems)
    listed = [*apart.values(), *shown.products]
    context = _context(form, stored) | {
        "all_synthetic": bool(listed)
        and all(product.synthetic for product in listed),  # said once, not per row
        "pinned": grid_rows(apart.values(), stored.lines, typing),
        "rows": grid_rows(shown.products, stored.lines, typing),
        "page_of": shown.page,
        "total": shown.total,
        "problems": problems,
        "refusal": refusal,
        "unsaved": len(rows),
    }
    if context["blocked"] and not form.typed:
        context["readonly"] = True
    fragment = form.request.htmx and not problems
    return render(form.request, "exchange/_sheet.html" if fragment else TEMPLATE, context, status=status)


def _context(form: SheetForm, stored: SheetState) -> dict[str, Any]:
    return unit_context(
        form.request,
        6,
        form.declaration,
        form.unit,
        group=form.speciality.parent,
        speciality=form.speciality,
        columns=COLUMNS,
        causes=CAUSES.items(),
        view=form.view,
        sheet=stored.sheet,
        with_data=len(stored.lines),
        version=stored.version if form.version is None else form.version,
        once_key=once_key(form.request),
    )
