"""Formulario 4: a facility's month beside its standards, with conclusion, feedback and answer; and its region's view."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import can, require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Conflict, Invalid, NotFound, NotNow
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..country import is_month, local, month_of, today
from ..models import Consolidation, Facility, Feedback
from ..policies import not_now
from ..queries.board import last_month_with_data
from ..queries.indicators import choices, reach_of
from ..queries.month_flow import Measured, facility_comparisons, measured, period_of_month, steps
from ..queries.reading import missing_words, month_words
from ..rules.states import MONTH_LABELS
from .common import crumbs, fresh_key, key_of, page

LIMIT = 4_000  # letters of a conclusion, a feedback or an answer


@page
def form(request: Any, code: str, month: int) -> HttpResponse:
    """The facility's Formulario 4."""
    unit = _unit(request, code, month)
    found = _last(unit, month)
    at, user = request.now, request.user
    lines = measured(unit, month, at, found) if found else []
    may_analyse = can(user, Permission.ORAL_ANALYSE, unit, at) and bool(found) and not found.outdated
    context = {
        "crumbs": _crumbs(unit, month),
        "unit": unit,
        "code": code,
        "month": month,
        "month_words": month_words(period_of_month(month).start),
        "found": found,
        "steps": steps(unit, month),
        "lines": [(line, _missing(line, month)) for line in lines if not line.is_empty],
        "empty": [line.indicator for line in lines if line.is_empty],
        "may_analyse": may_analyse,
        "may_send": can(user, Permission.ORAL_FEEDBACK, unit, at) and bool(found) and not found.outdated,
        "may_answer": can(user, Permission.ORAL_ANALYSE, unit, at)
        and not can(user, Permission.ORAL_FEEDBACK, unit, at),
        "feedback": Feedback.objects.filter(
            consolidation__month__facility=unit, consolidation__month__month=month
        ).select_related("place", "sent_by", "answered_by", "consolidation"),
        "uid": fresh_key(),
        "as_of": local(at),
    }
    return render(request, "oralhealth/month_comparison.html", context)


@page
@require_POST
def act(request: Any, code: str, month: int) -> HttpResponse:
    """Save the conclusions, send feedback or answer it; the button says which (`accion`)."""
    unit = _unit(request, code, month)
    try:
        messages.success(request, _do(request, unit, month))
    except (Invalid, NotNow, Conflict) as refused:
        for problem in refused.problems:
            messages.error(request, str(problem))
    return redirect("oralhealth:month_comparison", code, month)


@page
def region(request: Any) -> HttpResponse:
    """Each indicator of a region (or the nation) beside its standard in a month, and how far its facilities are."""
    roots = reach_of(request.user, request.now)
    if not roots:
        require(request.user, Permission.ORAL_INDICATORS, None, request.now)
    place = (
        OrgUnit.objects.filter(code=request.GET.get("lugar", "")).exclude(kind=OrgUnit.Kind.FACILITY).first()
    )
    if place is None or not any(place.is_within(root) for root in roots):
        place = roots[0]
    asked = request.GET.get("mes", "").replace("-", "")
    month = int(asked) if is_month(asked) else last_month_with_data(place) or month_of(today(request.now))
    units = OrgUnit.objects.filter(
        pk__in=Facility.objects.filter(unit__path__startswith=place.path).values("unit")
    ).order_by("path")
    lines = measured(place, month, request.now)
    context = {
        "crumbs": crumbs((_("Comparación del mes"), "")),
        "place": place,
        "places": [p for p in choices(roots, place) if p.kind != OrgUnit.Kind.FACILITY or p.pk == place.pk],
        "month": f"{month // 100}-{month % 100:02d}",
        "number": month,
        "month_words": month_words(period_of_month(month).start),
        "lines": [(line, _missing(line, month)) for line in lines],
        "rows": [(row, MONTH_LABELS[row.state]) for row in facility_comparisons(units, month)],
        "as_of": local(request.now),
    }
    return render(request, "oralhealth/region_comparison.html", context)


def _do(request: Any, unit: OrgUnit, month: int) -> str:
    sent, who = request.POST, {"by": request.user, "at": request.now}
    asked = sent.get("accion", "")
    if asked == "responder":
        feedback = Feedback.objects.filter(
            uid=key_of(request), consolidation__month__facility=unit, consolidation__month__month=month
        ).first()
        if feedback is None:
            raise NotFound(
                _("No existe esa retroalimentación."), rule="OH-404", remedy=_("Elija de la lista.")
            )
        actions.answer_feedback(**who, feedback=feedback, text=sent.get("respuesta", "")[:LIMIT])
        return _("Respuesta enviada.")
    found = _last(unit, month)
    if found is None:
        raise not_now("OH-124")
    if asked == "enviar":
        uid = key_of(request) or fresh_key()
        actions.send_feedback(**who, consolidation=found, text=sent.get("texto", "")[:LIMIT], uid=uid)
        return _("Retroalimentación enviada a la instalación.")
    return _("Conclusiones guardadas: %(n)s.") % {"n": _conclude(request, unit, month, found)}


@transaction.atomic
def _conclude(request: Any, unit: OrgUnit, month: int, found: Consolidation) -> int:
    """Save the conclusions that were written or changed, all or none; returns how many."""
    require(request.user, Permission.ORAL_ANALYSE, unit, request.now)
    saved = 0
    for line in measured(unit, month, request.now, found):
        code = line.indicator.code
        text = request.POST.get(f"c-{code}", "").strip()[:LIMIT]
        before = line.comparison.conclusion if line.comparison else ""
        if not text or (text == before and not line.moved):
            continue
        version = request.POST.get(f"v-{code}", "0")
        actions.compare_month(
            by=request.user,
            at=request.now,
            consolidation=found,
            indicator=code,
            value=line.value.value,
            direction=line.indicator.standard.direction if line.indicator.standard else "up",
            conclusion=text,
            version=int(version) if version.isdigit() else 0,
            measured=(line.value, line.data_version),
        )
        saved += 1
    return saved


def _missing(line: Measured, month: int) -> str:
    return missing_words(line.indicator, line.value, period_of_month(month))


def _unit(request: Any, code: str, month: int) -> OrgUnit:
    facility = Facility.objects.select_related("unit").filter(code=code).first()
    if facility is None or not is_month(month):
        raise NotFound(
            _("No existe esa instalación o ese mes."), rule="OH-404", remedy=_("Elija de la lista.")
        )
    require(request.user, Permission.ORAL_READ, facility.unit, request.now)
    return facility.unit


def _last(unit: OrgUnit, month: int) -> Consolidation | None:
    return (
        Consolidation.objects.filter(month__facility=unit, month__month=month)
        .select_related("month__facility")
        .first()
    )


def _crumbs(unit: OrgUnit, month: int) -> list[tuple[str, str]]:
    from django.urls import reverse

    return crumbs(
        (_("Meses"), f"{reverse('oralhealth:months')}?mes={month // 100}-{month % 100:02d}"),
        (unit.name, reverse("oralhealth:consolidated", args=[unit.code, month])),
        (_("Formulario 4"), ""),
    )
