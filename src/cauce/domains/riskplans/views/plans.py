"""Plans: the list, one plan with both its versions, beginning one, asking for its one modification, instruments."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from cauce.core.accounts.permissions import Permission
from cauce.core.audit.models import Event
from cauce.core.errors import Invalid, NotFound, NotNow

from .. import actions
from ..models import Instrument, Plan
from ..models.plans import INSTRUMENT_STATES, INSTRUMENTS
from ..queries.reach import plans as plans_in_reach
from ..rules.states import ReportState, VersionState, may_modify
from ..rules.table import RULES
from ..rules.writing import typed_amount, written
from .common import (
    act_and_go,
    by_now,
    crumbs,
    find_hospital,
    find_plan,
    held,
    hospital_crumbs,
    page,
    stored_file,
    try_act,
    version_of,
)

PER_PAGE = 50
TONES = {
    VersionState.DRAFT: "warning",
    VersionState.REQUESTED: "info",
    VersionState.VIABILISED: "success",
    VersionState.REFUSED: "error",
}
SENT = [s.value for s in ReportState if s not in (ReportState.DRAFT, ReportState.RETURNED)]


class NewPlan(forms.Form):
    """A plan to begin."""

    first_year = forms.IntegerField(label=lazy("Primer año"), min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label=lazy("Último año"), min_value=2000, max_value=2115)
    remitted_on = forms.DateField(
        label=lazy("Fecha de remisión del Ministerio de Hacienda"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    cause = forms.CharField(label=lazy("Causal de la remisión"), required=False, max_length=300)


class InstrumentForm(forms.Form):
    """An agreement or act that goes with the plan."""

    kind = forms.ChoiceField(label=lazy("Clase"), choices=INSTRUMENTS)
    title = forms.CharField(label=lazy("Título"), max_length=200)
    state = forms.ChoiceField(label=lazy("Estado"), choices=INSTRUMENT_STATES)
    signed_on = forms.DateField(
        label=lazy("Fecha de suscripción"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    amount = forms.CharField(label=lazy("Valor ($)"), required=False, max_length=30)
    note = forms.CharField(label=lazy("Observación"), required=False, widget=forms.Textarea({"rows": 2}))


@page
def plans(request: Any) -> HttpResponse:
    """Every plan within reach, with the state of its versions."""
    found = plans_in_reach(request.user, request.now).prefetch_related("versions")
    page_of = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "crumbs": crumbs((_("Planes"), "")),
        "page_of": page_of,
        "rows": [
            (plan, [(v, TONES[VersionState(v.state)]) for v in plan.versions.all()]) for plan in page_of
        ],
    }
    return render(request, "riskplans/plans.html", context)


@page
def new_plan(request: Any, code: str) -> HttpResponse:
    """Begin an ESE's plan."""
    hospital = find_hospital(request, code)
    form = NewPlan(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.create_plan(**by_now(request), hospital=hospital, **form.cleaned_data)
            messages.success(request, _("Plan creado: programe sus cifras y su matriz de medidas."))
            return redirect("riskplans:version", version.pk)
        except Invalid as refused:
            for problem in refused.problems:
                form.add_error(problem.place if problem.place in form.fields else None, str(problem))
    context = {
        "crumbs": hospital_crumbs(hospital, (_("Nuevo plan"), "")),
        "hospital": hospital,
        "unit": hospital.unit,
        "form": form,
        "allowed": Permission.RISK_REQUEST in held(request, hospital.unit),
    }
    return render(request, "riskplans/new_plan.html", context, status=422 if form.errors else 200)


@page
def plan(request: Any, pk: int) -> HttpResponse:
    """Both versions, whether a modification may be asked (and which rule forbids it), instruments, history."""
    found = find_plan(request, pk)
    permissions = held(request, found.hospital.unit)
    versions = list(found.versions.select_related("requested_by", "decided_by"))
    kinds = [(v.kind, VersionState(v.state)) for v in versions]
    rule = may_modify(kinds, found.reports.filter(state__in=SENT).count())
    ids = [str(v.pk) for v in versions]
    context = {
        "crumbs": hospital_crumbs(
            found.hospital, (_("Plan %(a)s-%(b)s") % {"a": found.first_year, "b": found.last_year}, "")
        ),
        "plan": found,
        "hospital": found.hospital,
        "unit": found.hospital.unit,
        "versions": [(v, TONES[VersionState(v.state)], v.reports.count()) for v in versions],
        "why_not": RULES[rule].problem() if rule else None,
        "instruments": found.instruments.select_related("saved_by"),
        "reports": found.reports.order_by("-period"),
        "may_request": Permission.RISK_REQUEST in permissions,
        "history": Event.objects.filter(subject_type="riskplans.planversion", subject_id__in=ids).order_by(
            "-sequence"
        )[:20],
    }
    return render(request, "riskplans/plan.html", context)


@page
@require_POST
def modify(request: Any, pk: int) -> HttpResponse:
    """Ask for the plan's one modification, with `motivo`; a second one is refused with its rule."""
    found = find_plan(request, pk)
    try:
        version = actions.ask_modification(
            **by_now(request), plan=found, reason=request.POST.get("motivo", "")
        )
    except (NotNow, Invalid) as refused:
        for problem in refused.problems:
            messages.error(request, f"{problem} ({problem.rule})")
        return redirect("riskplans:plan", pk)
    messages.success(request, _("Modificación iniciada: es una copia del plan original por reprogramar."))
    return redirect("riskplans:version", version.pk)


@page
def instrument(request: Any, pk: int, instrument_pk: int = 0) -> HttpResponse:
    """A new instrument of the plan (0), or one to change."""
    found = find_plan(request, pk)
    held_one = found.instruments.filter(pk=instrument_pk).first() if instrument_pk else None
    if instrument_pk and held_one is None:
        return redirect("riskplans:plan", pk)
    form = InstrumentForm(request.POST or None, initial=_initial(held_one))
    if request.method == "POST" and form.is_valid() and _saved(request, found, held_one, form):
        return redirect("riskplans:plan", pk)
    context = {
        "crumbs": hospital_crumbs(found.hospital, (_("Instrumento"), "")),
        "plan": found,
        "unit": found.hospital.unit,
        "form": form,
        "instrument": held_one,
        "allowed": Permission.RISK_REQUEST in held(request, found.hospital.unit),
    }
    return render(request, "riskplans/instrument.html", context, status=422 if form.errors else 200)


@page
@require_POST
def attach(request: Any, pk: int, instrument_pk: int) -> HttpResponse:
    """Attach the instrument's file (`archivo`)."""
    found = find_plan(request, pk)
    one, upload = _instrument(found, instrument_pk), request.FILES.get("archivo")

    def act() -> object:
        if upload is None:
            raise Invalid([RULES["RP-35"].problem("archivo", what="el archivo")])
        return actions.attach_instrument(**by_now(request), instrument=one, upload=upload)

    return act_and_go(request, act, _("Archivo adjuntado."), "riskplans:instrument", pk, instrument_pk)


@page
def instrument_file(request: Any, pk: int, instrument_pk: int) -> HttpResponseBase:
    """Download the instrument's file."""
    one = _instrument(find_plan(request, pk), instrument_pk)
    if not one.file:
        raise NotFound(
            _("El instrumento no tiene archivo."), rule="RP-404", remedy=_("Pídalo al territorio.")
        )
    return stored_file(one.file, one.file_name)


def _instrument(plan: Plan, pk: int) -> Instrument:
    found = plan.instruments.select_related("plan__hospital__unit").filter(pk=pk).first()
    if found is None:
        raise NotFound(
            _("No existe ese instrumento."), rule="RP-404", remedy=_("Elija de la lista del plan.")
        )
    return found


def _initial(found: Instrument | None) -> dict[str, Any]:
    if found is None:
        return {"state": "proposed"}
    names = ("kind", "title", "state", "signed_on", "note")
    return {name: getattr(found, name) for name in names} | {"amount": written(found.amount)}


def _saved(request: Any, found: Plan, held_one: Instrument | None, form: InstrumentForm) -> bool:
    typed = form.cleaned_data
    typed["amount"] = typed_amount(typed["amount"]) if typed["amount"] else ""

    def act() -> object:
        return actions.save_instrument(
            **by_now(request), plan=found, instrument=held_one, version=version_of(request), **typed
        )

    return try_act(request, act, _("Instrumento guardado."))
