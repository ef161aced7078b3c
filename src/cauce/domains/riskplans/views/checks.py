"""The consistency checks: which warn and which block, since when and by whom; publishing the next configuration."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cauce.core.accounts.access import can_at_root, require, require_at_root
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Conflict, Invalid, NotFound, Problem

from .. import actions
from ..country import today
from ..models import CheckVersion
from ..presenting.checks import changed_of, first_quarter, history_of, lines_of
from ..queries.board import last_quarter
from ..queries.check_impact import impact_on
from ..queries.check_levels import in_force, of_period, of_version, since_when
from ..rules.checks import CHECKS, CONFIGURABLE, IN_REPORTS, LEVEL_LABELS, Kind
from ..rules.levels import resolve
from .common import by_now, crumbs, page

UNSENT = {"csrfmiddlewaretoken", "_once", "paso"}


class ChecksForm(forms.Form):
    """A level for each check that may be configured, from when, and why. base: the number last seen."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    valid_from = forms.DateField(
        label=lazy("Rige desde"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=lazy("Para los trimestres que terminan ese día o después."),
    )
    note = forms.CharField(
        label=lazy("Por qué cambia"), max_length=300, widget=forms.Textarea({"rows": 2, "maxlength": 300})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for check in CONFIGURABLE:
            self.fields[f"nivel_{check.key}"] = forms.ChoiceField(
                label=check.name,
                choices=[(str(level), label) for level, label in LEVEL_LABELS.items()],
                widget=forms.Select({"class": "form-select", "aria-label": check.name}),
            )

    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        """(check, its field), in order."""
        return [(check, self[f"nivel_{check.key}"]) for check in CONFIGURABLE]

    def levels(self) -> dict[str, str]:
        """check → level, as chosen."""
        return {check.key: self.cleaned_data[f"nivel_{check.key}"] for check in CONFIGURABLE}


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    way = (_("Pesos, definiciones y categorías"), reverse("riskplans:catalogue"))
    return crumbs(
        way, (_("Comprobaciones de consistencia"), reverse("riskplans:checks") if more else ""), *more
    )


@page
def checks(request: Any) -> HttpResponse:
    """Each check with the level in force today, since when and by whom; the configurations that were published."""
    require(request.user, Permission.RISK_READ, None, request.now)
    day = today(request.now)
    versions = list(CheckVersion.objects.select_related("published_by"))
    current, period = in_force(day), last_quarter(request.now).id
    context = {
        "crumbs": _crumbs(),
        "lines": lines_of(current, since_when(day)),
        "current": current,
        "period": period,
        "of_period": of_period(period),
        "history": history_of(versions),
        "day": day,
        "may_publish": can_at_root(request.user, Permission.RISK_CATALOGUE, "riskplans", request.now),
    }
    return render(request, "riskplans/checks.html", context)


@page
def version(request: Any, number: int) -> HttpResponse:
    """One configuration whole, as a report that was sent with it names it; 0 is the initial one."""
    require(request.user, Permission.RISK_READ, None, request.now)
    found = CheckVersion.objects.select_related("published_by").filter(number=number).first()
    if found is None and number:
        raise NotFound(_("No existe esa configuración."), rule="RP-404", remedy=_("Elija de la lista."))
    before = CheckVersion.objects.filter(number=number - 1).first()
    context = {
        "crumbs": _crumbs((_("Configuración %(n)s") % {"n": number or _("inicial")}, "")),
        "number": number,
        "version": found,
        "lines": lines_of(of_version(found), {}),
        "changed": changed_of(before, found) if found else [],
    }
    return render(request, "riskplans/checks_version.html", context)


@page
def change(request: Any) -> HttpResponse:
    """The form; with `paso` = confirmar, publish; with another one, rehearse and ask; with volver, the form again."""
    require_at_root(request.user, Permission.RISK_CATALOGUE, "riskplans", request.now)
    step = request.POST.get("paso", "") if request.method == "POST" else ""
    form = ChecksForm(request.POST if step else None, initial=_last())
    if not step or step == "volver" or not form.is_valid():
        status = 422 if step not in ("", "volver") and form.errors else 200
        return _form(request, form, (), status)
    try:
        if step == "confirmar":
            _publish(request, form)
            messages.success(request, _("Configuración publicada; los informes enviados conservan la suya."))
            return redirect("riskplans:checks")
        return _ask(request, form)
    except Conflict as conflict:  # what was chosen stays, over what the other published
        again = request.POST.copy()
        again["base"] = str(_last()["base"])
        return _form(request, ChecksForm(again), conflict.problems, conflict.status)
    except Invalid as refused:
        return _form(request, form, refused.problems, refused.status)


def _publish(request: Any, form: ChecksForm) -> CheckVersion:
    typed = form.cleaned_data
    return actions.publish_checks(
        **by_now(request),
        valid_from=typed["valid_from"],
        levels=form.levels(),
        note=typed["note"],
        version=typed["base"],
    )


def _ask(request: Any, form: ChecksForm) -> HttpResponse:
    """What would change and whom it would stop; the act is rehearsed, so that what is asked can be done."""
    period = last_quarter(request.now).id
    now = of_period(period)
    with transaction.atomic():
        made = _publish(request, form)
        changed = changed_of(CheckVersion.objects.filter(number=made.number - 1).first(), made)
        governs = of_period(period).version == made
        transaction.set_rollback(True)
    impact = impact_on(period)
    context = {
        "crumbs": _crumbs((_("Confirmar"), "")),
        "made": made,
        "changed": [(c, impact.breaking(c.key), CHECKS[c.key].kind in IN_REPORTS) for c in changed],
        "impact": impact,
        "before": impact.outcome(now.levels),
        "after": impact.outcome(resolve(made.content)),
        "governs": governs,
        "first": first_quarter(made.valid_from),
        "hidden": [(k, v) for k, values in request.POST.lists() if k not in UNSENT for v in values],
    }
    return render(request, "riskplans/checks_confirm.html", context)


def _form(request: Any, form: ChecksForm, problems: tuple[Problem, ...], status: int) -> HttpResponse:
    context = {
        "crumbs": _crumbs((_("Cambiar"), "")),
        "form": form,
        "problems": problems,
        "fixed": [check for check in CHECKS.values() if check.kind == Kind.OUTLIER],
    }
    return render(request, "riskplans/new_checks.html", context, status=status)


def _last() -> dict[str, Any]:
    last = CheckVersion.objects.first()
    levels = resolve(last.content if last else {})
    return {f"nivel_{key}": str(level) for key, level in levels.items()} | {
        "base": last.number if last else 0
    }
