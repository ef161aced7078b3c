"""Form D, population: residents, population of responsibility and expected pregnancies, by area, sex and age."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.models import Event
from cauce.core.errors import Conflict, Invalid, NotFound, Problem
from cauce.core.exports import csv_response
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..actions.population import COLUMNS, unpack
from ..grids import Clash, Row, Sent, choose, merge, read_rows, text, typed_over
from ..models import PopulationLoad
from ..queries.population import Area, ages_of, areas, columns_of, in_force, places_of, versions
from ..rules.population import AREA, LABELS, RESIDENTS, PopulationRow, grid_labels, read_row
from .common import page
from .grid_pages import may_register, register_crumbs, tabs, year_asked


@dataclass(frozen=True, slots=True)
class Asked:
    """Which population the page is about. place None: the person reaches no place that has it."""

    kind: str
    year: int
    place: OrgUnit | None
    places: list[OrgUnit]
    area: Area

    @property
    def address(self) -> str:
        """This very page."""
        query = {"clase": self.kind, "anio": self.year, "lugar": self.place.code if self.place else ""}
        return (
            f"{reverse('oralhealth:population')}?{urlencode(query | dict(zip(AREA, self.area, strict=True)))}"
        )


def _asked(request: Any) -> Asked:
    said = request.POST if request.method == "POST" else request.GET
    kind = said.get("clase", RESIDENTS)
    kind = kind if kind in LABELS else RESIDENTS
    held = list(places_of(kind, request.user, request.now))
    code = said.get("lugar", "")
    place = next((p for p in held if p.code == code), None) or (held[0] if held else None)
    province, district, corregimiento = (said.get(name, "").strip()[:2] for name in AREA)
    return Asked(kind, year_asked(request), place, held, (province, district, corregimiento))


@page
def population(request: Any) -> HttpResponse:
    """The areas of a place's population and one area's grid; with POST, save it as a new version."""
    asked = _asked(request)
    may_write = may_register(request, asked.place)
    columns = columns_of(asked.kind)
    rows = in_force(asked.kind, asked.year, asked.place) if asked.place else []
    here = [row for row in rows if row.key[:3] == asked.area]
    stored = _grid(asked.kind, here, columns)
    sent: list[Sent] = []
    problems: tuple[Problem, ...] = ()
    clashes: list[Clash] = []
    if request.method == "POST" and may_write:
        typed = choose(read_rows(request.POST, [r.key for r in stored], columns), request.POST)
        sent, clashes = merge(typed, stored, columns)
        if not clashes:
            try:
                return _save(request, asked, rows, sent)
            except (Invalid, Conflict) as refused:
                problems = refused.problems
    drawn = typed_over(stored, sent) if sent else stored
    loads = versions(asked.kind, asked.year, asked.place) if asked.place else []
    context = {
        "crumbs": register_crumbs((_("Población"), "")),
        "tabs": tabs(),
        "current": reverse("oralhealth:population"),
        "asked": asked,
        "unit": asked.place,
        "kinds": LABELS.items(),
        "kind_label": LABELS[asked.kind],
        "area_label": "".join(asked.area) or _("Sin área"),
        "areas": areas(rows),
        "total": sum(row.persons for row in rows),
        "columns": columns,
        "rows": [(row, row.cells(columns), row.packed_base(columns)) for row in drawn],
        "problems": problems,
        "row_problems": [p for p in problems if not p.place.startswith("rows.")],
        "clashes": clashes,
        "source": request.POST.get("fuente") or (loads[0].source if loads else ""),
        "loads": loads,
        "may_write": may_write,
        "import_kind": "oral-population",
        "events": Event.objects.filter(action="oralhealth.population.load", place=asked.place).order_by(
            "-sequence"
        )[:10],
    }
    status = 409 if clashes else 422 if problems else 200
    return render(request, "oralhealth/registers/population.html", context, status=status)


def _grid(kind: str, rows: Sequence[PopulationRow], columns: dict[str, str]) -> list[Row]:
    held = {(f"s{row.sex or 0}", row.age): text(row.persons) for row in rows}
    ages = ages_of(kind, rows)
    broken_down = [age for age in ages if age >= 0]
    labels = {-1: _("Sin desglose por edad"), **grid_labels(broken_down, kind)}
    result = []
    for age in ages:
        values = {name: held.get((name, age), "") for name in columns}
        result.append(Row(f"a{age}", labels[age], values, 0, values))
    return result


def _save(request: Any, asked: Asked, rows: Sequence[PopulationRow], sent: Sequence[Sent]) -> HttpResponse:
    """Load the grid beside the other areas as the next version."""
    problems: list[Problem] = []
    area = dict(zip(AREA, asked.area, strict=True))
    mine = []
    for row in sent:
        for name, value in row.values.items():
            if not value:
                continue
            typed = {"sex": name[1:].replace("0", ""), "persons": value, **area}
            typed["age"] = "" if row.key == "a-1" else row.key[1:]
            read, found = read_row(typed, asked.kind, f"rows.{row.key}")
            problems += [_placed(p, row.key, name) for p in found]
            if read:
                mine.append(read)
    if problems:
        raise Invalid(problems)
    others = [row for row in rows if row.key[:3] != asked.area]
    if {r.key: r.persons for r in [*others, *mine]} == {r.key: r.persons for r in rows}:
        messages.info(request, _("No había cambios que guardar."))
        return redirect(asked.address)
    loads = versions(asked.kind, asked.year, asked.place) if asked.place else []
    actions.load_population(
        by=request.user,
        at=request.now,
        place=asked.place,
        kind=asked.kind,
        year=asked.year,
        source=request.POST.get("fuente", ""),
        rows=[*others, *mine],
        version=loads[0].version if loads else 0,
    )
    messages.success(request, _("Población guardada como una versión nueva."))
    return redirect(asked.address)


def _placed(problem: Problem, key: str, column: str) -> Problem:
    return Problem(problem.rule, f"rows.{key}.{column}", problem.message, problem.remedy, problem.level)


@page
def version(request: Any, pk: int) -> HttpResponse:
    """One version as CSV, in the form that the import takes."""
    load = PopulationLoad.objects.select_related("place").filter(pk=pk).first()
    if load is None:
        raise NotFound(_("No existe esa versión."), rule="OH-404", remedy=_("Elija de la lista."))
    require(request.user, Permission.ORAL_READ, load.place, request.now)
    rows = (
        [load.kind, load.place.code, load.year, *("" if row[n] == -1 else row[n] for n in COLUMNS)]
        for row in (one.fields() for one in unpack(load.content))
    )
    header = ["clase", "lugar", "anio", "provincia", "distrito", "corregimiento", "sexo", "edad", "personas"]
    return csv_response(
        f"poblacion-{load.kind}-{load.place.code}-{load.year}-v{load.version}.csv", header, rows
    )
