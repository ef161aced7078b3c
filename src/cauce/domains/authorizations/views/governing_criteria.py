"""Criteria: the documents, one version of them, the editor with its checks, publishing and withdrawing."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import Invalid, NotAllowed

from .. import actions
from ..actions.publishing import parse_criteria
from ..criteria_store import document_of
from ..forms_governing import Reaching, day_field, place_field
from ..models import CriteriaVersion
from ..presenting_criteria import EXAMPLE, by_line, grammar, numbered
from ..queries.criteria import documents, in_force_of, versions
from ..rules.criteria.lines import compare_texts
from ..rules.criteria.words import told
from .governing_common import (
    Asks,
    crumbs,
    may,
    member,
    missing,
    posted,
    reach,
    run_form,
    settle,
    today,
    wants,
)
from .governing_lists import place_list, service_list


class CriteriaForm(Reaching):
    """The document's text, where it applies, from when."""

    text = forms.CharField(
        label=lazy("Documento"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "code", "spellcheck": "false", "wrap": "off"}),
    )
    place = place_field(lazy("Dónde vale"), help_text=lazy("Ahí y en lo que está debajo."))
    valid_from = day_field(lazy("Vale desde"))
    note = forms.CharField(
        label=lazy("Nota de la versión"),
        max_length=300,
        required=False,
        help_text=lazy("Qué cambia y por qué."),
    )

    def clean_text(self) -> str:
        """With plain line ends, so that the same document has the same seal from any browser."""
        return self.cleaned_data["text"].replace("\r\n", "\n").strip() + "\n"


class WithdrawForm(forms.Form):
    """A document ends."""

    valid_from = day_field(lazy("Deja de valer desde"))
    note = forms.CharField(label=lazy("Motivo"), max_length=300)


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs((_("Criterios"), reverse("authorizations:criteria")), *more)


@member
def criteria(request: Any) -> HttpResponse:
    """The documents: in force, to come, withdrawn."""
    day = today(request)
    context = {
        "crumbs": crumbs((_("Criterios"), "")),
        "documents": documents(day),
        "may_publish": may(request, Permission.AUTH_CRITERIA),
    }
    return render(request, "authorizations/governing/criteria.html", context)


def find_version(pk: int) -> CriteriaVersion:
    """The version. Raises NotFound."""
    found = CriteriaVersion.objects.select_related("place", "published_by").filter(pk=pk).first()
    if found is None:
        raise missing(_("esa versión de un criterio"))
    return found


@member
def version(request: Any, pk: int) -> HttpResponse:
    """One version: in words, as written, how it differs from the one before, and the others."""
    found = find_version(pk)
    others = versions(found.code)
    before = next((v for v in others if v.number < found.number), None)
    current = in_force_of(found.code, today(request))
    context = {
        "crumbs": _trail((f"{found.title} · {found.number}", "")),
        "version": found,
        "told": told(document_of(found)),
        "labels": dict(service_list()["options"]),
        "others": others,
        "before": before,
        "diff": compare_texts(before.text, found.text) if before else [],
        "is_current": current is not None and current.pk == found.pk,
        "is_last": others[0].pk == found.pk,
        "may_publish": may(request, Permission.AUTH_CRITERIA, found.place),
        "publishes": may(request, Permission.AUTH_CRITERIA),
        "events": history(found),
    }
    return render(request, "authorizations/governing/criteria_version.html", context)


@member
def editor(request: Any) -> HttpResponse:
    """Write a document (`?desde=<pk>`: from a version). `accion`: revisar, or publicar after confirming."""
    require(request.user, Permission.AUTH_CRITERIA, None, request.now)
    places = reach(request, Permission.AUTH_CRITERIA)
    start = _start(request)
    form = CriteriaForm(posted(request), initial=_initial(request, start, places), places=places)
    problems: list[Any] = []
    if wants(request) and form.is_valid() and request.POST.get("accion") == "publicar":
        try:
            return _publish(request, form)
        except (Invalid, NotAllowed) as refused:
            problems = by_line(refused.problems, form.cleaned_data["text"])
    text = form.cleaned_data.get("text", "") if form.is_bound and form.is_valid() else ""
    read, problems = _read(text, problems) if text else (None, problems)
    context = {
        "crumbs": _trail((_("Escribir"), "")),
        "form": form,
        "problems": problems,
        "lines": numbered(text, problems) if problems else [],
        "told": told(read) if read else None,
        "diff": _diff(read, text, today(request)) if read else None,
        "grammar": grammar(),
        "start": start,
        "lists": [place_list(places), service_list()],
    }
    status = 422 if problems or (form.is_bound and form.errors) else 200
    return render(request, "authorizations/governing/criteria_editor.html", context, status=status)


def _start(request: Any) -> CriteriaVersion | None:
    asked = request.GET.get("desde", "")
    return find_version(int(asked)) if asked.isdigit() else None


def _initial(request: Any, start: CriteriaVersion | None, places: Any) -> dict[str, Any]:
    place = start.place if start else places.first()
    return {
        "text": start.text if start else EXAMPLE,
        "place": f"{place.code} · {place.name}" if place else "",
        "valid_from": today(request),
    }


def _read(text: str, problems: list[Any]) -> tuple[Any, list[Any]]:
    try:
        return parse_criteria(text), problems
    except Invalid as refused:
        return None, problems or by_line(refused.problems, text)


def _diff(read: Any, text: str, day: date) -> dict[str, Any]:
    """How it differs from the version in force; without one it is new."""
    current = in_force_of(read.code, day)
    return {"current": current, "lines": compare_texts(current.text, text) if current else []}


def _publish(request: Any, form: CriteriaForm) -> HttpResponse:
    """Ask, then publish and go to the new version."""
    data, made = form.cleaned_data, []

    def act() -> None:
        made.append(actions.publish_criteria(by=request.user, at=request.now, **data))

    read = parse_criteria(data["text"])
    rows = [
        (_("Criterio"), f"{read.title} ({read.code})"),
        (_("Dónde vale"), str(data["place"])),
        (_("Vale desde"), data["valid_from"].strftime("%d/%m/%Y")),
        (_("Fracciones"), len(read.clauses)),
        (_("Nota"), data["note"] or "—"),
    ]
    asks = Asks(
        _("Publicar el criterio"),
        rows,
        _("Publicar"),
        _(
            "Una versión publicada no se cambia ni se borra: otra la sustituye. Las solicitudes ya revisadas no se tocan."
        ),
        _diff(read, data["text"], today(request))["lines"],
    )
    asking = settle(request, act, asks, _trail((_("Publicar"), "")))
    if asking:
        return asking
    messages.success(request, _("Criterio publicado: versión %(n)s.") % {"n": made[-1].number})
    return redirect("authorizations:criteria_version", made[-1].pk)


@member
def withdraw(request: Any, pk: int) -> HttpResponse:
    """End a document from a day on."""
    found = find_version(pk)
    require(request.user, Permission.AUTH_CRITERIA, found.place, request.now)
    back = reverse("authorizations:criteria_version", args=[pk])
    return run_form(
        request,
        form=WithdrawForm(posted(request), initial={"valid_from": today(request)}),
        act=lambda data: actions.withdraw_criteria(by=request.user, at=request.now, version=found, **data),
        done=_("Criterio retirado."),
        to=reverse("authorizations:criteria"),
        warning=_(
            "Desde ese día lo que juzgaba este criterio lo revisa un especialista. Lo ya resuelto no cambia."
        ),
        page={
            "heading": _("Retirar el criterio «%(title)s»") % {"title": found.title},
            "button": _("Retirar"),
            "topic": "criterios",
            "crumbs": _trail((found.title, back), (_("Retirar"), "")),
            "back": back,
        },
    )
