"""What the pages of form D share: choosing a facility and a year, and one grid's showing and saving."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cauce.core.accounts.access import can
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import NotFound
from cauce.core.organisations.models import OrgUnit

from ..country import today
from ..grids import Outcome, Row, Sent, choose, merge, read_rows, save_rows, typed_over
from ..queries.epidemiology import facilities_where
from .common import crumbs, page

TABS = (
    ("hospital", lazy("Hospital")),
    ("rinses", lazy("Enjuagatorios")),
    ("resources", lazy("Recursos")),
    ("population", lazy("Población")),
)


@page
def index(request: Any) -> HttpResponse:
    """The first register that the person reaches: the hospital's, or the school rinses."""
    hospitals = facilities_where(request.user, Permission.ORAL_READ, request.now)
    found = hospitals.filter(oralhealth__is_hospital=True).exists()
    return redirect("oralhealth:hospital" if found else "oralhealth:rinses")


def tabs() -> list[tuple[str, str]]:
    """The four registers of form D, as links."""
    return [(_(str(label)), reverse(f"oralhealth:{name}")) for name, label in TABS]


def register_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the registers."""
    return crumbs((_("Registros de apoyo"), reverse("oralhealth:registers") if more else ""), *more)


def year_asked(request: Any) -> int:
    """`?anio=`, or this year."""
    asked = (request.POST.get("anio") or request.GET.get("anio") or "").strip()
    return int(asked) if asked.isdigit() and len(asked) == 4 else today(request.now).year


def facility_asked(request: Any, *, hospitals: bool = False) -> tuple[OrgUnit | None, list[OrgUnit]]:
    """The facility of `?instalacion=` (the first if none is said) and those that may be read.

    Raises NotFound for one out of reach.
    """
    found = facilities_where(request.user, Permission.ORAL_READ, request.now)
    if hospitals:
        found = found.filter(oralhealth__is_hospital=True)
    held = list(found)
    asked = request.POST.get("instalacion") or request.GET.get("instalacion") or ""
    if not asked:
        return (held[0] if held else None), held
    chosen = next((unit for unit in held if unit.code == asked), None)
    if chosen is None:
        raise NotFound(_("No existe esa instalación."), rule="OH-404", remedy=_("Elija de la lista."))
    return chosen, held


def may_register(request: Any, place: OrgUnit | None) -> bool:
    """Whether the person keeps the registers of the place."""
    return place is not None and can(request.user, Permission.ORAL_REGISTER, place, request.now)


def grid_page(
    request: Any,
    template: str,
    context: dict[str, Any],
    *,
    stored: Callable[[], Sequence[Row]],
    columns: Mapping[str, str],
    save: Callable[[Sent], Any],
    may_write: bool,
    back: str,
) -> HttpResponse:
    """Show a grid; with POST, save the changed rows and go `back`, or show what was typed with what is wrong."""
    rows = list(stored())
    outcome, clashes, sent = Outcome(0), [], []
    if request.method == "POST" and may_write:
        keys = [row.key for row in rows if not row.fixed]
        typed = choose(read_rows(request.POST, keys, columns), request.POST)
        sent, clashes = merge(typed, rows, columns)
        if not clashes:
            outcome = save_rows(sent, save)
            if not outcome.problems:
                _say(request, outcome.saved)
                return redirect(back)
    drawn = typed_over(rows, sent) if sent else rows
    context |= {
        "tabs": tabs(),
        "columns": columns,
        "rows": [(row, row.cells(columns), row.packed_base(columns)) for row in drawn],
        "problems": outcome.problems,
        "row_problems": [p for p in outcome.problems if p.place.rsplit(".", 1)[-1] not in columns],
        "clashes": clashes,
        "may_write": may_write,
    }
    status = 409 if clashes else 422 if outcome.problems else 200
    return render(request, template, context, status=status)


def _say(request: Any, saved: int) -> None:
    if saved:
        messages.success(request, _("Renglones guardados: %(n)s.") % {"n": saved})
    else:
        messages.info(request, _("No había cambios que guardar."))
