"""A version of a plan: what it programmes by quarter and Cuadro, its matrix of measures, its viability."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import Conflict, Invalid, NotNow, Problem

from .. import actions
from ..actions.common import decimal_of, invalid
from ..country import quarter
from ..models import PlanVersion
from ..queries.figures import planned
from ..rules.amounts import read_amount
from ..rules.cells import name_of, planned_cells
from ..rules.cuadros import CUADROS, Cuadro, due_in
from ..rules.figures import Cell, with_totals
from ..rules.states import VersionState
from ..rules.writing import typed_amount, written
from .common import act_and_go, by_now, find_version, held, hospital_crumbs, page, version_of
from .plans import TONES

PROGRAMMED = [key for key, cuadro in CUADROS.items() if any(c.planned for c in cuadro.columns)]
BLANK_ROWS = 3
FIELDS = ("category", "measure", "name", "responsible", "starts_on", "due_on", "amount")


def quarters_of(version: PlanVersion) -> list[str]:
    """Every quarter of the plan's years."""
    years = range(version.plan.first_year, version.plan.last_year + 1)
    return [f"{year}Q{number}" for year in years for number in (1, 2, 3, 4)]


@page
def version(request: Any, pk: int) -> HttpResponse:
    """The version, its way to viability, and how many figures each quarter has."""
    found = find_version(request, pk)
    unit = found.plan.hospital.unit
    permissions = held(request, unit)
    state = VersionState(found.state)
    counts: dict[str, int] = {}
    for period in found.figures.values_list("period", flat=True):
        counts[period] = counts.get(period, 0) + 1
    context = {
        "crumbs": _crumbs(found),
        "version": found,
        "plan": found.plan,
        "unit": unit,
        "tone": TONES[state],
        "quarters": [(period, counts.get(period, 0)) for period in quarters_of(found)],
        "first_cuadro": PROGRAMMED[0],
        "activities": found.activities.all(),
        "may_programme": Permission.RISK_REQUEST in permissions and state == VersionState.DRAFT,
        "may_rework": found.kind == "original"
        and Permission.RISK_REQUEST in permissions
        and state == VersionState.REFUSED,
        "may_decide": Permission.RISK_VIABILISE in permissions and state == VersionState.REQUESTED,
        "history": history(found)[:20],
    }
    return render(request, "riskplans/version.html", context)


def _crumbs(found: PlanVersion, *more: tuple[str, str]) -> list[tuple[str, str]]:
    plan = (
        f"Plan {found.plan.first_year}-{found.plan.last_year}",
        reverse("riskplans:plan", args=[found.plan_id]),
    )
    here = (found.get_kind_display(), reverse("riskplans:version", args=[found.pk]) if more else "")
    return hospital_crumbs(found.plan.hospital, plan, here, *more)


@page
@require_POST
def act(request: Any, pk: int) -> HttpResponse:
    """Ask for the viability, find it viable, or not; take a refused original up again (`accion`, `nota`)."""
    found = find_version(request, pk)
    note, who = request.POST.get("nota", ""), {**by_now(request), "version": found}
    acts: dict[str, tuple[Any, str]] = {
        "solicitar": (
            lambda: actions.request_viability(**who),
            _("Viabilidad solicitada a la Superintendencia."),
        ),
        "viabilizar": (lambda: actions.viabilise(**who, note=note), _("Versión viabilizada.")),
        "corregir": (lambda: actions.rework_plan(**who), _("El plan vuelve a estar en preparación.")),
        "negar": (lambda: actions.refuse_viability(**who, note=note), _("La versión no se viabilizó.")),
    }
    asked = request.POST.get("accion", "")
    if asked not in acts:
        return redirect("riskplans:version", pk)
    return act_and_go(request, *acts[asked], "riskplans:version", pk)


@page
def programme(request: Any, pk: int, period: str, cuadro: str) -> HttpResponse:
    """What the version programmes of a Cuadro in a quarter; with POST, write it while it is in preparation."""
    found = find_version(request, pk)
    if quarter(period) is None or cuadro not in PROGRAMMED:
        return redirect("riskplans:version", pk)
    chosen = CUADROS[cuadro]
    typed: dict[Cell, str] = {}
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        typed = {cell: request.POST.get(name_of(cell), "").strip() for cell in planned_cells(chosen)}
        plain = {cell: typed_amount(text) if text else "" for cell, text in typed.items()}
        try:
            count = actions.programme(**by_now(request), version=found, period=period, typed=plain)
            words = ngettext("%(n)s cifra programada.", "%(n)s cifras programadas.", count)
            messages.success(request, words % {"n": count})
            return redirect("riskplans:programme", pk, period, cuadro)
        except Invalid as refused:
            problems = tuple(
                replace(p, remedy="Use coma para los decimales: 1.234,50.") if p.rule == "RP-03" else p
                for p in refused.problems
            )
    span = quarter(period)
    context = {
        "crumbs": _crumbs(found, (f"{chosen.name} · {period}", "")),
        "version": found,
        "unit": found.plan.hospital.unit,
        "period": period,
        "cuadro": chosen,
        "columns": [c for c in chosen.columns if c.planned],
        "rows": _rows(found, period, chosen, typed),
        "problems": problems,
        "tabs": _tabs(found, period, (span.start.month - 1) // 3 + 1 if span else 1),
        "here": reverse("riskplans:programme", args=[pk, period, cuadro]),
        "quarters": quarters_of(found),
        "writable": found.state == VersionState.DRAFT
        and Permission.RISK_REQUEST in held(request, found.plan.hospital.unit),
    }
    return render(request, "riskplans/programme.html", context, status=422 if problems else 200)


def _tabs(found: PlanVersion, period: str, number: int) -> list[tuple[str, str]]:
    keys = [key for key in PROGRAMMED if due_in(CUADROS[key], number)]
    return [(CUADROS[key].name, reverse("riskplans:programme", args=[found.pk, period, key])) for key in keys]


def _rows(
    found: PlanVersion, period: str, cuadro: Cuadro, typed: dict[Cell, str]
) -> list[tuple[str, bool, list[tuple[str, str, str]]]]:
    """(label, is a sum, cells): each cell its place, its text and its label."""
    whole = with_totals(planned(found, period))
    rows = []
    for line in cuadro.rows:
        cells = []
        for column in (c for c in cuadro.columns if c.planned):
            cell = (cuadro.key, line.key, column.key)
            cells.append(
                (name_of(cell), typed.get(cell, written(whole.get(cell))), f"{column.label}, {line.label}")
            )
        rows.append((line.label, bool(line.sum_of), cells))
    return rows


@page
def measures(request: Any, pk: int) -> HttpResponse:
    """The matrix of measures of a version in preparation: every row at once."""
    found = find_version(request, pk)
    problems: tuple[Problem, ...] = ()
    rows = [_typed_of(activity) for activity in found.activities.all()]
    if request.method == "POST":
        rows = _sent(request.POST)
        try:
            values = [_values(number, row) for number, row in enumerate(rows, start=1)]
            period = f"{found.plan.first_year}Q1"
            actions.programme(
                **by_now(request),
                version=found,
                period=period,
                typed={},
                activities=values,
                seen=version_of(request),
            )
            messages.success(request, _("Matriz de medidas guardada."))
            return redirect("riskplans:measures", pk)
        except (Invalid, NotNow, Conflict) as refused:
            problems = refused.problems
    writable = found.state == VersionState.DRAFT and Permission.RISK_REQUEST in held(
        request, found.plan.hospital.unit
    )
    blanks = [dict.fromkeys(FIELDS, "")] * BLANK_ROWS if writable else []
    context = {
        "crumbs": _crumbs(found, (_("Matriz de medidas"), "")),
        "version": found,
        "unit": found.plan.hospital.unit,
        "rows": list(enumerate([*rows, *blanks], start=1)),
        "problems": problems,
        "writable": writable,
    }
    return render(request, "riskplans/measures.html", context, status=422 if problems else 200)


def _typed_of(activity: Any) -> dict[str, str]:
    found = {name: getattr(activity, name) for name in ("category", "measure", "name", "responsible")}
    days = {"starts_on": activity.starts_on.isoformat(), "due_on": activity.due_on.isoformat()}
    return found | days | {"amount": written(activity.amount)}


def _sent(post: Any) -> list[dict[str, str]]:
    """The rows that hold something, in order."""
    rows, number = [], 1
    while f"fila.{number}.name" in post:
        row = {name: post.get(f"fila.{number}.{name}", "").strip() for name in FIELDS}
        if any(row.values()):
            rows.append(row)
        number += 1
    return rows


def _values(number: int, row: dict[str, str]) -> actions.ActivityValues:
    days = []
    for name, what in (("starts_on", "la fecha de inicio"), ("due_on", "la fecha final")):
        try:
            days.append(date.fromisoformat(row[name]))
        except ValueError as error:
            raise invalid(
                "RP-35", f"medidas.{number}.{name}", what=f"{what} de la actividad {number}"
            ) from error
    amount = read_amount(typed_amount(row["amount"])) if row["amount"] else None
    if row["amount"] and amount is None:
        raise invalid("RP-03", f"medidas.{number}.amount", value=row["amount"])
    texts = [row[name] for name in ("category", "measure", "name", "responsible")]
    return actions.ActivityValues(number, *texts, *days, None if amount is None else decimal_of(amount))
