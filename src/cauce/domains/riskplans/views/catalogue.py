"""What the administration publishes: UVR weights, the evaluation's definition and terms, risk categories."""

import csv
import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import can_at_root, require, require_at_root
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid, NotFound

from .. import actions
from ..models import DefinitionVersion, Hospital, UvrTable
from ..queries.figures import ORIGINAL
from ..queries.reach import hospitals
from ..rules.cuadros import PRODUCTION
from ..rules.deadlines import Terms
from ..rules.definition import FLOW_ROWS, Definition
from ..rules.hospitals import CATEGORIES
from ..rules.writing import typed_amount, written
from .common import by_now, crumbs, find_hospital, page, try_act


class UvrForm(forms.Form):
    """A table of weights: its head, and the rows pasted as concept;weight."""

    name = forms.CharField(label=lazy("Nombre de la tabla"), max_length=120)
    valid_from = forms.DateField(
        label=lazy("Rige desde"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    origin = forms.CharField(label=lazy("De dónde viene"), max_length=200)
    synthetic = forms.BooleanField(label=lazy("Es un dato sintético"), required=False)
    weights = forms.CharField(
        label=lazy("Pesos"),
        help_text=lazy("Un concepto por línea: clave; peso. La coma es de los decimales."),
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
    )


class DefinitionForm(forms.Form):
    """Weights of the flow's six rows, direction of the plan's spending, terms in days, and why."""

    valid_from = forms.DateField(
        label=lazy("Rige desde"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    pgir_spending = forms.ChoiceField(
        label=lazy("Gastos del PGIR"),
        choices=[("more", lazy("Más es mejor")), ("less", lazy("Menos es mejor"))],
    )
    ese = forms.IntegerField(label=lazy("Plazo de la ESE (días)"), min_value=1, max_value=365)
    territory = forms.IntegerField(label=lazy("Plazo del territorio (días)"), min_value=1, max_value=365)
    superintendence = forms.IntegerField(
        label=lazy("Plazo de la Superintendencia (días)"), min_value=1, max_value=365
    )
    note = forms.CharField(label=lazy("Por qué cambia"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in FLOW_ROWS.items():
            self.fields[f"peso_{key}"] = forms.CharField(label=label, max_length=12)

    def weights(self) -> list[forms.BoundField]:
        """The six weights, in order."""
        return [self[f"peso_{key}"] for key in FLOW_ROWS]


class CategoryForm(forms.Form):
    """The risk category of a year, and its act."""

    year = forms.IntegerField(label=lazy("Año"), min_value=2000, max_value=2100)
    category = forms.ChoiceField(label=lazy("Categoría"), choices=CATEGORIES)
    act = forms.CharField(label=lazy("Acto que la fija"), max_length=160)


@page
def catalogue(request: Any) -> HttpResponse:
    """What is in force and what was before; whoever manages it publishes the next."""
    require(request.user, Permission.RISK_READ, None, request.now)
    definitions = list(DefinitionVersion.objects.select_related("published_by"))
    content = definitions[0].content if definitions else ORIGINAL
    context = {
        "crumbs": crumbs((_("Pesos, definiciones y categorías"), "")),
        "tables": UvrTable.objects.select_related("published_by").prefetch_related("weights"),
        "definitions": definitions,
        "current": Definition.from_dict(content["definition"]),
        "terms": Terms.from_dict(content.get("terms", {})),
        "flow_rows": FLOW_ROWS,
        "may_publish": can_at_root(request.user, Permission.RISK_CATALOGUE, "riskplans", request.now),
        "categories": CATEGORIES,
    }
    context["flow_weights"] = [
        (label, context["current"].flow_weights[key]) for key, label in FLOW_ROWS.items()
    ]
    return render(request, "riskplans/catalogue.html", context)


@page
def uvr_table(request: Any, pk: int) -> HttpResponse:
    """The weights of a table by concept."""
    require(request.user, Permission.RISK_READ, None, request.now)
    found = UvrTable.objects.filter(pk=pk).select_related("published_by").first()
    if found is None:
        raise NotFound(_("No existe esa tabla."), rule="RP-404", remedy=_("Elija de la lista."))
    weights = {w.concept: w.weight for w in found.weights.all()}
    context = {
        "crumbs": _crumbs(found.name),
        "table": found,
        "rows": [(row.key, row.label, weights.get(row.key)) for row in PRODUCTION.rows if not row.sum_of],
    }
    return render(request, "riskplans/uvr_table.html", context)


def _crumbs(name: str) -> list[tuple[str, str]]:
    return crumbs((_("Pesos, definiciones y categorías"), reverse("riskplans:catalogue")), (name, ""))


@page
def new_uvr(request: Any) -> HttpResponse:
    """Publish a table of weights."""
    require_at_root(request.user, Permission.RISK_CATALOGUE, "riskplans", request.now)
    known = [(row.key, row.label) for row in PRODUCTION.rows if not row.sum_of]
    form = UvrForm(request.POST or None, initial={"weights": "\n".join(f"{key}; " for key, _label in known)})
    problems: Any = ()
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        typed["weights"] = _weights(typed["weights"])
        try:
            found = actions.publish_uvr(**by_now(request), **typed)
            messages.success(request, _("Tabla de pesos publicada: no cambia más; otra la reemplaza."))
            return redirect("riskplans:uvr_table", found.pk)
        except Invalid as refused:
            problems = refused.problems
    context = {
        "crumbs": _crumbs(_("Nueva tabla de pesos")),
        "form": form,
        "problems": problems,
        "known": known,
    }
    return render(request, "riskplans/new_uvr.html", context, status=422 if form.errors or problems else 200)


def _weights(text: str) -> dict[str, str]:
    """concept → weight, of the lines that say one."""
    found = {}
    for row in csv.reader(io.StringIO(text), delimiter=";"):
        cells = [cell.strip() for cell in row]
        if len(cells) > 1 and cells[0] and cells[1]:
            found[cells[0]] = typed_amount(cells[1])
    return found


@page
def new_definition(request: Any) -> HttpResponse:
    """Publish the next definition of the evaluation."""
    require_at_root(request.user, Permission.RISK_CATALOGUE, "riskplans", request.now)
    form = DefinitionForm(request.POST or None, initial=_current())
    problems: Any = ()
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        weights = {key: typed_amount(typed[f"peso_{key}"]) for key in FLOW_ROWS}
        terms = {key: typed[key] for key in ("ese", "territory", "superintendence")}
        try:
            actions.publish_definition(
                **by_now(request),
                valid_from=typed["valid_from"],
                flow_weights=weights,
                pgir_spending=typed["pgir_spending"],
                terms=terms,
                note=typed["note"],
            )
            messages.success(request, _("Definición publicada; las evaluaciones cerradas conservan la suya."))
            return redirect("riskplans:catalogue")
        except Invalid as refused:
            problems = refused.problems
    context = {"crumbs": _crumbs(_("Nueva definición")), "form": form, "problems": problems}
    return render(
        request, "riskplans/new_definition.html", context, status=422 if form.errors or problems else 200
    )


def _current() -> dict[str, Any]:
    last = DefinitionVersion.objects.first()
    content = last.content if last else ORIGINAL
    definition, terms = Definition.from_dict(content["definition"]), Terms.from_dict(content.get("terms", {}))
    values: dict[str, Any] = {f"peso_{k}": written(w, 2) for k, w in definition.flow_weights.items()}
    days = {"ese": terms.ese, "territory": terms.territory, "superintendence": terms.superintendence}
    return values | days | {"pgir_spending": definition.pgir_spending}


@page
def category(request: Any, code: str) -> HttpResponse:
    """Set the risk category of an ESE in a year."""
    hospital: Hospital = find_hospital(request, code)
    require(request.user, Permission.RISK_CATALOGUE, hospital.unit, request.now)
    form = CategoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data

        def act() -> object:
            return actions.set_category(**by_now(request), hospital=hospital, **typed)

        if try_act(request, act, _("Categoría guardada.")):
            return redirect("riskplans:hospital", code)
    context = {
        "crumbs": _crumbs(hospital.unit.name),
        "hospital": hospital,
        "unit": hospital.unit,
        "form": form,
        "held": hospital.categories.order_by("-year"),
    }
    return render(request, "riskplans/category.html", context, status=422 if form.errors else 200)


@page
@require_POST
def find_category(request: Any) -> HttpResponse:
    """From the catalogue: the ESE of a code (`codigo`)."""
    code = request.POST.get("codigo", "").strip()
    if not hospitals(request.user, request.now).filter(code=code).exists():
        messages.error(request, _("No existe una ESE con el código «%(code)s».") % {"code": code[:20]})
        return redirect("riskplans:catalogue")
    return redirect("riskplans:category", code)
