"""Trying a criteria document on past requests: what it would have answered otherwise. Nothing is written."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid
from cauce.core.exports import asked_format, table_response
from cauce.core.jobs.models import Job

from ..actions.publishing import parse_criteria
from ..criteria_trial import KIND, start_trial
from ..forms_governing import Reaching, day_field, place_field
from ..presenting_criteria import by_line, change_rows, numbered, result_tables
from ..rules.criteria.dry_run import KEPT, SHOWN
from .governing_common import add_problems, crumbs, may, member, missing, posted, reach, today
from .governing_criteria import find_version
from .governing_lists import place_list, service_list

YEAR = timedelta(days=364)  # with today, a year
HEADER = (
    "Folio",
    "Servicio núm.",
    "Servicio",
    "Con el criterio vigente",
    "Con el criterio ensayado",
    "Lo que se resolvió",
)


class TrialForm(Reaching):
    """Which requests a document is tried on."""

    text = forms.CharField(strip=False, widget=forms.HiddenInput)
    place = place_field(lazy("Solicitudes de"), help_text=lazy("El lugar y lo que está debajo."))
    since = day_field(lazy("Enviadas desde"))
    until = day_field(lazy("hasta"))

    def clean_text(self) -> str:
        """As the editor keeps it."""
        return self.cleaned_data["text"].replace("\r\n", "\n").strip() + "\n"


@member
def dry_run(request: Any) -> HttpResponse:
    """Choose the span and try (POST). The text comes from the editor, or is that of a version (`?version=<pk>`)."""
    require(request.user, Permission.AUTH_CRITERIA, None, request.now)
    places = reach(request, Permission.AUTH_CRITERIA)
    asking = (
        request.POST.get("accion") == "ensayar" and "since" not in request.POST
    )  # straight from the editor
    initial = _initial(request, places)
    form = TrialForm(None if asking else posted(request), initial=initial, places=places)
    problems: list[Any] = []
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            job = start_trial(by=request.user, at=request.now, **data)
            return redirect("authorizations:dry_run_result", job.pk)
        except Invalid as refused:
            problems = [p for p in by_line(refused.problems, data["text"]) if p.rule == "AP-90"]
            add_problems(form, Invalid([p for p in refused.problems if p.rule != "AP-90"] or [problems[0]]))
    text = (form.data if form.is_bound else initial).get("text", "")
    context = {
        "crumbs": crumbs((_("Criterios"), reverse("authorizations:criteria")), (_("Ensayar"), "")),
        "form": form,
        "problems": problems,
        "lines": numbered(text, problems) if problems else [],
        "text": text,
        "title": _title(text),
        "lists": [place_list(places)],
        "recent": _recent(request),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "authorizations/governing/dry_run.html", context, status=status)


def _initial(request: Any, places: Any) -> dict[str, Any]:
    day: date = today(request)
    asked = request.GET.get("version", "")
    place = places.first()
    found = {
        "text": request.POST.get("text", ""),
        "place": request.POST.get("place") or (f"{place.code} · {place.name}" if place else ""),
        "since": day - YEAR,
        "until": day,
    }
    if asked.isdigit():
        version = find_version(int(asked))
        found["text"] = version.text
    return found


def _title(text: str) -> str:
    try:
        return parse_criteria(text).title
    except Invalid:
        return ""


def _recent(request: Any) -> Any:
    return Job.objects.filter(kind=KIND, by=request.user)[:8]


@member
def result(request: Any, pk: int) -> HttpResponse:
    """What a trial found, or how far it is; `?formato=csv|xlsx` lists the changes."""
    job = Job.objects.select_related("place", "by").filter(pk=pk, kind=KIND).first()
    if job is None:
        raise missing(_("ese ensayo"))
    require(request.user, Permission.AUTH_CRITERIA, job.place, request.now)
    labels = dict(service_list()["options"])
    done = job.state == Job.State.DONE and job.result
    if done and (file_format := asked_format(request)):
        rows = change_rows(job.result, labels)
        return table_response(file_format, f"ensayo-{job.pk}", _("Cambios"), HEADER, rows)
    context = {
        "crumbs": crumbs(
            (_("Criterios"), reverse("authorizations:criteria")),
            (_("Ensayar"), reverse("authorizations:dry_run")),
            (str(job.pk), ""),
        ),
        "job": job,
        "title": _title(job.params["text"]) or job.title,
        "since": date.fromisoformat(job.params["since"]),
        "until": date.fromisoformat(job.params["until"]),
        "kept": KEPT,
        "may_publish": may(request, Permission.AUTH_CRITERIA, job.place),
        "place_typed": f"{job.place.code} · {job.place.name}" if job.place else "",
        "day": today(request),
    }
    if done:
        context |= result_tables(job.result, labels)
        context["changes"] = change_rows(job.result, labels)[:SHOWN]
    return render(request, "authorizations/governing/dry_run_result.html", context)
