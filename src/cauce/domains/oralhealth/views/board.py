"""Who is late: the facilities of the person's places in a month, and one month's Formulario 2."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import can, places, require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotFound, NotNow
from cauce.core.organisations.models import OrgUnit
from cauce.web.ui.numbers import month_name

from .. import actions
from ..codebook import codebook
from ..country import is_month, month_of, today
from ..models import PARTIES, Analysis, Consolidation, Facility, FacilityMonth
from ..policies import not_now
from ..queries.board import deadline, last_month_with_data, progress, timeliness
from ..queries.papers import forms_of
from ..rules.states import MONTH_LABELS, MonthState
from .common import crumbs, page


@page
def months(request: Any) -> HttpResponse:
    """The board of a month (`?mes=2026-03`; the latest with data if none is said)."""
    roots = list(places(request.user, Permission.ORAL_READ, request.now))
    asked = request.GET.get("mes", "").replace("-", "")
    latest = max((last_month_with_data(root) or 0 for root in roots), default=0)
    month = int(asked) if is_month(asked) else latest or month_of(today(request.now))
    rows = [row for root in roots for row in progress(root, month, request.now)]
    totals = timeliness(rows)
    context = {
        "crumbs": crumbs((_("Meses"), "")),
        "month": f"{month // 100}-{month % 100:02d}",
        "rows": [(row, MONTH_LABELS[row.state]) for row in rows],
        "deadline": deadline(month),
        "number": month,
        "roots": roots,
        "tiles": [
            (_("Instalaciones"), totals.facilities),
            (_("Enviaron"), totals.sent),
            (_("Enviaron con datos"), totals.with_data),
            (_("A tiempo"), totals.on_time),
            (_("Hojas revisadas"), f"{totals.reviewed} / {totals.sheets}"),
        ],
    }
    return render(request, "oralhealth/months.html", context)


@page
def consolidated(request: Any, code: str, month: int) -> HttpResponse:
    """Formulario 2 of a facility's month, as last consolidated."""
    facility = Facility.objects.select_related("unit").filter(code=code).first()
    if facility is None:
        raise NotFound(_("No existe esa instalación."), rule="OH-404", remedy=_("Elija de la lista."))
    require(request.user, Permission.ORAL_READ, facility.unit, request.now)
    found = (
        Consolidation.objects.filter(month__facility=facility.unit, month__month=month)
        .select_related("month", "by")
        .prefetch_related("agreements__by")
        .first()
    )
    procedures = codebook().procedures
    at, user, unit = request.now, request.user, facility.unit
    month_row = FacilityMonth.objects.filter(facility=unit, month=month).first()
    agreed = {a.party for a in found.agreements.all()} if found else set()
    context = {
        "crumbs": crumbs((_("Meses"), ""), (month_name(month), "")),
        "unit": unit,
        "code": code,
        "month": month,
        "state": MONTH_LABELS[MonthState(month_row.state)] if month_row else MONTH_LABELS[MonthState.OPEN],
        "locked": bool(month_row and month_row.state == MonthState.LOCKED),
        "outdated": bool(month_row and month_row.outdated),
        "may_consolidate": can(user, Permission.ORAL_CONSOLIDATE, unit, at),
        "may_reopen": can(user, Permission.ORAL_REOPEN, unit, at),
        "may_analyse": can(user, Permission.ORAL_ANALYSE, unit, at),
        "mine": [
            (p, label) for p, label in PARTIES if p in actions.parties_of(user, unit, at) and p not in agreed
        ],
        "missing": [label for p, label in PARTIES if p not in agreed],
        "analysis": Analysis.objects.filter(consolidation=found).first() if found else None,
        "found": found,
        "papers": forms_of(found),
        "may_issue": can(user, Permission.ORAL_PAPER, unit, at),
        "activities": [(a, procedures[a["code"]]) for a in found.figures["activities"]] if found else [],
    }
    return render(request, "oralhealth/consolidated.html", context)


@page
@require_POST
def act(request: Any, code: str, month: int) -> HttpResponse:
    """Consolidate, agree, lock, reopen or analyse the month; the button says which (`accion`)."""
    facility = Facility.objects.select_related("unit").filter(code=code).first()
    if facility is None:
        raise NotFound(_("No existe esa instalación."), rule="OH-404", remedy=_("Elija de la lista."))
    try:
        messages.success(request, _do(request, facility.unit, month))
    except ConfirmationNeeded as asked:
        for problem in asked.problems:
            messages.warning(request, _("%(problem)s Marque la confirmación.") % {"problem": problem})
    except (Invalid, NotNow, Conflict) as refused:
        for problem in refused.problems:
            messages.error(request, str(problem))
    return redirect("oralhealth:consolidated", code, month)


def _do(request: Any, unit: OrgUnit, month: int) -> str:
    sent, who = request.POST, {"by": request.user, "at": request.now}
    where = {**who, "facility": unit, "month": month}
    asked = sent.get("accion", "")
    if asked == "consolidar":
        made = actions.consolidate_month(**where, confirmed="confirmar" in sent)
        return _("Mes consolidado: versión %(n)s.") % {"n": made.version}
    if asked.startswith("acordar-") and asked.removeprefix("acordar-") in dict(PARTIES):
        actions.agree_month(**where, party=asked.removeprefix("acordar-"), comment=sent.get("comentario", ""))
        return _("Acuerdo registrado.")
    if asked == "cerrar":
        actions.lock_month(**where)
        return _("Mes cerrado y enviado a la región.")
    if asked == "reabrir":
        actions.reopen_month(**where, reason=sent.get("motivo", ""))
        return _("Mes reabierto.")
    consolidation = Consolidation.objects.filter(month__facility=unit, month__month=month).first()
    if consolidation is None:
        raise not_now("OH-124")
    version = int(sent.get("version", "0")) if sent.get("version", "0").isdigit() else 0
    actions.write_analysis(**who, consolidation=consolidation, text=sent.get("texto", ""), version=version)
    return _("Análisis guardado.")
