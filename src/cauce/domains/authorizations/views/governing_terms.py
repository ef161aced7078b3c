"""Terms: which ones hold at a place, where each comes from, and setting one for a jurisdiction."""

from typing import Any

from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.models import Event
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..forms_governing import KIND_LABELS, TermForm
from ..models import ClockRule
from ..rules.clocks import UNIT_LABELS, Kind, Unit
from ..rules.codes import PRIORITY_LABELS, Priority
from ..terms import rule_for, term_for
from .governing_common import crumbs, home_place, may, member, posted, reach, run_form, today
from .governing_lists import place_list

RESOLVED = (
    (Kind.ANSWER, Priority.URGENT.value),
    (Kind.ANSWER, Priority.STANDARD.value),
    (Kind.APPEAL_FILING, ""),
    (Kind.APPEAL_ANSWER, ""),
    (Kind.EMERGENCY, ""),
)


def kind_words(kind: str, priority: str) -> str:
    """What a term is for: "Responder una solicitud urgente"."""
    text = str(KIND_LABELS[Kind(kind)])
    return f"{text} ({PRIORITY_LABELS[Priority(priority)].lower()})" if priority else text


def amount_words(amount: int, unit: str) -> str:
    """ "7 días naturales"."""
    return f"{amount} {UNIT_LABELS[Unit(unit)]}"


@member
def terms(request: Any) -> HttpResponse:
    """The terms at `?lugar=` (its code; the person's own place by default), and every rule that was set."""
    place = OrgUnit.objects.filter(code=request.GET.get("lugar", "").partition(" · ")[0]).first()
    place = place or home_place(request)
    resolved = []
    for kind, priority in RESOLVED if place else ():
        term, rule = (
            term_for(kind, place, request.now, priority),
            rule_for(kind, place, request.now, priority),
        )
        hours = int(term.pause_cap.total_seconds() // 3600)
        resolved.append(
            (kind_words(kind, priority), amount_words(term.amount, term.unit), _cap(kind, hours), rule)
        )
    context = {
        "crumbs": crumbs((_("Plazos"), "")),
        "place": place,
        "resolved": resolved,
        "rules": _rules(request),
        "may_manage": may(request, Permission.AUTH_SERVICES),
        "lists": [place_list(OrgUnit.objects.exclude(kind__in=("unit", "facility")).order_by("path"))],
        "events": Event.objects.filter(action="authorizations.term.set")
        .select_related("place")
        .order_by("-sequence")[:20]
        if may(request, Permission.AUTH_OVERSIGHT)
        else None,
    }
    return render(request, "authorizations/governing/terms.html", context)


def _cap(kind: Kind, hours: int) -> str:
    """The most a pause may stop the clock, in words; only an answer's clock stops."""
    if kind != Kind.ANSWER:
        return "—"
    if not hours:
        return _("no se detiene")
    return _("%(n)s días") % {"n": hours // 24} if hours % 24 == 0 else _("%(n)s horas") % {"n": hours}


def _rules(request: Any) -> list[dict[str, Any]]:
    """Every rule, with whether it holds, is to come, or was replaced by a later one."""
    day = today(request)
    keys = ("place", "kind", "priority")
    latest = {
        tuple(row[k] for k in keys): row["last"]
        for row in ClockRule.objects.filter(valid_from__lte=day)
        .values(*keys)
        .annotate(last=Max("valid_from"))
    }
    found = ClockRule.objects.select_related("place", "set_by").order_by(
        "place__path", "kind", "priority", "-valid_from"
    )
    rows = []
    for rule in found:
        held = latest.get((rule.place_id, rule.kind, rule.priority)) == rule.valid_from
        state = "coming" if rule.valid_from > day else "held" if held else "past"
        rows.append(
            {
                "rule": rule,
                "kind": kind_words(rule.kind, rule.priority),
                "amount": amount_words(rule.amount, rule.unit),
                "cap": _cap(Kind(rule.kind), rule.pause_cap_hours),
                "state": state,
                "mine": may(request, Permission.AUTH_SERVICES, rule.place),
            }
        )
    return rows


@member
def new_term(request: Any) -> HttpResponse:
    """Set a term for a place and below (`?de=<pk>`: starting from one that was set)."""
    require(request.user, Permission.AUTH_SERVICES, None, request.now)
    places = reach(request, Permission.AUTH_SERVICES)
    form = TermForm(posted(request), initial=_initial(request, places), places=places)
    return run_form(
        request,
        form=form,
        act=lambda data: actions.set_term(by=request.user, at=request.now, **data),
        done=_("Plazo guardado."),
        to=reverse("authorizations:terms"),
        warning=_("Vale para lo que se envíe desde ese día; lo que ya corre conserva su plazo."),
        page={
            "heading": _("Fijar un plazo"),
            "button": _("Guardar el plazo"),
            "topic": "plazos",
            "crumbs": crumbs((_("Plazos"), reverse("authorizations:terms")), (_("Fijar"), "")),
            "back": reverse("authorizations:terms"),
            "lists": [place_list(places)],
        },
    )


def _initial(request: Any, places: Any) -> dict[str, Any]:
    asked = request.GET.get("de", "")
    rule = ClockRule.objects.select_related("place").filter(pk=asked).first() if asked.isdigit() else None
    names = ("kind", "priority", "amount", "unit", "pause_cap_hours", "origin")
    place = rule.place if rule else places.first()
    first: dict[str, Any] = (
        {name: getattr(rule, name) for name in names}
        if rule
        else {
            "unit": Unit.CALENDAR_DAYS.value,
            "pause_cap_hours": 0,
        }
    )
    return first | {"valid_from": today(request), "place": f"{place.code} · {place.name}" if place else ""}
