"""One entry: where it is, since when, its other names, and its history."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cauce.core.audit.log import history, sentence
from cauce.core.errors import Invalid

from .. import queries
from ..access import can_manage
from ..actions import add_alias, remove_alias
from ..labels import kind_label
from ..models import Alias, Entry


class AliasForm(forms.Form):
    """Another name."""

    text = forms.CharField(
        label=gettext_lazy("Nombre alterno"),
        max_length=300,
        help_text=gettext_lazy("Como lo dice o lo escribe la gente; la búsqueda lo encontrará."),
    )


@login_required
def entry(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Shows the entry; posting adds another name."""
    mine = queries.catalogue_for(request.user, code, request.now)
    found = get_object_or_404(Entry.objects.select_related("catalogue", "parent"), pk=pk, catalogue=mine)
    form = AliasForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _add(request, found, form):
        return redirect("catalogues:entry", code, pk)
    versions = Entry.objects.filter(catalogue=found.catalogue, code=found.code).order_by("-since")
    context = {
        "catalogue": found.catalogue,
        "entry": found,
        "kind": kind_label(found.kind),
        "aliases": found.aliases.order_by("text"),
        "versions": versions,
        "form": form,
        "may_manage": can_manage(request.user, code, request.now),
        "events": [(event, sentence(event)) for event in history(found)[:20]],
    }
    return render(request, "catalogues/entry.html", context)


def _add(request: HttpRequest, found: Entry, form: AliasForm) -> bool:
    try:
        alias = add_alias(by=request.user, at=request.now, entry=found, text=form.cleaned_data["text"])
    except Invalid as refusal:
        form.add_error("text", str(refusal))
        return False
    messages.success(request, _("Se agregó «%(text)s».") % {"text": alias.text})
    return True


@login_required
@require_POST
def remove(request: HttpRequest, code: str, pk: int, alias_pk: int) -> HttpResponse:
    """Take an alias away."""
    alias = get_object_or_404(Alias, pk=alias_pk, entry=pk, entry__catalogue__code=code)
    remove_alias(by=request.user, at=request.now, alias=alias)
    messages.success(request, _("Se quitó «%(text)s».") % {"text": alias.text})
    return redirect("catalogues:entry", code, pk)
