"""Protective factors and costs of a facility's year: a list, and one record written beside it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cauce.core.accounts.access import can
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.models import Event
from cauce.core.errors import Conflict, Invalid, NotFound, Problem

from .. import actions
from ..codebook import codebook
from ..country import month_of, today
from ..models import Cost, ProtectiveFactor
from ..queries.surveillance import costs_of, factors_of
from ..rules.surveillance import WATER, WATER_GUIDE
from .common import page
from .grid_pages import facility_asked, year_asked
from .record_forms import differences, settled, version_of
from .studies import surveillance_crumbs, surveillance_tabs

FACTOR = {"kind": lazy("Factor"), "date": lazy("Fecha"), "point": lazy("Punto"), "value": lazy("Valor")}
COST = {
    "month": lazy("Mes"),
    "activity": lazy("Actividad"),
    "programme": lazy("Programa"),
    "amount": lazy("Monto"),
}


@page
def factors(request: Any) -> HttpResponse:
    """The measurements of a year; `?id=` one to change."""
    new = {"kind": WATER, "date": today(request.now).isoformat()}
    context = {
        "title": _("Factores protectores"),
        "kinds": ProtectiveFactor.Kind.choices,
        "guide": WATER_GUIDE,
        "water": WATER,
    }
    return _records(
        request, ProtectiveFactor, "factors", FACTOR, Permission.ORAL_EXAMINE, new, _typed_factor,
        actions.save_factor, actions.remove_factor, "factor", factors_of, context,
    )  # fmt: skip


@page
def costs(request: Any) -> HttpResponse:
    """The costs of a year with what each activity or patient cost; `?id=` one to change."""
    month = month_of(today(request.now))
    context = {
        "title": _("Costos por actividad y programa"),
        "procedures": codebook().procedures.values(),
        "programmes": codebook().lists["programme"].values(),
    }
    return _records(
        request, Cost, "costs", COST, Permission.ORAL_REGISTER, {"month": f"{month // 100}-{month % 100:02d}"},
        _typed_cost, actions.save_cost, actions.remove_cost, "cost", costs_of, context,
    )  # fmt: skip


def _typed_factor(found: ProtectiveFactor) -> dict[str, str]:
    value = found.value.normalize()
    return {"kind": found.kind, "date": found.date.isoformat(), "point": found.point, "value": f"{value:f}"}


def _typed_cost(found: Cost) -> dict[str, str]:
    month = f"{found.month // 100}-{found.month % 100:02d}"
    return {
        "month": month,
        "activity": found.activity,
        "programme": found.programme,
        "amount": str(found.amount),
    }


def _records(
    request: Any,
    model: Any,
    name: str,
    labels: Mapping[str, Any],
    permission: Permission,
    new: dict[str, str],
    typed_of: Callable[[Any], dict[str, str]],
    save: Callable[..., Any],
    remove: Callable[..., Any],
    argument: str,
    listed: Callable[..., Any],
    context: dict[str, Any],
) -> HttpResponse:
    """One page for a kind of record: the year's list, and the form of a new one or of the chosen one."""
    facility, held = facility_asked(request)
    number = year_asked(request)
    found = _chosen(request, model, facility)
    may_write = facility is not None and can(request.user, permission, facility, request.now)
    code = facility.code if facility else ""
    here = f"{reverse(f'oralhealth:{name}')}?{urlencode({'instalacion': code, 'anio': number})}"
    typed = dict.fromkeys(labels, "") | (typed_of(found) if found else new)
    problems: tuple[Problem, ...] = ()
    conflict = None
    if request.method == "POST" and facility:
        typed = {field: request.POST.get(field, "") for field in labels}
        if found:
            typed = settled(request.POST, typed, typed_of(found))
        try:
            return _do(request, facility, found, typed, save, remove, argument, here)
        except Conflict as refusal:
            conflict = refusal
        except Invalid as refused:
            problems = refused.problems
    context |= {
        "crumbs": surveillance_crumbs((context["title"], "")),
        "tabs": surveillance_tabs(),
        "current": reverse(f"oralhealth:{name}"),
        "unit": facility,
        "facilities": held,
        "year": number,
        "records": list(listed(facility, number)) if facility else [],
        "chosen": found,
        "typed": typed,
        "version": conflict.theirs.version
        if conflict
        else version_of(request) or (found.version if found else 0),
        "problems": problems,
        "warned": bool(problems) and all(p.level == "warning" for p in problems),
        "conflict": conflict,
        "changes": differences(labels, typed, typed_of(conflict.theirs)) if conflict else [],
        "may_write": may_write,
        "here": here,
        "events": Event.objects.filter(action__startswith=f"oralhealth.{argument}.", place=facility).order_by(
            "-sequence"
        )[:15],
    }
    status = 409 if conflict else 422 if problems else 200
    return render(request, f"oralhealth/surveillance/{name}.html", context, status=status)


def _chosen(request: Any, model: Any, facility: Any) -> Any:
    asked = request.POST.get("id") or request.GET.get("id") or ""
    if not asked:
        return None
    found = model.objects.select_related("facility", "saved_by").filter(facility=facility)
    record = found.filter(pk=int(asked)).first() if asked.isdigit() and len(asked) < 19 else None
    if record is None:
        raise NotFound(_("No existe ese registro."), rule="OH-404", remedy=_("Elija de la lista."))
    return record


def _do(
    request: Any,
    facility: Any,
    found: Any,
    typed: dict[str, str],
    save: Any,
    remove: Any,
    argument: str,
    here: str,
) -> HttpResponse:
    who = {"by": request.user, "at": request.now}
    if request.POST.get("accion") == "quitar" and found:
        remove(**who, **{argument: found}, version=version_of(request))
        messages.success(request, _("Registro quitado."))
        return redirect(here)
    given: dict[str, Any] = {
        **who,
        "facility": facility,
        "typed": typed,
        argument: found,
        "version": version_of(request),
    }
    if "confirmar" in request.POST:
        given["confirmed"] = True
    save(**given)
    messages.success(request, _("Registro guardado."))
    return redirect(here)
