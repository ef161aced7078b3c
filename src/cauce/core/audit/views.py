"""«Bitácora»: who did what, where, when and why; filters, and everything as a streamed CSV."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cauce.core.accounts.access import places, require
from cauce.core.accounts.permissions import Permission
from cauce.core.exports import csv_response
from cauce.core.organisations.models import OrgUnit

from .log import sentence
from .models import Event
from .queries import LogFilter, events_for, filtered
from .titles import action_title

PAGE = 100
READ_AT_ONCE = 2000


class LogForm(forms.Form):
    """The log's filters; the names are the address's."""

    desde = forms.DateField(label=_lazy("Desde"), required=False, widget=forms.DateInput({"type": "date"}))
    hasta = forms.DateField(label=_lazy("Hasta"), required=False, widget=forms.DateInput({"type": "date"}))
    persona = forms.CharField(label=_lazy("Persona"), required=False, max_length=120)
    accion = forms.ChoiceField(label=_lazy("Acción"), required=False)
    lugar = forms.CharField(
        label=_lazy("Lugar (clave)"),
        required=False,
        max_length=240,
        widget=forms.TextInput({"list": "lugares", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, actions: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(((name, action_title(name)) for name in actions), key=lambda pair: pair[1])
        self.fields["accion"].choices = [("", _("Todas")), *known]

    def clean_lugar(self) -> OrgUnit | None:
        """The place with that code."""
        code = self.cleaned_data["lugar"].split(" · ")[0].strip()
        if not code:
            return None
        place = OrgUnit.objects.filter(code__iexact=code).first()
        if place is None:
            raise forms.ValidationError(_("No hay un lugar con la clave «%(code)s».") % {"code": code})
        return place

    def wanted(self) -> LogFilter:
        """The filters as the query takes them; what is wrong does not filter (and is said)."""
        given = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return LogFilter(
            given.get("desde"),
            given.get("hasta"),
            given.get("persona", ""),
            given.get("accion", ""),
            given.get("lugar"),
        )


@login_required
def log(request: HttpRequest) -> HttpResponse:
    """The events within the person's reach."""
    _require(request)
    form = _form(request)
    events = filtered(events_for(request.user, request.now), form.wanted())
    page = Paginator(events, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "page": page,
        "entries": [(event, sentence(event)) for event in page],
        "csv": f"csv/?{request.GET.urlencode()}",
        "places": _suggestions(request),
    }
    return render(request, "audit/log.html", context)


@login_required
def log_csv(request: HttpRequest) -> HttpResponseBase:
    """The same events as CSV, streamed, without limit."""
    _require(request)
    events = filtered(events_for(request.user, request.now), _form(request).wanted())
    header = [_("No."), _("Fecha y hora"), _("Persona"), _("Acción"), _("Qué hizo"), _("Motivo"), _("Lugar")]
    header += [_("Clave del lugar"), _("Objeto"), _("Huella")]
    return csv_response("bitacora.csv", header, _rows(events.iterator(chunk_size=READ_AT_ONCE)))


def _rows(events: Iterable[Event]) -> Iterator[list[Any]]:
    for event in events:
        yield [
            event.sequence,
            timezone.localtime(event.at),
            event.by_name,
            action_title(event.action),
            sentence(event),
            event.reason,
            event.place.name if event.place else "",
            event.place.code if event.place else "",
            f"{event.subject_type}:{event.subject_id}",
            event.hash,
        ]


def _require(request: HttpRequest) -> None:
    if not places(request.user, Permission.AUDIT_READ, request.now).exists():
        require(request.user, Permission.AUDIT_READ, None, request.now)


def _form(request: HttpRequest) -> LogForm:
    seen = events_for(request.user, request.now).order_by().values_list("action", flat=True).distinct()
    return LogForm(request.GET, actions=list(seen))


def _suggestions(request: HttpRequest) -> list[OrgUnit]:
    found = OrgUnit.objects.exclude(kind=OrgUnit.Kind.UNIT).order_by("path")
    roots = places(request.user, Permission.AUDIT_READ, request.now)
    return [place for place in found[:400] if any(place.is_within(root) for root in roots)]
