"""The matrix of measures of a report: each activity with its dates, amount and evidence."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from cauce.core.accounts.permissions import Permission
from cauce.core.documents.inspection_rules import MAX_BYTES
from cauce.core.errors import Invalid, NotFound, Problem

from .. import actions
from ..actions.common import decimal_of
from ..models import Activity, Evidence, QuarterReport
from ..presenting.matrix import matrix_lines
from ..presenting.reports import MATRIX, number_words, sections_of
from ..queries.figures import matrix_of
from ..rules.amounts import read_amount
from ..rules.states import ReportState
from ..rules.table import RULES
from ..rules.writing import typed_amount, written
from .common import act_and_go, by_now, find_report, held, may_comment, page, report_crumbs, stored_file

WRITABLE = (ReportState.DRAFT, ReportState.RETURNED)


class ProgressForm(forms.Form):
    """What is reported of one activity, as typed."""

    done = forms.BooleanField(label=lazy("Cumplida"), required=False)
    done_on = forms.DateField(
        label=lazy("Fecha en que se cumplió"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    amount = forms.CharField(label=lazy("Valor ejecutado ($)"), required=False, max_length=30)
    note = forms.CharField(
        label=lazy("Observación"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )

    def clean_amount(self) -> Any:
        """An exact amount, or None."""
        text = self.cleaned_data["amount"].strip()
        if not text:
            return None
        amount = read_amount(typed_amount(text))
        if amount is None or (amount * 100).denominator != 1:
            raise forms.ValidationError(RULES["RP-03"].problem(value=text).message)
        return amount


@page
def matrix(
    request: Any, pk: int, bound: tuple[int, ProgressForm, tuple[Problem, ...]] | None = None
) -> HttpResponse:
    """Every activity; bound: the one that came back with problems."""
    report = find_report(request, pk)
    lines = sections_of(report)
    here = next((line for line in lines if line.key == MATRIX), None)
    permissions = held(request, report.plan.hospital.unit)
    order = [line.key for line in lines]
    context = {
        "crumbs": report_crumbs(report, (_("Matriz de medidas"), "")),
        "report": report,
        "unit": report.plan.hospital.unit,
        "number": number_words(MATRIX),
        "section": here,
        "sections": lines,
        "following": lines[1] if len(order) > 1 else None,
        "rows": [(line, _form_of(line, bound)) for line in matrix_lines(report)],
        "open_number": bound[0] if bound else 0,
        "problems": bound[2] if bound else (),
        "totals": matrix_of(report),
        "limit": MAX_BYTES,
        "writable": Permission.RISK_WRITE in permissions and report.state in WRITABLE,
        "may_comment": may_comment(permissions),
        "comments": report.comments.filter(cuadro=MATRIX).select_related("by"),
    }
    return render(request, "riskplans/matrix.html", context, status=422 if bound else 200)


def _form_of(line: Any, bound: tuple[int, ProgressForm, tuple[Problem, ...]] | None) -> ProgressForm:
    number = line.activity.number
    if bound and bound[0] == number:
        return bound[1]
    held = line.progress
    initial = (
        {"done": held.done, "done_on": held.done_on, "amount": written(held.amount), "note": held.note}
        if held
        else {}
    )
    return ProgressForm(initial=initial, prefix=f"a{number}")


def _activity(report: QuarterReport, number: int) -> Activity:
    found = report.plan_version.activities.filter(number=number).first()
    if found is None:
        raise NotFound(_("No existe esa actividad."), rule="RP-404", remedy=_("Elija de la matriz."))
    return found


@page
@require_POST
def save_activity(request: Any, pk: int, number: int) -> HttpResponse:
    """Report one activity."""
    report = find_report(request, pk)
    activity = _activity(report, number)
    form = ProgressForm(request.POST, prefix=f"a{number}")
    if not form.is_valid():
        return matrix(request, pk, (number, form, ()))
    typed = form.cleaned_data
    amount = None if typed["amount"] is None else decimal_of(typed["amount"])
    values = actions.ProgressValues(typed["done"], typed["done_on"], amount, typed["note"])
    try:
        actions.save_activity(**by_now(request), report=report, activity=activity, values=values)
    except Invalid as refused:
        for problem in refused.problems:
            name = problem.place.rsplit(".", 1)[-1]
            form.add_error(name if name in form.fields else None, str(problem))
        return matrix(request, pk, (number, form, refused.problems))
    return redirect(f"{reverse('riskplans:matrix', args=[pk])}#dentro-{number}")


@page
@require_POST
def add_evidence(request: Any, pk: int, number: int) -> HttpResponse:
    """Attach a file (`soporte`) to an activity."""
    report = find_report(request, pk)
    activity = _activity(report, number)
    upload = request.FILES.get("soporte")

    def act() -> object:
        if upload is None:
            raise Invalid([RULES["RP-35"].problem("soporte", what="el archivo del soporte")])
        return actions.add_evidence(**by_now(request), report=report, upload=upload, activity=activity)

    where = f"{reverse('riskplans:matrix', args=[pk])}#dentro-{number}"
    return act_and_go(request, act, _("Soporte adjuntado."), where)


@page
@require_POST
def withdraw_evidence(request: Any, pk: int, evidence_pk: int) -> HttpResponse:
    """Take a file back, with a reason (`motivo`)."""
    report = find_report(request, pk)
    evidence = _evidence(report, evidence_pk)
    reason = request.POST.get("motivo", "")

    def act() -> object:
        return actions.withdraw_evidence(**by_now(request), evidence=evidence, reason=reason)

    return act_and_go(request, act, _("Soporte retirado."), "riskplans:matrix", pk)


@page
def evidence(request: Any, pk: int, evidence_pk: int) -> HttpResponseBase:
    """Download a supporting file."""
    report = find_report(request, pk)
    found = _evidence(report, evidence_pk)
    return stored_file(found.digest, found.name)


def _evidence(report: QuarterReport, pk: int) -> Evidence:
    """Of the same plan: an activity's file may have come with an earlier quarter."""
    found = Evidence.objects.select_related("report").filter(report__plan=report.plan, pk=pk).first()
    if found is None:
        raise NotFound(_("No existe ese soporte."), rule="RP-404", remedy=_("Vuelva a la matriz de medidas."))
    return found
