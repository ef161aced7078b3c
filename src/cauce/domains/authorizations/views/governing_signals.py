"""Signals for audit: the list, and one with what it rests on; a person opens an audit or sets it aside, with a note."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import Invalid
from cauce.core.exports import asked_format, table_response
from cauce.web.navigation import address

from .. import actions
from ..models import Signal
from ..queries.signals import requester_of, requests_behind, signals_in_reach, told
from ..rules.signals import KIND_LABELS, Kind
from .governing_common import Asks, add_problems, crumbs, member, missing, posted, settle, wants
from .governing_lists import service_list

PER_PAGE = 50
TONES = {Signal.State.RAISED: "warning", Signal.State.AUDIT: "accent", Signal.State.DISMISSED: ""}
HEADER = (
    "Señal",
    "Lugar",
    "En qué se apoya",
    "Solicitudes",
    "Anotada",
    "Estado",
    "Nota",
    "Revisó",
    "Revisada",
)


class LookForm(forms.Form):
    """What is done with a signal."""

    audit = forms.TypedChoiceField(
        label=lazy("Qué se hace"),
        choices=[("yes", lazy("Abrir una auditoría")), ("no", lazy("Descartarla: tiene explicación"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=lazy("Nota"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("Qué se revisó y por qué se decide así."),
    )


@member
def signals(request: Any) -> HttpResponse:
    """`?estado=`, `?clase=`, `?q=` (place or folio); `?formato=csv|xlsx`."""
    require(request.user, Permission.AUTH_SIGNALS, None, request.now)
    every = signals_in_reach(request.user, request.now)
    state, kind, asked = (request.GET.get(name, "") for name in ("estado", "clase", "q"))
    found = every.filter(state=state) if state in Signal.State.values else every
    if kind in set(Kind):
        found = found.filter(kind=kind)
    if asked := asked.strip()[:80]:
        found = found.filter(place__name__icontains=asked) | found.filter(requests__icontains=asked)
    names = dict(service_list()["options"])
    if file_format := asked_format(request):
        return table_response(
            file_format, "senales-st2", _("Señales"), HEADER, (_flat(s, names) for s in found)
        )
    page_of = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    here = reverse("authorizations:signals")
    context = {
        "crumbs": crumbs((_("Señales"), "")),
        "page_of": page_of,
        "rows": [_drawn(one, names) for one in page_of],
        "states": Signal.State.choices,
        "kinds": KIND_LABELS.items(),
        "state": state,
        "kind": kind,
        "asked": asked,
        "query": _query(request),
        "tiles": [
            (label, every.filter(state=value).count(), f"{here}?estado={value}")
            for value, label in Signal.State.choices
        ],
    }
    return render(request, "authorizations/governing/signals.html", context)


def _query(request: Any) -> str:
    query = request.GET.copy()
    for name in ("pagina", "formato"):
        query.pop(name, None)
    return query.urlencode()


def _drawn(signal: Signal, names: dict[str, str]) -> dict[str, Any]:
    return {
        "signal": signal,
        "kind": KIND_LABELS[Kind(signal.kind)],
        "tone": TONES[Signal.State(signal.state)],
        "told": told(signal, names),
        "who": requester_of(signal),
    }


def _flat(signal: Signal, names: dict[str, str]) -> tuple[Any, ...]:
    return (
        KIND_LABELS[Kind(signal.kind)],
        signal.place.name,
        told(signal, names).sentence,
        "; ".join(signal.requests),
        signal.raised_at,
        signal.get_state_display(),
        signal.note,
        signal.looked_by.display_name if signal.looked_by else "",
        signal.looked_at,
    )


@member
def signal(request: Any, pk: int) -> HttpResponse:
    """One signal; with POST, what is done with it. The requests it names are not touched."""
    found = Signal.objects.select_related("place", "looked_by").filter(pk=pk).first()
    if found is None:
        raise missing(_("esa señal"))
    require(request.user, Permission.AUTH_SIGNALS, found.place, request.now)
    trail = crumbs((_("Señales"), reverse("authorizations:signals")), (KIND_LABELS[Kind(found.kind)], ""))
    form = LookForm(posted(request))
    if wants(request) and form.is_valid():
        try:
            if answer := _look(request, found, form, trail):
                return answer
            messages.success(request, _("Señal revisada."))
            return redirect("authorizations:signal", pk)
        except Invalid as refused:
            add_problems(form, refused)
    context = {
        "crumbs": trail,
        **_drawn(found, dict(service_list()["options"])),
        "requests": [(one, address("authorizations:request", one.uid)) for one in requests_behind(found)],
        "form": form,
        "events": history(found),
    }
    return render(
        request, "authorizations/governing/signal.html", context, status=422 if form.errors else 200
    )


def _look(request: Any, found: Signal, form: LookForm, trail: list[tuple[str, str]]) -> HttpResponse | None:
    data = form.cleaned_data
    words = dict(form.fields["audit"].choices)["yes" if data["audit"] else "no"]  # type: ignore[attr-defined]
    asks = Asks(
        _("Revisar la señal"),
        [(_("Señal"), KIND_LABELS[Kind(found.kind)]), (_("Qué se hace"), words), (_("Nota"), data["note"])],
        _("Confirmar"),
        _("No se cambia después. Ninguna solicitud se niega ni se detiene por esto."),
    )
    return settle(
        request,
        lambda: actions.look_at_signal(by=request.user, at=request.now, signal=found, **data),
        asks,
        trail,
    )
